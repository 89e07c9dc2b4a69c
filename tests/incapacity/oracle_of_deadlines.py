"""Deadlines once more: day after day on paper, from the texts, sharing nothing with the rules."""

from datetime import date, timedelta
from itertools import count

from tests.kernel.holidays_by_hand import holidays


def weekday(day: date) -> str:
    return ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][day.toordinal() % 7 - 1]


def is_holiday(day: date) -> bool:
    return day in holidays(day.year)


def walk(day: date):
    """The day, the next one, and so on."""
    for number in count():
        yield day + timedelta(days=number)


def the_nth(first: date, number: int) -> date:
    """The day with that number, where the first one has number one."""
    for counted, day in enumerate(walk(first), start=1):
        if counted == number:
            return day
    raise AssertionError


def to_the_employer(first: date, kind: str, length: int | None) -> date | None:
    """`kind`: illness, hospital, prolongation, family, maternity."""
    if kind in ("family", "maternity"):
        return None
    if kind == "prolongation":
        return the_nth(first, 3)
    if length in (1, 2):
        return None
    if kind == "hospital":
        return the_nth(first, 8)
    for day in walk(the_nth(first, 3)):
        if weekday(day) != "Sun" and not is_holiday(day):
            return day
    raise AssertionError


def to_the_cns(first: date, kind: str, length: int | None) -> date | None:
    if kind == "maternity" or (kind in ("illness", "hospital") and length in (1, 2)):
        return None
    # The third day; for a prolongation the second day after the planned return. The same day.
    for day in walk(the_nth(first, 3)):
        if weekday(day) not in ("Sat", "Sun") and not is_holiday(day):
            return day
    raise AssertionError
