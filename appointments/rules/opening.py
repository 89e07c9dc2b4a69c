"""When an agency is open: weekly hours, special openings, closures, public holidays.

A public holiday beats a closure, a closure beats a special opening, a special opening beats the
weekly hours. The one exception is a special opening that says it holds on a public holiday.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from cns_portal.kernel import civil_time


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """One stretch of a weekday, in wall time, valid on whole days (both ends included).

    `desks` is how many desks serve in it; None means all of them.
    """

    weekday: int
    opens_at: time
    closes_at: time
    valid_from: date
    valid_until: date | None = None
    desks: int | None = None

    def covers(self, day: date) -> bool:
        """Whether these hours hold on `day`."""
        return (
            day.weekday() == self.weekday
            and self.valid_from <= day
            and (self.valid_until is None or day <= self.valid_until)
        )


@dataclass(frozen=True, slots=True)
class SpecialOpening:
    """Hours of one day that replace the weekly ones."""

    day: date
    opens_at: time
    closes_at: time
    desks: int | None = None
    on_public_holiday: bool = False


@dataclass(frozen=True, slots=True)
class Closure:
    """A day, or a part of it, on which the agency is closed. No times means the whole day."""

    day: date
    from_time: time | None
    until_time: time | None
    reason: str

    def stretch(self) -> tuple[datetime, datetime] | None:
        """The closed part in UTC; None for the whole day."""
        if self.from_time is None or self.until_time is None:
            return None
        return civil_time.at(self.day, self.from_time), civil_time.at(self.day, self.until_time)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch in which desks serve, in UTC; the end does not belong to it.

    Starts are counted from `grid_from`, so that a closure in the morning does not shift the
    afternoon's times.
    """

    opens_at: datetime
    closes_at: datetime
    grid_from: datetime
    desks: int | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Everything that decides when one agency is open for one channel."""

    weekly: Sequence[WeeklyHours] = ()
    special: Sequence[SpecialOpening] = ()
    closures: Sequence[Closure] = ()
    holidays: frozenset[date] = frozenset()

    def planned(self, day: date) -> list[Window]:
        """The windows of `day` before closures: holiday and special openings considered."""
        special = [opening for opening in self.special if opening.day == day]
        if day in self.holidays:
            stretches = [opening for opening in special if opening.on_public_holiday]
        else:
            stretches = special or [hours for hours in self.weekly if hours.covers(day)]
        windows = []
        for stretch in sorted(stretches, key=lambda hours: hours.opens_at):
            opens_at = civil_time.at(day, stretch.opens_at)
            closes_at = civil_time.at(day, stretch.closes_at)
            windows.append(Window(opens_at, closes_at, opens_at, stretch.desks))
        return windows

    def windows(self, day: date) -> list[Window]:
        """The windows of `day` in which appointments may lie."""
        windows = self.planned(day)
        for closure in self.closures:
            if closure.day == day:
                windows = list(_without(windows, closure))
        return windows

    def closure_during(self, begins_at: datetime, ends_at: datetime) -> Closure | None:
        """The first closure that takes something of this time, if one does."""
        for closure in self.closures:
            if closure.day == civil_time.day_of(begins_at):
                stretch = closure.stretch()
                if stretch is None or (stretch[0] < ends_at and begins_at < stretch[1]):
                    return closure
        return None


def _without(windows: Iterable[Window], closure: Closure) -> Iterable[Window]:
    """The parts of `windows` that `closure` leaves open."""
    stretch = closure.stretch()
    if stretch is None:
        return
    closed_from, closed_until = stretch
    for window in windows:
        if window.opens_at < closed_from:
            closes_at = min(window.closes_at, closed_from)
            yield Window(window.opens_at, closes_at, window.grid_from, window.desks)
        if closed_until < window.closes_at:
            opens_at = max(window.opens_at, closed_until)
            yield Window(opens_at, window.closes_at, window.grid_from, window.desks)
