"""What somebody ticks off about the sheets, and when they are reminded of the employer's one."""

from __future__ import annotations

from datetime import date, timedelta

from incapacity.choices.certificates import CertificateState
from incapacity.choices.sheets import TickRefusal
from incapacity.rules.facts import COUNTED

REMINDED_BEFORE = timedelta(days=1)
"""A convention of the portal: the reminder comes on the last day or on the day before."""

LONGEST = timedelta(days=31)
"""No deadline of an employer lies further from the first day of its certificate: who reminds need
not look at older ones. The longest that a text names is eight days."""

TO_COME = timedelta(days=1)
"""Nor at one that begins later than this: its deadline is not before its first day."""


def why_not_tick(state: CertificateState) -> TickRefusal | None:
    """Why nothing can be ticked off any more, or None."""
    return TickRefusal.NOTHING_TO_TICK if state == CertificateState.WITHDRAWN else None


def is_to_be_reminded(
    *,
    state: CertificateState,
    due: date | None,
    sent_on: date,
    is_given: bool,
    was_reminded: bool,
    has_employer: bool,
    today: date,
) -> bool:
    """Whether to remind somebody of the employer's sheet today.

    `due`: the last day for the employer, None where no text names one. Not on the day on which it
    was sent: what was received says it then. Once, and never after the last day.
    """
    if state not in COUNTED or is_given or was_reminded or not has_employer or due is None:
        return False
    return sent_on < today and due - REMINDED_BEFORE <= today <= due
