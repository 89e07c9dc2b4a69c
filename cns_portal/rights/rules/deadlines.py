"""Until when a request must be answered.

GDPR, article 12(3): without undue delay and within one month of receipt; two more months where it
is necessary, of which the person is told, with the reasons, within the first one. How a month is
counted: Regulation (EEC, Euratom) No 1182/71, article 3: the day of receipt does not count, and a
period that would end on a Saturday, a Sunday or a public holiday ends on the next working day.
"""

from datetime import date
from enum import Enum

from cns_portal.kernel import public_holidays
from cns_portal.kernel.months import months_later
from cns_portal.rights.choices.requests import RightsRefusal

MONTHS = 1
MONTHS_WHEN_EXTENDED = 3

SOON = 7
"""A convention of the portal: so many days before its last day a request is called urgent."""


class Pressing(Enum):
    """How urgent an open request is, as agents see it."""

    IN_TIME = "neutral"
    SOON = "warning"
    LATE = "danger"


def due_on(*, sent_on: date, extended: bool = False) -> date:
    """The last day of the period, for a request received on `sent_on`."""
    months = MONTHS_WHEN_EXTENDED if extended else MONTHS
    last = months_later(sent_on, months)
    return public_holidays.first_day_not(public_holidays.is_weekend_or_holiday, last)


def why_not_extend(*, sent_on: date, is_extended: bool, today: date) -> RightsRefusal | None:
    """Why the period cannot be made longer, or None."""
    if is_extended:
        return RightsRefusal.ALREADY_EXTENDED
    if today > due_on(sent_on=sent_on):
        return RightsRefusal.TOO_LATE_TO_EXTEND
    return None


def days_left(*, due: date, today: date) -> int:
    """How many days are left; 0 on the last one, negative once it is late."""
    return (due - today).days


def pressing(*, due: date, today: date) -> Pressing:
    """How urgent an open request is."""
    left = days_left(due=due, today=today)
    if left < 0:
        return Pressing.LATE
    return Pressing.SOON if left <= SOON else Pressing.IN_TIME
