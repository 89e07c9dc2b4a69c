"""What about their bills needs a person now: paper, an account, a draft that waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from cns_portal.kernel.months import months_later
from reimbursements.choices.claims import ClaimState, Original
from reimbursements.rules.states import WAITING

NEAR = timedelta(days=60)
"""So long before a bill is too old, my space reminds of it. A convention of the portal."""

POST_TAKES = timedelta(days=7)
"""So long after a mailing, my space asks for the paper that has not come. A convention, too."""


class Need(Enum):
    """What has to be done."""

    ACCOUNT = "account"
    """A payment came back."""
    PAPER = "paper"
    """The original has not come."""
    SEND_SOON = "send_soon"
    """A bill of a draft is soon too old."""
    GO_ON = "go_on"
    """A draft waits."""


@dataclass(frozen=True, slots=True)
class Mailing:
    """What is known about a mailing, sent or not. `paid_on`: of the bill that was paid first."""

    state: ClaimState
    original: Original
    sent_on: date | None = None
    paid_on: date | None = None
    has_bills: bool = True


@dataclass(frozen=True, slots=True)
class Needed:
    """What has to be done, and until when it helps."""

    need: Need
    until: date | None = None


def needed(mailing: Mailing, *, today: date, months: int | None) -> Needed | None:
    """What the person has to do about a mailing, or None.

    `months`: how long after its payment a bill can be sent; None when no value is known.
    """
    if mailing.state == ClaimState.RETURNED:
        return Needed(Need.ACCOUNT)
    if mailing.state == ClaimState.DRAFT:
        return _draft(mailing, today=today, months=months)
    awaited = mailing.original == Original.AWAITED and mailing.state in WAITING
    if awaited and mailing.sent_on is not None and today - mailing.sent_on > POST_TAKES:
        return Needed(Need.PAPER)
    return None


def _draft(mailing: Mailing, *, today: date, months: int | None) -> Needed | None:
    if not mailing.has_bills:
        return None
    if mailing.paid_on is not None and months is not None:
        until = months_later(mailing.paid_on, months)
        if today <= until <= today + NEAR:
            return Needed(Need.SEND_SOON, until)
    return Needed(Need.GO_ON)
