"""Who works on a claim, and asking its person: taken, handed over, given back, asked, answered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind
from insured.services.telling import tell
from reimbursements.choices.claims import ClaimRefusal, ClaimState, Original
from reimbursements.models import Claim
from reimbursements.notices import claims as notices
from reimbursements.rules import states as rules
from reimbursements.rules.states import Verb
from reimbursements.services.steps import concerns, insist, locked, move, note

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.procedures.models import Procedure


@transaction.atomic
def take(claim_id: int, *, agent: Account) -> Claim:
    """The agent begins to check it. Raises `Refused` when another one has it or it is over."""
    claim = locked(claim_id)
    if claim.agent_id == agent.pk and claim.state in rules.WAITING - {ClaimState.SENT}:
        return claim
    insist(claim, Verb.TAKE, agent=agent)
    claim.agent, claim.taken_at = agent, clock.now()
    move(claim, Verb.TAKE, what="claim.taken", actor=agent, fields=["agent", "taken_at"])
    return claim


@transaction.atomic
def release(claim_id: int, *, agent: Account) -> Claim:
    """Give it back to the queue, where it keeps its place by the day it was sent."""
    claim = locked(claim_id)
    insist(claim, Verb.RELEASE, agent=agent)
    claim.agent = claim.taken_at = None
    move(
        claim,
        Verb.RELEASE,
        what="claim.released",
        actor=agent,
        fields=["agent", "taken_at"],
        public=False,
    )
    return claim


@transaction.atomic
def take_over(claim_id: int, *, agent: Account, seen: int | None) -> Claim:
    """The claim goes from the agent `seen` on the page to this one; the state stays.

    When somebody else has it by now, or this agent already, nothing changes. Raises `Refused`
    when it is decided or withdrawn, or nobody has it.
    """
    return _give(claim_id, to=agent, by=agent, seen=seen)


@transaction.atomic
def hand_over(claim_id: int, *, agent: Account, to: Account) -> Claim:
    """The agent who has it gives it to a colleague. Raises `Refused` as `take_over`.

    Also when somebody else has it by now, or when the file is the colleague's own.
    """
    claim = locked(claim_id)
    if claim.agent_id != agent.pk:
        raise Refused(ClaimRefusal.NOT_YOURS)
    return _give(claim_id, to=to, by=agent, seen=agent.pk)


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


def _give(claim_id: int, *, to: Account, by: Account, seen: int | None) -> Claim:
    claim = locked(claim_id)
    insist(claim, Verb.TAKE_OVER)
    insist(claim, Verb.TAKE_OVER, agent=to)
    if claim.agent_id == to.pk or claim.agent_id != seen:
        return claim
    claim.agent, claim.taken_at = to, clock.now()
    move(
        claim,
        Verb.TAKE_OVER,
        what="claim.taken_over",
        actor=by,
        fields=["agent", "taken_at"],
        public=False,
    )
    return claim
