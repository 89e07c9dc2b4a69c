"""Stretches of whole days, both ends included, as a certificate or a declaration says them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """From `first` to `last`, both included; no `last` means: until further notice."""

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError("A stretch of days cannot end before it begins.")

    @property
    def end(self) -> date:
        """The last day; for ever is the last day there is."""
        return self.last or date.max

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.end

    def overlaps(self, other: Days) -> bool:
        """Whether they share a day."""
        return self.first <= other.end and other.first <= self.end

    def meets(self, other: Days) -> Days | None:
        """The days they share, or None."""
        if not self.overlaps(other):
            return None
        return _days(max(self.first, other.first), min(self.end, other.end))

    def without(self, others: Iterable[Days]) -> list[Days]:
        """What is left of it when the days of `others` are taken out, in order."""
        left, first = [], self.first
        for other in sorted(others, key=lambda days: days.first):
            if other.end < first or other.first > self.end:
                continue
            if other.first > first:
                left.append(_days(first, other.first - DAY))
            if other.end >= self.end:
                return left
            first = other.end + DAY
        left.append(_days(first, self.end))
        return left


def joined(stretches: Iterable[Days], *, gap: int = 0) -> list[Days]:
    """Overlapping and adjoining stretches as one; so are those at most `gap` days apart."""
    spells: list[Days] = []
    for days in sorted(stretches, key=lambda days: days.first):
        if spells and (
            spells[-1].last is None or days.first <= spells[-1].last + timedelta(days=gap + 1)
        ):
            spells[-1] = _days(spells[-1].first, max(spells[-1].end, days.end))
        else:
            spells.append(days)
    return spells


def _days(first: date, end: date) -> Days:
    return Days(first, None if end == date.max else end)
