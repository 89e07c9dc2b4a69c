"""Luxembourg's public holidays and working days: one answer for offices and for deadlines.

The Labour Code (art. L. 232-2) names eleven holidays. One that falls on a weekend is not moved to
the Monday, so that Monday is an ordinary working day.

They are known for the years from 1901 to `LAST_YEAR`; of other years only the weekends are.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

import holidays

SATURDAY, SUNDAY = 5, 6
LAST_YEAR = 2100

# The library's names for the languages it knows Luxembourg's holidays in.
LANGUAGES = MappingProxyType({"fr": "fr", "de": "de", "lb": "lb", "en": "en_US"})


@lru_cache(maxsize=64)
def _of(year: int, language: str) -> dict[date, str]:
    return dict(holidays.country_holidays("LU", years=year, language=language))


def between(first: date, last: date) -> frozenset[date]:
    """The public holidays in the period, both days included."""
    return frozenset(
        day
        for year in range(first.year, last.year + 1)
        for day in _of(year, LANGUAGES["en"])
        if first <= day <= last
    )


def is_holiday(day: date) -> bool:
    """Whether `day` is a public holiday."""
    return day in _of(day.year, LANGUAGES["en"])


def name(day: date, language: str | None = None) -> str:
    """What the holiday is called in a language ("fr", "de-lu"); empty on another day.

    English where the language is unknown. Two holidays on one day are named both.
    """
    return _of(day.year, LANGUAGES.get((language or "en")[:2], LANGUAGES["en"])).get(day, "")


def is_sunday_or_holiday(day: date) -> bool:
    """A day on which hardly anybody works: a Saturday is not one."""
    return day.weekday() == SUNDAY or is_holiday(day)


def is_weekend_or_holiday(day: date) -> bool:
    """A day on which offices are closed: Saturdays are among them."""
    return day.weekday() in (SATURDAY, SUNDAY) or is_holiday(day)


def first_day_not(unsuitable: Callable[[date], bool], day: date) -> date:
    """`day` itself, or the first day after it that is not `unsuitable`."""
    while unsuitable(day):
        day += timedelta(days=1)
    return day
