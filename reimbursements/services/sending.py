"""Sending a claim, and taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import audit, clock, procedures
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind
from insured.services.telling import tell
from reimbursements.choices.claims import BillState, ClaimRefusal, ClaimState, Original
from reimbursements.choices.sending import SendingRefusal
from reimbursements.models import Bill, Claim
from reimbursements.notices import claims as notices
from reimbursements.rules import states as rules
from reimbursements.rules.states import Verb
from reimbursements.selectors import checking, drafts
from reimbursements.services import steps

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.procedures.models import Procedure


@transaction.atomic
def send(claim: Claim, *, actor: Account, seen: str, on_behalf_of: str = "") -> Claim:
    """Send a draft with all its bills, once. `seen` is the fingerprint that the last page showed.

    `on_behalf_of` names the person when `actor` is somebody else. Raises `Refused` where the rule
    says why not, and when anything has changed since it was looked at.
    """
    claim = _whole(claim)
    checked = checking.checked(claim, today=clock.today())
    if checked.refusal:
        raise Refused(checked.refusal)
    if seen != checked.fingerprint:
        raise Refused(ClaimRefusal.CHANGED)
    state = rules.after(Verb.SEND, state=ClaimState(claim.state))
    claim.procedure = procedures.open_procedure(
        kind=steps.KIND,
        dossier=claim.person.dossier,
        created_by=actor,
        contact_email="",
        language=claim.person.language,
        state=state,
        actor_kind=ActorKind.PERSON,
        what="claim.sent",
        on_behalf_of=on_behalf_of,
    )
    claim.state, claim.original = state, checked.original
    claim.as_sent = checking.picture(claim)
    claim.sent_at = claim.changed_at = clock.now()
    claim.sent_by = actor
    claim.save()
    Bill.objects.filter(claim=claim).update(state=BillState.OPEN)
    bills = len(checked.bills)
    audit.record(actor, "claim.sent", claim, dossier=claim.person.dossier, details={"bills": bills})
    tell(
        claim.person,
        lambda: notices.received(
            claim, bills=bills, original_needed=claim.original != Original.NOT_NEEDED
        ),
        once=f"claim:{claim.pk}:received",
        reference=claim.procedure.reference,
    )
    return claim


@transaction.atomic
def withdraw(procedure: Procedure, *, actor: Account, on_behalf_of: str = "") -> Claim:
    """The person takes it back, as long as nothing of it is decided. Raises `Refused`."""
    claim = steps.locked(Claim.objects.values_list("pk", flat=True).get(procedure=procedure))
    steps.insist(claim, Verb.WITHDRAW)
    claim.bills.update(state=BillState.WITHDRAWN)
    steps.move(
        claim,
        Verb.WITHDRAW,
        what="claim.withdrawn",
        actor=actor,
        actor_kind=ActorKind.PERSON,
        on_behalf_of=on_behalf_of,
    )
    tell(
        claim.person,
        lambda: notices.withdrawn(claim),
        once=f"claim:{claim.pk}:withdrawn",
        reference=claim.procedure.reference,
    )
    procedure.refresh_from_db()
    return claim


def why_not_withdraw(procedure: Procedure, now: datetime) -> str | None:
    """The sentence why the person cannot take the claim back, or None."""
    claim = Claim.objects.get(procedure=procedure)
    try:
        steps.insist(claim, Verb.WITHDRAW)
    except Refused as refused:
        return refused.sentence
    return None


def _whole(claim: Claim) -> Claim:
    """The draft with its bills, held until the transaction ends; somebody else may have sent it."""
    Claim.objects.select_for_update(of=("self",)).filter(pk=claim.pk).first()
    held = drafts.draft_of(claim.person, claim.public_id)
    if held is None:
        raise Refused(SendingRefusal.SENT_ALREADY)
    list(Bill.objects.select_for_update(of=("self",)).filter(claim=held).values_list("pk"))
    return held
