"""Birthdays, those of 29 February included, and when something is written about them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insured.choices import Relation
from insured.rules import ages

DAY = timedelta(days=1)
DAYS = st.dates(date(1930, 1, 1), date(2060, 12, 31))
AGES = st.integers(1, 110)


@pytest.mark.parametrize(
    ("born", "age", "first_day"),
    [
        (date(2008, 11, 22), 18, date(2026, 11, 22)),
        (date(1996, 12, 20), 30, date(2026, 12, 20)),
        (date(1996, 2, 29), 30, date(2026, 3, 1)),  # no 29 February in 2026
        (date(2008, 2, 29), 18, date(2026, 3, 1)),
        (date(1996, 2, 29), 28, date(2024, 2, 29)),
        (date(1996, 3, 1), 30, date(2026, 3, 1)),
        (date(1996, 2, 28), 30, date(2026, 2, 28)),
        (date(2000, 2, 29), 100, date(2100, 3, 1)),  # not a leap year, though it ends in 00
    ],
)
def test_the_first_day_at_an_age(born, age, first_day):
    assert ages.birthday(born, age) == first_day
    assert ages.age_on(born, first_day) == age
    assert ages.age_on(born, first_day - DAY) == age - 1


def test_under_thirty_ends_the_day_before_the_birthday():
    assert ages.last_day_as_a_child(date(1996, 12, 20)) == date(2026, 12, 19)
    assert ages.last_day_as_a_child(date(1996, 2, 29)) == date(2026, 2, 28)
    assert ages.last_day_as_a_child(date(1994, 1, 1)) == date(2023, 12, 31)


def counted_by_hand(born: date, day: date) -> int:
    """Full years, counted by comparing month and day as words."""
    passed = (day.month, day.day) >= (born.month, born.day)
    return day.year - born.year - (not passed)


def test_ages_against_counting_by_hand_for_every_birth_of_eight_years():
    """Every birth of eight years, leap years among them, around every birthday up to 31."""
    born = date(1995, 1, 1)
    while born < date(2003, 1, 1):
        for age in range(32):
            first = ages.birthday(born, age)
            for day in (first - DAY, first, first + DAY):
                assert ages.age_on(born, day) == counted_by_hand(born, day), (born, day)
        born += DAY


@given(born=DAYS, day=DAYS)
def test_nobody_grows_younger(born, day):
    assert ages.age_on(born, day + DAY) >= ages.age_on(born, day)


@given(born=DAYS, age=AGES)
def test_the_birthday_is_the_first_day_at_that_age(born, age):
    first = ages.birthday(born, age)
    assert ages.age_on(born, first) == age
    assert ages.age_on(born, first - DAY) == age - 1


def test_who_turns_on_a_day_is_found_for_every_day_of_ten_years():
    for age in (18, 30):
        day = date(2023, 1, 1)
        while day < date(2033, 1, 1):
            first, last = ages.born_between(day, day, age=age)
            found = [first + DAY * n for n in range((last - first).days + 1)]
            around = [date(day.year - age, day.month, 1) + DAY * n for n in range(-3, 35)]
            assert found == [born for born in around if ages.birthday(born, age) == day], day
            day += DAY


@given(first=DAYS, length=st.integers(0, 400), born=DAYS, age=st.sampled_from([18, 30]))
def test_births_of_a_stretch_are_those_who_turn_in_it(first, length, born, age):
    last = first + DAY * length
    earliest, latest = ages.born_between(first, last, age=age)
    turns_within = first <= ages.birthday(born, age) <= last
    assert (earliest <= born <= latest) == turns_within


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), True),
        (date(2026, 11, 25), True),  # three nights were missed
        (date(2027, 2, 20), True),
        (date(2027, 2, 21), False),
    ],
)
def test_the_note_at_eighteen(today, due):
    assert (today in ages.note_at_eighteen(date(2008, 11, 22))) is due


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 9, 20), False),
        (date(2026, 9, 21), True),
        (date(2026, 12, 19), True),
        (date(2026, 12, 20), False),
    ],
)
def test_the_notice_before_thirty(today, due):
    assert (today in ages.notice_before_thirty(date(1996, 12, 20))) is due


def test_the_notice_follows_the_configured_time():
    due = ages.notice_before_thirty(date(1996, 12, 20), lead=timedelta(days=10))
    assert due == ages.Due(date(2026, 12, 10), date(2026, 12, 19))


SOPHIE = date(1996, 12, 20)


@pytest.mark.parametrize(
    ("relation", "born", "last_day", "authorised_until", "ends"),
    [
        (Relation.OWN_CHILD, SOPHIE, None, None, date(2026, 12, 19)),
        (Relation.ADOPTED_CHILD, SOPHIE, None, None, date(2026, 12, 19)),
        (Relation.FOSTER_CHILD, SOPHIE, date(2026, 12, 20), None, date(2026, 12, 19)),
        (Relation.OWN_CHILD, SOPHIE, date(2026, 12, 19), None, None),  # ends then anyhow
        (Relation.OWN_CHILD, SOPHIE, date(2025, 1, 1), None, None),  # ended before
        (Relation.OWN_CHILD, SOPHIE, None, date(2027, 9, 30), date(2027, 9, 30)),
        (Relation.OWN_CHILD, SOPHIE, date(2027, 9, 30), date(2027, 9, 30), None),
        (Relation.OWN_CHILD, SOPHIE, None, date(2020, 1, 1), date(2026, 12, 19)),
        (Relation.OWN_CHILD, None, None, None, None),
        (Relation.SPOUSE, SOPHIE, None, None, None),
        (Relation.PARTNER, SOPHIE, None, None, None),
        (Relation.HOUSEHOLD_RELATIVE, SOPHIE, None, None, None),
    ],
)
def test_where_age_ends_a_co_insurance(relation, born, last_day, authorised_until, ends):
    found = ages.ends_for_age(
        relation=relation, born=born, last_day=last_day, authorised_until=authorised_until
    )
    assert found == ends
