"""Which certificate needs its person: for the first page of my space."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from incapacity.choices.certificates import CertificateState
from incapacity.rules.facts import COUNTED

SOON = timedelta(days=2)
"""A convention of the portal: so long before the last day the employer's sheet is asked about."""


class Need(Enum):
    """What somebody should do about a certificate."""

    SEND = "send"
    """It is begun, and its deadline has not passed."""
    SEND_LATE = "send_late"
    """It is begun, and should have been sent."""
    GO_ON = "go_on"
    """It is begun, and no deadline is known."""
    PASSED_ON_SOON = "passed_on_soon"
    """It arrived electronically and can be held back for a while."""
    SHEET_2 = "sheet_2"
    """The employer's sheet is not ticked off, and soon due."""


@dataclass(frozen=True, slots=True)
class Needed:
    """The need, and the last day on which it helps."""

    need: Need
    until: date | None = None


def needed(
    *,
    state: CertificateState,
    cns_until: date | None,
    employer_until: date | None,
    passes_on_on: date | None,
    is_given: bool,
    has_employer: bool,
    today: date,
) -> Needed | None:
    """What the certificate asks of its person today, or None.

    `cns_until`, `employer_until`: the deadlines, None where none is known; `passes_on_on`: the day
    on which it is passed on by itself.
    """
    if state == CertificateState.DRAFT:
        if cns_until is None:
            return Needed(Need.GO_ON)
        late = today > cns_until
        return Needed(Need.SEND_LATE) if late else Needed(Need.SEND, cns_until)
    if state == CertificateState.ARRIVED:
        return Needed(Need.PASSED_ON_SOON, passes_on_on)
    if state not in COUNTED or is_given or not has_employer or employer_until is None:
        return None
    near = employer_until - SOON <= today <= employer_until
    return Needed(Need.SHEET_2, employer_until) if near else None
