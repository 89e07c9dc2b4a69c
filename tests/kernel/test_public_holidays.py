"""The days on which nobody works."""

from datetime import date, timedelta

import pytest

from cns_portal.kernel import public_holidays
from tests.kernel.holidays_by_hand import easter, holidays

# The table of the domain reference: which weekday each holiday falls on.
TABLE = {
    2026: ["01-01", "04-06", "05-01", "05-09", "05-14", "05-25", "06-23", "08-15", "11-01"],
    2027: ["01-01", "03-29", "05-01", "05-09", "05-06", "05-17", "06-23", "08-15", "11-01"],
    2028: ["01-01", "04-17", "05-01", "05-09", "05-25", "06-05", "06-23", "08-15", "11-01"],
}


@pytest.mark.parametrize("year", range(2000, public_holidays.LAST_YEAR + 1))
def test_every_holiday_of_a_year_is_the_one_of_the_law(year):
    assert public_holidays.between(date(year, 1, 1), date(year, 12, 31)) == holidays(year)


@pytest.mark.parametrize("year", sorted(TABLE))
def test_the_holidays_of_the_next_years(year):
    days = {*TABLE[year], "12-25", "12-26"}
    assert holidays(year) == {date.fromisoformat(f"{year}-{day}") for day in days}


def test_a_period_is_both_days_included_and_may_cross_a_year():
    assert public_holidays.between(date(2026, 12, 25), date(2027, 1, 1)) == {
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2027, 1, 1),
    }
    assert public_holidays.between(date(2026, 12, 27), date(2026, 12, 31)) == frozenset()


@pytest.mark.parametrize(
    ("day", "sunday_or_holiday", "weekend_or_holiday"),
    [
        (date(2026, 11, 20), False, False),  # Friday
        (date(2026, 11, 21), False, True),  # Saturday
        (date(2026, 11, 22), True, True),  # Sunday
        (date(2026, 8, 15), True, True),  # Assumption, a Saturday
        (date(2026, 6, 23), True, True),  # National Day, a Tuesday
        (date(2026, 11, 2), False, False),  # the Monday after All Saints on a Sunday
    ],
)
def test_who_works_on_a_day(day, sunday_or_holiday, weekend_or_holiday):
    assert public_holidays.is_sunday_or_holiday(day) is sunday_or_holiday
    assert public_holidays.is_weekend_or_holiday(day) is weekend_or_holiday


def test_the_first_suitable_day_is_the_day_itself_when_it_is_one():
    friday, monday = date(2026, 11, 20), date(2026, 11, 23)
    closed = public_holidays.is_weekend_or_holiday
    assert public_holidays.first_day_not(closed, friday) == friday
    assert public_holidays.first_day_not(closed, friday + timedelta(days=1)) == monday


def test_two_holidays_on_one_day_are_one_day_with_both_names():
    assert easter(2024) + timedelta(days=39) == date(2024, 5, 9)
    assert len(public_holidays.between(date(2024, 5, 1), date(2024, 5, 31))) == 3
    assert "Ascension" in public_holidays.name(date(2024, 5, 9), "en")
    assert "Europe" in public_holidays.name(date(2024, 5, 9), "en")


@pytest.mark.parametrize(
    ("language", "called"),
    [
        ("fr", "Fête nationale"),
        ("de-lu", "Nationalfeiertag"),
        ("lb", "Nationalfeierdag"),
        ("en", "National Day"),
        ("pt", "National Day"),
        (None, "National Day"),
    ],
)
def test_a_holiday_is_named_in_the_language_asked_for(language, called):
    assert public_holidays.name(date(2026, 6, 23), language) == called


def test_an_ordinary_day_has_no_name():
    assert public_holidays.name(date(2026, 6, 24), "fr") == ""
