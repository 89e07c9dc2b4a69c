"""Values that a text sets from a day on."""

from bisect import bisect_right
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


class NothingInForceError(LookupError):
    """The day lies before the first value that is known: an error, never a guess."""


class Timeline(Generic[T]):
    """Each value with the first day on which it is in force; the days increase."""

    def __init__(self, *entries: tuple[date, T]) -> None:
        self._days = [day for day, _value in entries]
        self._values = [value for _day, value in entries]
        if not entries or any(
            earlier >= later for earlier, later in zip(self._days, self._days[1:], strict=False)
        ):
            raise ValueError("A timeline needs at least one entry, and days that increase.")

    def on(self, day: date) -> T:
        """The value in force on `day`. Raises `NothingInForceError` before the first one."""
        position = bisect_right(self._days, day)
        if position == 0:
            raise NothingInForceError(f"Nothing in force on {day:%Y-%m-%d}.")
        return self._values[position - 1]
