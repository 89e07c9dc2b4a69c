"""Whole days, each counted once however many certificates cover it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from itertools import accumulate

from cns_portal.kernel.spans import DAY, Days, joined
from incapacity.choices.certificates import Cause
from incapacity.rules.facts import Absence


class Counted:
    """Days that count towards a limit. Made in the time it takes to sort; a question is a search.

    Its stretches neither overlap nor adjoin, and come in order.
    """

    __slots__ = ("_before", "_firsts", "stretches")

    def __init__(self, stretches: Iterable[Days]) -> None:
        self.stretches = tuple(joined(stretches))
        self._firsts = [days.first for days in self.stretches]
        lengths = (length(days) for days in self.stretches)
        self._before = [0, *accumulate(lengths)]

    @classmethod
    def of(cls, absences: Iterable[Absence], causes: Collection[Cause]) -> Counted:
        """The days of what counts at all (`Absence.counts`) and is of one of the causes."""
        return cls(
            absence.days for absence in absences if absence.counts and absence.cause in causes
        )

    def with_days(self, days: Days) -> Counted:
        """The same, and these days too."""
        return Counted([*self.stretches, days])

    def until(self, day: date) -> int:
        """How many of them are not later than `day`."""
        at = bisect_right(self._firsts, day)
        if not at:
            return 0
        last = self.stretches[at - 1]
        return self._before[at - 1] + length(Days(last.first, min(last.end, day)))

    def within(self, days: Days) -> int:
        """How many of them lie in the stretch, both ends included."""
        before = self.until(days.first - DAY) if days.first > date.min else 0
        return self.until(days.end) - before

    def __contains__(self, day: date) -> bool:
        at = bisect_right(self._firsts, day)
        return bool(at) and day in self.stretches[at - 1]

    def nth(self, number: int, *, since: date) -> date | None:
        """The `number`-th of them from `since` on (the first one is 1), or None."""
        wanted = number + (self.until(since - DAY) if since > date.min else 0)
        at = bisect_right(self._before, wanted - 1) - 1
        if at >= len(self.stretches):
            return None
        return self.stretches[at].first + timedelta(days=wanted - 1 - self._before[at])

    @property
    def last(self) -> date | None:
        """The last of all, or None where there is none."""
        return self.stretches[-1].end if self.stretches else None


def length(days: Days) -> int:
    """How many days the stretch has, both ends included."""
    return (days.end - days.first).days + 1
