"""Birthdays that change something: 18, 30, and when to write about them."""

from dataclasses import dataclass
from datetime import date, timedelta

from insured.choices import Relation

OF_AGE = 18
"""From this birthday on parents no longer act for a child (Civil Code, article 388)."""

CHILDREN_UNTIL = 30
"""A child is co-insured "under the age of thirty": until the day before this birthday (CSS,
article 7, and the page of the fund: until 29 included)."""

NOTICE_BEFORE_THIRTY = timedelta(days=90)
"""House convention: how long before the 30th birthday the notice goes out. The fund says only that
people are told in writing; the setting `NOTICE_BEFORE_THIRTY_DAYS` says otherwise."""

CATCH_UP = timedelta(days=90)
"""House convention: how long after an 18th birthday the note is still of use, when nights were
missed. Whoever turned 18 before the portal knew the family is left alone."""

CHILDREN = frozenset({Relation.OWN_CHILD, Relation.ADOPTED_CHILD, Relation.FOSTER_CHILD})
"""The relations whose co-insurance has an age limit."""

DAY = timedelta(days=1)


def birthday(born: date, age: int) -> date:
    """The first day on which somebody born on `born` is `age` years old.

    Whoever was born on 29 February is a year older from 1 March on where there is no such day: a
    period of years ends with the last day of the month (Regulation 1182/71, article 3(2)(c)).
    """
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def age_on(born: date, day: date) -> int:
    """Full years on `day`; below zero before the birth."""
    age = day.year - born.year
    return age if birthday(born, age) <= day else age - 1


def last_day_as_a_child(born: date) -> date:
    """The last day on which a child is co-insured without the authorisation asked for at 30."""
    return birthday(born, CHILDREN_UNTIL) - DAY


def born_between(first: date, last: date, *, age: int) -> tuple[date, date]:
    """The days of birth, both included, of everybody who turns `age` from `first` to `last`.

    Nobody, when the first comes after the last.
    """
    try:
        latest = last.replace(year=last.year - age)
    except ValueError:  # 29 February, and no such day in the year of birth
        latest = date(last.year - age, 2, 28)
    earliest = birthday(first, -age)
    if birthday(earliest - DAY, age) >= first:  # born on 29 February, older from 1 March on
        earliest -= DAY
    return earliest, latest


@dataclass(frozen=True)
class Due:
    """From when until when a note is written, both days included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def note_at_eighteen(born: date) -> Due:
    """When somebody is told to check the affiliation: from the 18th birthday, while it is news."""
    turned = birthday(born, OF_AGE)
    return Due(turned, turned + CATCH_UP)


def notice_before_thirty(born: date, *, lead: timedelta = NOTICE_BEFORE_THIRTY) -> Due:
    """When the notice before the 30th birthday is written: `lead` before it until the day before.

    From the birthday on there is nothing to be warned of: the end itself is told.
    """
    turns = birthday(born, CHILDREN_UNTIL)
    return Due(turns - lead, turns - DAY)


def ends_for_age(
    *, relation: str, born: date | None, last_day: date | None, authorised_until: date | None
) -> date | None:
    """The last day of a child's co-insurance where age ends it, or None where it does not.

    The day before the 30th birthday, or until when the CNS authorised more. `last_day` is where
    the co-insurance ends anyhow. Spouses and relatives have no age limit; without a known date of
    birth an agent has to decide.
    """
    if relation not in CHILDREN or born is None:
        return None
    last = max(last_day_as_a_child(born), authorised_until or date.min)
    return last if last_day is None or last_day > last else None
