"""Whether somebody is covered on a day, and why: for pages, papers and the other rooms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from insured.choices import Cover, Fund
from insured.models import AffiliationPeriod
from insured.rules.coverage import NOTHING_KNOWN, Coverage, Facts, History, Period

if TYPE_CHECKING:
    from datetime import date

    from insured.models import InsuredPerson


def on(person: InsuredPerson, day: date, *, facts: Facts = NOTHING_KNOWN) -> Coverage:
    """Covered on `day` or not, why, and through whom: `through` is the key of a person. One query.

    For several days ask `history_of` once, for several people `of_many`.
    """
    return history_of(person, facts=facts).on(day)


def on_days(person: InsuredPerson, days: Iterable[date]) -> dict[date, Coverage]:
    """The answer for each of these days; one query."""
    history = history_of(person)
    return {day: history.on(day) for day in days}


def of_many(people: Iterable[InsuredPerson | int], day: date) -> dict[int, Coverage]:
    """The answer for each person's key on `day`; one query for all of them."""
    return {key: history.on(day) for key, history in histories_of(people).items()}


def history_of(person: InsuredPerson | int, *, facts: Facts = NOTHING_KNOWN) -> History:
    """A person's affiliation, ready to be asked about any day; one query."""
    (history,) = histories_of([person], facts=facts).values()
    return history


def histories_of(
    people: Iterable[InsuredPerson | int], *, facts: Facts = NOTHING_KNOWN
) -> dict[int, History]:
    """The affiliation of each person by key, also of those without any; one query for all."""
    keys = {person if isinstance(person, int) else person.pk for person in people}
    found: dict[int, list[Period]] = defaultdict(list)
    for row in AffiliationPeriod.objects.filter(person__in=keys):
        found[row.person_id].append(as_rule(row))
    return {key: History(found[key], facts=facts) for key in keys}


def as_rule(row: AffiliationPeriod) -> Period:
    """The row as the rule wants it."""
    return Period(
        cover=Cover(row.cover),
        fund=Fund(row.fund),
        first=row.first_day,
        last=row.last_day,
        through=row.through_id,
    )
