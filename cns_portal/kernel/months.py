"""Counting in months and years, as laws do: `calendar` knows the lengths, nobody else has to."""

from calendar import monthrange
from datetime import date, timedelta


def months_later(day: date, count: int) -> date:
    """The same day `count` months later; the last day of a month that is too short for it.

    Whoever comes later arrives later, or on the same day: 31 January and 28 February both have
    28 February one month later. `count` may be negative. Beyond the calendar's ends: its ends.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if year > date.max.year:
        return date.max
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_of_month(day: date) -> date:
    """The last day of the month in which `day` lies."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def lasted_months(first: date, last: date, count: int) -> bool:
    """Whether from `first` to `last`, both included, `count` whole months have passed.

    From 1 January to 30 June are six months; from 31 August they are over on 27 February.
    """
    if last == date.max:
        return True
    return last + timedelta(days=1) >= months_later(first, count)
