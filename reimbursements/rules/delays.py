"""How long it takes until bills are decided: what was measured, and what it means for one claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

PERIOD = timedelta(days=30)
"""The cases of this long are looked at. A convention of the portal."""

LEAST = 10
"""Fewer cases than these say nothing about the next one. A convention of the portal."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Delay:
    """How long the claims decided lately took, without the time spent waiting for their people."""

    sample: int
    median: timedelta | None = None
    nine_of_ten: timedelta | None = None

    @property
    def is_known(self) -> bool:
        """Whether there were enough of them."""
        return self.sample >= LEAST and self.median is not None and self.nine_of_ten is not None

    @property
    def median_days(self) -> int:
        """In whole days, a part of a day counts as one."""
        return whole_days(self.median)

    @property
    def nine_of_ten_days(self) -> int:
        return whole_days(self.nine_of_ten)


@dataclass(frozen=True, slots=True)
class Expected:
    """When a claim will be decided: as likely before as after `half`, hardly after `last`."""

    half: date
    last: date

    def is_late(self, today: date) -> bool:
        """Whether it takes longer than nine of ten."""
        return today > self.last


def whole_days(duration: timedelta) -> int:
    """Days, a part of one counts as one; at least one."""
    return max(1, -(-duration // DAY))


def expected(delay: Delay, *, sent_on: date, waited: timedelta) -> Expected | None:
    """For a claim sent on that day which has waited for its person for `waited` so far."""
    if not delay.is_known:
        return None
    begun = sent_on + (whole_days(waited) if waited else 0) * DAY
    return Expected(begun + delay.median_days * DAY, begun + delay.nine_of_ten_days * DAY)
