"""Weeks of figures for agents: which, and what may be told about a few certificates."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from cns_portal.kernel.spans import DAY, Days
from incapacity.choices.certificates import Cause

CHOICES = (4, 13, 26, 52)
"""How many weeks can be looked at."""

USUAL = 13

FEWEST = 5
"""A convention of the portal: of fewer decisions no time is told, because it would say how fast
somebody works or how long one person waited."""

WEEK = timedelta(days=7)


@dataclass
class Week:
    """What came and what was decided from a Monday to a Sunday."""

    first: date
    received: dict[Cause, int] = field(default_factory=dict)
    late: int = 0
    accepted: int = 0
    refused: int = 0
    withdrawn: int = 0
    half: timedelta | None = None
    """Half of the decisions took at most so long, without the time spent waiting for the person."""
    waiting: int = 0
    """What waited when the week ended, or waits now."""

    @property
    def days(self) -> Days:
        return Days(self.first, self.first + WEEK - DAY)

    @property
    def came(self) -> int:
        return sum(self.received.values())

    @property
    def decided(self) -> int:
        return self.accepted + self.refused

    @property
    def gone(self) -> int:
        """What does not wait any more."""
        return self.decided + self.withdrawn

    @property
    def half_told(self) -> timedelta | None:
        """The time, where it is taken from enough decisions to be told."""
        return self.half if self.decided >= FEWEST else None


def monday_of(day: date) -> date:
    """The Monday of the week in which `day` lies."""
    return day - timedelta(days=day.weekday())


def weeks_until(today: date, count: int) -> list[Week]:
    """The last `count` weeks in order, the running one last."""
    last = monday_of(today)
    return [Week(last - back * WEEK) for back in reversed(range(count))]


def with_waiting(weeks: list[Week], *, now: int) -> list[Week]:
    """The same weeks with what waited at the end of each, worked out backwards from `now`."""
    for week in reversed(weeks):
        week.waiting = now
        now = now - week.came + week.gone
    return weeks
