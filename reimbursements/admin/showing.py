"""What the agents' pages say about claims and bills."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from insured.admin.showing import moment, waited_tag
from reimbursements.choices.claims import BillState, ClaimRefusal, ClaimState, Original
from reimbursements.choices.money import SecondReason
from reimbursements.rules import states, waiting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reimbursements.models import Bill, Claim

STATE_TONES = {
    ClaimState.DRAFT: "neutral",
    ClaimState.SENT: "info",
    ClaimState.BEING_CHECKED: "info",
    ClaimState.NEEDS_YOU: "warning",
    ClaimState.PROPOSED: "warning",
    ClaimState.DECIDED: "success",
    ClaimState.ORDERED: "success",
    ClaimState.PAID: "success",
    ClaimState.RETURNED: "danger",
    ClaimState.WITHDRAWN: "neutral",
}
BILL_TONES = {
    BillState.DRAFT: "neutral",
    BillState.OPEN: "info",
    BillState.PROPOSED: "warning",
    BillState.DECIDED: "success",
    BillState.WITHDRAWN: "neutral",
}
ORIGINAL_TONES = {
    Original.NOT_NEEDED: "neutral",
    Original.AWAITED: "warning",
    Original.RECEIVED: "success",
}


def state_label(state: ClaimState) -> str:
    """The state as agents say it: it is they who wait for the person."""
    if state == ClaimState.NEEDS_YOU:
        return _("Waiting for the person")
    if state == ClaimState.PROPOSED:
        return _("Waits for a second agent")
    return str(state.label)


def state_tag(claim: Claim) -> dict[str, str]:
    """The state as word and tone."""
    state = ClaimState(claim.state)
    return {"label": state_label(state), "tone": STATE_TONES[state]}


def bill_tag(bill: Bill) -> dict[str, str]:
    """The state of one bill as word and tone."""
    state = BillState(bill.state)
    return {"label": str(state.label), "tone": BILL_TONES[state]}


def original_tag(claim: Claim) -> dict[str, str]:
    """Whether the paper has come, as word and tone."""
    original = Original(claim.original)
    return {"label": str(original.label), "tone": ORIGINAL_TONES[original]}


def age_tag(claim: Claim, *, today: date) -> dict[str, str] | None:
    """How long it has waited since it was sent, in days; None once it is decided."""
    if claim.state not in states.WAITING:
        return None
    return waited_tag(claim.sent_at, today=today, tone=waiting.tone)


def second_sentences(reasons: Iterable[str]) -> list[str]:
    """Why a second agent looks, in sentences."""
    return [str(SecondReason(reason).label) for reason in reasons]


def address_of_claim(claim_id: int, page: str = "change") -> str:
    """A page of one claim: its own, or that of an action."""
    return reverse(f"admin:reimbursements_claim_{page}", args=[claim_id])


def address_of_bill(bill: Bill) -> str:
    """Where its pictures stand beside its lines."""
    return reverse("admin:reimbursements_claim_bill", args=[bill.claim_id, bill.pk])


def how_it_stands(claim: Claim, refusal: Any = None) -> str:
    """Why something cannot be done now: who has the claim, or what became of it."""
    came_late = refusal == ClaimRefusal.CLOSED and claim.state in states.WAITING
    is_with_somebody = claim.agent_id and claim.taken_at
    if is_with_somebody and (came_late or refusal in (None, ClaimRefusal.NOT_YOURS)):
        return _("%(agent)s has this claim since %(day)s.") % {
            "agent": claim.agent,
            "day": moment(claim.taken_at),
        }
    return str(getattr(refusal, "label", refusal))
