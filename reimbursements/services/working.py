"""Who works on a claim, and asking its person: taken, handed over, given back, asked, answered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind
from insured.services.telling import tell
from insured.services.working import Hands
from reimbursements.choices.claims import ClaimRefusal, ClaimState, Original
from reimbursements.models import Claim
from reimbursements.notices import claims as notices
from reimbursements.rules import states as rules
from reimbursements.rules.states import Verb
from reimbursements.services.steps import concerns, insist, locked, move, note

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.procedures.models import Procedure

_HANDS = Hands[Claim](
    locked=locked,
    insist=insist,
    move=move,
    verbs=Verb,
    begun=rules.WAITING - {ClaimState.SENT},
    not_yours=ClaimRefusal.NOT_YOURS,
    taken="claim.taken",
    released="claim.released",
    taken_over="claim.taken_over",
)
take, release = _HANDS.take, _HANDS.release
take_over, hand_over = _HANDS.take_over, _HANDS.hand_over


@transaction.atomic
def asked(procedure: Procedure, *, by: Account, text: str) -> None:
    """An agent asks the person something: the clock stops. Called by the procedure.

    The question itself, `text`, is a letter of the thread and sealed there; it may name an
    illness, so that the history only says that there was one. Raises `Refused`.
    """
    claim = locked(Claim.objects.get(procedure=procedure).pk)
    insist(claim, Verb.ASK, agent=by)
    claim.asked_at = claim.asked_at or clock.now()
    claim.answer_until = answer_until(today=clock.today())
    move(claim, Verb.ASK, what="claim.asked", actor=by, fields=["asked_at", "answer_until"])
    procedure.refresh_from_db()


@transaction.atomic
def replied(procedure: Procedure, *, by: Account, on_behalf_of: str = "") -> bool:
    """The person has answered: the clock runs again. Whether the state moved."""
    claim = locked(Claim.objects.get(procedure=procedure).pk)
    if rules.why_not(Verb.REPLY, state=ClaimState(claim.state)):
        return False
    move(
        claim,
        Verb.REPLY,
        what="claim.answered",
        actor=by,
        actor_kind=ActorKind.PERSON,
        on_behalf_of=on_behalf_of,
    )
    procedure.refresh_from_db()
    return True


@transaction.atomic
def note_original(claim_id: int, *, agent: Account, has_come: bool) -> Claim:
    """The paper came by post, or did not after all. Raises `Refused`.

    Whoever opens the post notes it, whoever has the claim, but nobody for themselves; a claim that
    needs no paper, or that is decided, stays as it is.
    """
    claim = locked(claim_id)
    if claim.state not in rules.WAITING or claim.original == Original.NOT_NEEDED:
        raise Refused(ClaimRefusal.CLOSED)
    if concerns(claim, agent):
        raise Refused(ClaimRefusal.OWN_FILE)
    wanted = Original.RECEIVED if has_come else Original.AWAITED
    if claim.original == wanted:
        return claim
    claim.original = wanted
    claim.original_received_at = clock.now() if has_come else None
    note(
        claim,
        what="claim.original_received" if has_come else "claim.original_missing",
        actor=agent,
        fields=["original", "original_received_at"],
    )
    if has_come:
        tell(
            claim.person,
            lambda: notices.original_received(claim),
            once=f"claim:{claim.pk}:original",
            reference=claim.procedure.reference,
        )
    return claim


def answer_until(*, today: date) -> date:
    """The last day on which an answer to a question of today is awaited."""
    return today + timedelta(days=rules.DAYS_TO_ANSWER)
