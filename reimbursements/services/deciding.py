"""Deciding bills: the engine proposes, an agent decides, a second one confirms where a rule says.

What is decided together stays together: as soon as one of the bills needs a second agent, all of
them wait, and one statement tells about all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from cns_portal import audit, clock
from cns_portal.kernel.refusal import Refused
from insured.selectors import kin
from insured.services import holding
from reimbursements.choices.claims import BillState, ClaimRefusal, Original
from reimbursements.choices.money import (
    DecisionKind,
    DecisionState,
    RecalculationState,
    SecondReason,
)
from reimbursements.choices.reasons import Verdict
from reimbursements.models import Bill, Claim, Decision, Recalculation
from reimbursements.rules import second_person
from reimbursements.rules.second_person import AboutToDecide
from reimbursements.rules.seen import mark_of
from reimbursements.rules.states import Verb
from reimbursements.selectors import payees
from reimbursements.services import adjudicating, decisions, publishing
from reimbursements.services.paying import BY_TRANSFER, PaidBy
from reimbursements.services.steps import concerns, insist, locked, move

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from reimbursements.rules.result import BillResult

ZERO = Decimal("0.00")


@transaction.atomic
def decide(
    claim_id: int,
    *,
    bills: Mapping[int, str],
    agent: Account,
    message: str = "",
    paid_by: PaidBy = BY_TRANSFER,
) -> list[Decision]:
    """Decide the chosen bills as the engine proposes.

    `bills` are their keys with the mark of the proposal that the agent saw (`rules.seen`), so that
    nothing is decided that nobody looked at. `message` is for the person, in the agent's words.
    Decided bills are told and paid by one statement, as `paid_by` says; where a rule calls for a
    second agent, they wait for one, and are paid by transfer. Raises `Refused`.
    """
    claim = held(claim_id)
    insist(claim, Verb.PROPOSE, agent=agent)
    chosen = _chosen(claim, bills)
    results = adjudicating.propose(chosen)
    for bill in chosen:
        _insist_on_decidable(claim, bill, results[bill.pk], seen=bills[bill.pk])
    why = second_reasons(claim, chosen, results, agent=agent)
    waits = any(why.values())
    made = [
        decisions.write(
            bill,
            results[bill.pk],
            agent=agent,
            kind=_kind_of(bill),
            waits_for_a_second=waits,
            second_reasons=why[bill.pk],
            message=message,
        )
        for bill in chosen
    ]
    _record(made, "decision.proposed" if waits else "decision.made", claim=claim, agent=agent)
    if waits:
        _set_state(chosen, BillState.PROPOSED)
        move(claim, Verb.PROPOSE, what="claim.proposed", actor=agent)
    else:
        _tell(claim, chosen, made, agent=agent, paid_by=paid_by)
    return made


@transaction.atomic
def confirm(claim_id: int, *, agent: Account) -> list[Decision]:
    """The second agent says yes to all that is proposed in the claim. Raises `Refused`.

    Also when the engine answers something else by now, because the tariffs or what was decided
    about the same people have changed: then it goes back to who proposed it.
    """
    claim = held(claim_id)
    proposed = _proposed(claim, agent=agent)
    results = adjudicating.propose([decision.bill for decision in proposed])
    if not all(decisions.is_still(one, results[one.bill_id]) for one in proposed):
        raise Refused(ClaimRefusal.CHANGED)
    for decision in proposed:
        decisions.put_in_force(decision, agent=agent)
    _record(proposed, "decision.confirmed", claim=claim, agent=agent)
    _tell(claim, [decision.bill for decision in proposed], proposed, agent=agent)
    return proposed


@transaction.atomic
def send_back(claim_id: int, *, agent: Account, reason: str) -> list[Decision]:
    """The second agent says no to what is proposed, and why: for the agent who proposed it.

    Raises `Refused`.
    """
    claim = held(claim_id)
    proposed = _proposed(claim, agent=agent)
    if not reason.strip():
        raise Refused(ClaimRefusal.NO_REASON)
    now = clock.now()
    for decision in proposed:
        decision.state, decision.sent_back_because = DecisionState.SENT_BACK, reason.strip()
        decision.decided_at, decision.decided_by = now, agent
        decision.save(update_fields=["state", "sent_back_because", "decided_at", "decided_by"])
    _record(proposed, "decision.sent_back", claim=claim, agent=agent)
    _set_state([decision.bill for decision in proposed], BillState.OPEN)
    move(claim, Verb.SEND_BACK, what="claim.sent_back", actor=agent, public=False)
    return proposed


def held(claim_id: int) -> Claim:
    """The claim with everybody in it: limits over a period depend on what else is decided.

    Raises `Refused` when a bill treats somebody else by now, who is not held.
    """
    people = _people_in(claim_id)
    holding.hold(people)
    claim = locked(claim_id)
    if not _people_in(claim_id) <= people:
        raise Refused(ClaimRefusal.CHANGED)
    return claim


def second_reasons(
    claim: Claim, bills: Iterable[Bill], results: Mapping[int, BillResult], *, agent: Account
) -> dict[int, tuple[SecondReason, ...]]:
    """By bill, why a second agent would have to look if `agent` decided it now."""
    bills = list(bills)
    people = {claim.person_id, *(bill.patient_id for bill in bills)} - {None}
    is_relatives = kin.is_related(agent, people)
    changed_on = payees.changed_on(claim)
    together = sum((results[bill.pk].total("reimbursed") for bill in bills), ZERO)
    together += _decided_before(claim, besides=bills)
    return {
        bill.pk: second_person.reasons(
            AboutToDecide(
                bill=str(bill.public_id),
                reimbursed=results[bill.pk].total("reimbursed"),
                with_the_others=together,
                by_hand=_by_hand(bill, results[bill.pk]),
                account_changed_on=changed_on,
                is_relatives=is_relatives,
            ),
            today=clock.today(),
            salt=settings.SECRET_KEY,
        )
        for bill in bills
    }


def _decided_before(claim: Claim, *, besides: Iterable[Bill]) -> Decimal:
    """What the other bills of the mailing come to that have been decided."""
    others = Decision.objects.in_force().filter(bill__claim=claim).exclude(bill__in=list(besides))
    return others.aggregate(total=Sum("reimbursed"))["total"] or ZERO


def why_not_confirm(claim: Claim, proposed: Iterable[Decision], *, agent: Account):
    """Why the agent cannot be the second one for what is proposed; None when they can."""
    proposed = list(proposed)
    if not proposed:
        return ClaimRefusal.CLOSED
    people = {claim.person_id, *(one.bill.patient_id for one in proposed)} - {None}
    return second_person.why_not_confirm(
        state=DecisionState.PROPOSED,
        is_who_proposed=any(one.proposed_by_id == agent.pk for one in proposed),
        is_own_file=concerns(claim, agent),
        is_relatives=kin.is_related(agent, people),
    )


def proposals_of(claim: Claim) -> list[Decision]:
    """What waits for a second agent in the claim, in the order of its bills."""
    return list(
        Decision.objects.filter(bill__claim=claim, state=DecisionState.PROPOSED)
        .select_related("bill", "proposed_by")
        .prefetch_related("lines")
        .order_by("bill__position")
    )


def _people_in(claim_id: int) -> set[int | None]:
    rows = Claim.objects.filter(pk=claim_id).values_list("person", "bills__patient")
    return {key for row in rows for key in row}


def _chosen(claim: Claim, bills: Mapping[int, str]) -> list[Bill]:
    found = list(
        Bill.objects.select_for_update(of=("self",))
        .filter(claim=claim, pk__in=bills)
        .select_related("patient", "provider")
        .order_by("position", "pk")
    )
    if not found:
        raise Refused(ClaimRefusal.NOTHING_DECIDED)
    if len(found) != len(bills) or any(bill.state != BillState.OPEN for bill in found):
        raise Refused(ClaimRefusal.CHANGED)
    return found


def _insist_on_decidable(claim: Claim, bill: Bill, result: BillResult, *, seen: str) -> None:
    if bill.patient_id is None:
        raise Refused(ClaimRefusal.NO_PATIENT)
    if result.verdict == Verdict.OPEN:
        raise Refused(ClaimRefusal.STILL_OPEN)
    if mark_of(result) != seen:
        raise Refused(ClaimRefusal.CHANGED)
    if claim.original == Original.AWAITED and result.total("reimbursed") > 0:
        raise Refused(ClaimRefusal.ORIGINAL_AWAITED)


def _kind_of(bill: Bill) -> DecisionKind:
    """A bill that is decided anew was opened by an objection or by a change of tariffs."""
    if not Decision.objects.filter(bill=bill, state=DecisionState.IN_FORCE).exists():
        return DecisionKind.FIRST
    accepted = Recalculation.objects.filter(
        bill=bill, decision=None, state=RecalculationState.DECIDED
    )
    return DecisionKind.RECALCULATION if accepted.exists() else DecisionKind.OBJECTION


def _by_hand(bill: Bill, result: BillResult) -> Decimal:
    """What is reimbursed by an agent's word; a quantity that is approved overrules every limit."""
    by_hand = {
        line.pk
        for line in bill.lines.all()
        if (line.approved_tariff, line.approved_rate, line.approved_quantity) != (None,) * 3
    }
    return sum((line.reimbursed for line in result.lines if line.key in by_hand), ZERO)


def _proposed(claim: Claim, *, agent: Account) -> list[Decision]:
    proposed = proposals_of(claim)
    if refusal := why_not_confirm(claim, proposed, agent=agent):
        raise Refused(refusal)
    return proposed


def _tell(
    claim: Claim,
    bills: list[Bill],
    made: list[Decision],
    *,
    agent: Account,
    paid_by: PaidBy = BY_TRANSFER,
) -> None:
    """The bills are decided: state, history, and the statement that tells and pays."""
    _set_state(bills, BillState.DECIDED)
    if claim.bills.exclude(state=BillState.DECIDED).exists():
        move(claim, Verb.DECIDE_SOME, what="claim.decided_some", actor=agent)
    else:
        # Of a mailing that is decided anew, the first time says how long it took.
        claim.decided_at = claim.decided_at or clock.now()
        move(claim, Verb.DECIDE, what="claim.decided", actor=agent, fields=["decided_at"])
    publishing.publish(claim, made, agent, paid_by=paid_by)


def _set_state(bills: list[Bill], state: BillState) -> None:
    for bill in bills:
        bill.state = state
    Bill.objects.bulk_update(bills, ["state"])


def _record(made: list[Decision], action: str, *, claim: Claim, agent: Account) -> None:
    audit.record_all(agent, action, made, dossier_id=lambda decision: claim.person.dossier_id)
