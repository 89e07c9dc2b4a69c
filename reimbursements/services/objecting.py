"""Objections: sent and taken back by the person, taken and answered by an agent."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import audit, clock
from cns_portal.db import promise
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind
from insured.selectors import kin
from insured.services.telling import tell
from reimbursements.choices.claims import BillState, ClaimRefusal
from reimbursements.choices.money import DecisionState, ObjectionState
from reimbursements.choices.objecting import ObjectionRefusal
from reimbursements.models import Bill, Claim, Decision, Objection, Statement
from reimbursements.notices import objections as notices
from reimbursements.rules import objecting as rules
from reimbursements.services import reopening, steps

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account

MOST_CHARACTERS = 4000


@transaction.atomic
def send(statement: Statement, *, grounds: str, actor: Account) -> Objection:
    """The person objects to a statement. Raises `Refused`: too late, once already, no grounds."""
    claim = _held(statement)
    objected_before = (
        Objection.objects.filter(statement=statement)
        .exclude(state=ObjectionState.WITHDRAWN)
        .exists()
    )
    if refusal := rules.why_not(
        until=statement.object_until, today=clock.today(), objected_before=objected_before
    ):
        raise Refused(refusal)
    if not grounds.strip():
        raise Refused(ObjectionRefusal.NO_GROUNDS)
    with promise(
        "objection_open_once_per_statement", broken=Refused(ClaimRefusal.OBJECTED_ALREADY)
    ):
        objection = Objection.objects.create(
            statement=statement,
            grounds=grounds.strip()[:MOST_CHARACTERS],
            sent_at=clock.now(),
            sent_by=actor,
        )
    _note(objection, claim, "objection.sent", by=actor, actor_kind=ActorKind.PERSON)
    _told(objection, notices.received, "received")
    return objection


@transaction.atomic
def withdraw(objection_id: int, *, actor: Account) -> Objection:
    """The person takes it back, as long as nobody has answered. Raises `Refused`."""
    objection, claim = _both(objection_id)
    if refusal := rules.why_not_withdraw(ObjectionState(objection.state)):
        raise Refused(refusal)
    objection.state, objection.agent = ObjectionState.WITHDRAWN, None
    objection.save(update_fields=["state", "agent"])
    _note(objection, claim, "objection.withdrawn", by=actor, actor_kind=ActorKind.PERSON)
    _told(objection, notices.withdrawn, "withdrawn")
    return objection


@transaction.atomic
def take(objection_id: int, *, agent: Account) -> Objection:
    """The agent looks at it. Raises `Refused` when another one has it, or they decided it."""
    objection, claim = _both(objection_id)
    _insist(objection, claim, agent=agent)
    if objection.agent_id == agent.pk:
        return objection
    objection.state, objection.agent = ObjectionState.BEING_CHECKED, agent
    objection.save(update_fields=["state", "agent"])
    _note(objection, claim, "objection.taken", by=agent)
    return objection


@transaction.atomic
def reject(objection_id: int, *, agent: Account, answer: str) -> Objection:
    """The decision stays; `answer` says why, for the person. Raises `Refused`."""
    objection, claim = _both(objection_id)
    _insist(objection, claim, agent=agent)
    _answer(objection, ObjectionState.REJECTED, agent=agent, answer=answer)
    _note(objection, claim, "objection.rejected", by=agent)
    _told(objection, notices.rejected, "rejected")
    return objection


@transaction.atomic
def uphold(objection_id: int, *, agent: Account, answer: str, bills: Collection[int]) -> Objection:
    """The objection is right: these of the statement's bills (keys) are decided anew.

    What was decided about them stays in force until then. Raises `Refused`.
    """
    objection, claim = _both(objection_id)
    _insist(objection, claim, agent=agent)
    chosen = _decided_there(objection.statement, bills)
    _answer(objection, ObjectionState.UPHELD, agent=agent, answer=answer)
    audit.record(agent, "objection.upheld", objection, dossier=claim.person.dossier)
    reopening.reopen(claim, chosen, agent=agent, what="claim.objection_upheld")
    _told(objection, notices.upheld, "upheld")
    return objection


def _held(statement: Statement) -> Claim:
    """The claim of the statement, held; a complementary reimbursement has none."""
    if statement.claim_id is None:
        raise Refused(ClaimRefusal.CLOSED)
    return steps.locked(statement.claim_id)


def _both(objection_id: int) -> tuple[Objection, Claim]:
    claim_id = Objection.objects.values_list("statement__claim", flat=True).get(pk=objection_id)
    claim = steps.locked(claim_id)
    objection = (
        Objection.objects.select_for_update(of=("self",))
        .select_related("statement__procedure", "statement__person__dossier")
        .get(pk=objection_id)
    )
    return objection, claim


def _insist(objection: Objection, claim: Claim, *, agent: Account) -> None:
    if refusal := why_not_answer(objection, claim, agent=agent):
        raise Refused(refusal)


def why_not_answer(
    objection: Objection, claim: Claim, *, agent: Account
) -> ObjectionRefusal | None:
    """Why the agent cannot take or answer it; None when they can."""
    decisions = Decision.objects.filter(statement=objection.statement_id)
    decided_by, people = set(), {claim.person_id}
    for proposed, decided, patient in decisions.values_list(
        "proposed_by", "decided_by", "bill__patient"
    ):
        decided_by |= {proposed, decided}
        people.add(patient)
    return rules.why_not_answer(
        state=ObjectionState(objection.state),
        is_another_agents=objection.agent_id not in (None, agent.pk),
        is_ones_own=steps.concerns(claim, agent),
        is_relatives=kin.is_related(agent, people),
        has_decided_it=agent.pk in decided_by,
    )


def _decided_there(statement: Statement, bills: Collection[int]) -> list[Bill]:
    """The bills, held; what was decided about them must still be what the statement says."""
    if not bills:
        raise Refused(ObjectionRefusal.NO_BILL)
    decided = Decision.objects.filter(
        statement=statement, bill__in=bills, state=DecisionState.IN_FORCE
    )
    found = list(
        Bill.objects.select_for_update(of=("self",))
        .filter(pk__in=decided.values("bill"), state=BillState.DECIDED)
        .order_by("position", "pk")
    )
    if {bill.pk for bill in found} != set(bills):
        raise Refused(ObjectionRefusal.NOT_THESE_BILLS)
    return found


def _answer(objection: Objection, state: ObjectionState, *, agent: Account, answer: str) -> None:
    if not answer.strip():
        raise Refused(ObjectionRefusal.NO_ANSWER)
    objection.state, objection.agent = state, agent
    objection.answer = answer.strip()[:MOST_CHARACTERS]
    objection.decided_at, objection.decided_by = clock.now(), agent
    objection.save(update_fields=["state", "agent", "answer", "decided_at", "decided_by"])


def _note(objection: Objection, claim: Claim, action: str, *, by: Account, actor_kind="") -> None:
    """In the trail of the objection, and in the history of the case, where no reason stands."""
    audit.record(by, action, objection, dossier=claim.person.dossier)
    steps.note(
        claim,
        what=f"claim.{action.replace('.', '_')}",
        actor=by,
        actor_kind=actor_kind or ActorKind.AGENT,
    )


def _told(objection: Objection, notice, what: str) -> None:
    tell(
        objection.statement.person,
        lambda: notice(objection),
        once=f"objection:{objection.pk}:{what}",
        reference=objection.statement.procedure.reference,
    )
