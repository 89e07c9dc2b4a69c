"""How long a request has waited, and when that is long.

The law sets no period for these decisions; the steps are a convention of this portal, so that
what waits longest is seen.
"""

from __future__ import annotations

from datetime import date
from enum import Enum

LONG = 14
"""Days after which a request that nobody has decided stands out."""

TOO_LONG = 30
"""Days after which it should not be waiting any more."""


class Wait(Enum):
    FRESH = "fresh"
    LONG = "long"
    TOO_LONG = "too_long"


def days_waiting(*, sent_on: date, today: date) -> int:
    """Whole days since the request was sent; none on the day itself."""
    return max((today - sent_on).days, 0)


def how_long(*, sent_on: date, today: date) -> Wait:
    """Whether a wait is nothing special, long, or too long."""
    days = days_waiting(sent_on=sent_on, today=today)
    if days >= TOO_LONG:
        return Wait.TOO_LONG
    return Wait.LONG if days >= LONG else Wait.FRESH
