"""Whether the files of a bill may still change."""

from __future__ import annotations

from reimbursements.choices.claims import ClaimState
from reimbursements.choices.sending import SendingRefusal


def why_not_change(*, state: ClaimState) -> SendingRefusal | None:
    """Why the files of a bill stay as they are; None while it is a draft."""
    return None if state == ClaimState.DRAFT else SendingRefusal.SENT_ALREADY
