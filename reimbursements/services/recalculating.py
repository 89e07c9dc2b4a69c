"""After a change of tariffs in the past: which decided bills it touches, and what becomes of them.

The worker looks; an agent decides about each bill; the person is told by a statement of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from cns_portal import audit, clock
from cns_portal.kernel.refusal import Refused
from reimbursements.choices.claims import BillState
from reimbursements.choices.money import DecisionKind, RecalculationState
from reimbursements.choices.tariffs import RecalculationRefusal
from reimbursements.models import (
    Bill,
    Claim,
    Decision,
    LineDecision,
    Recalculation,
    TariffLoad,
)
from reimbursements.rules import recalculating as rules
from reimbursements.selectors import tariffs
from reimbursements.services import adjudicating, reopening, steps

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account

AT_ONCE = 100
SETTLING = timedelta(minutes=2)
"""Longer than a request may take: what was decided with the old values is visible by then."""
REASON_LENGTH = 300


def look(*, has_time: Callable[[], bool] = lambda: True) -> bool:
    """Go on with the loads that touch the past, the oldest first. True when nothing is left to do.

    May run at any time, several times at once, and may be cut off: what was looked at is kept with
    the rows that were found, in one transaction per hundred bills. A load is finished only when
    decisions that began before it have had the time to end.
    """
    for load in list(waiting()):
        while _next_bills(load.pk):
            if not has_time():
                return False
    return True


def waiting() -> QuerySet[TariffLoad]:
    """The loads whose touched decisions have not all been looked at, the oldest first."""
    return TariffLoad.objects.filter(touches_from__isnull=False, looked_at=None).order_by("pk")


@transaction.atomic
def _next_bills(load_id: int) -> bool:
    """Look at a hundred more; whether there may be others behind them."""
    load = TariffLoad.objects.select_for_update().get(pk=load_id)
    if load.looked_at is not None:  # another worker was faster
        return False
    touched = list(_touched(load).filter(bill__gt=load.progress)[:AT_ONCE])
    if touched:
        _write_found(load, touched)
        load.progress = max(decision.bill_id for decision in touched)
    elif clock.now() - load.loaded_at >= SETTLING:
        _write_found(load, _decided_meanwhile(load))
        load.looked_at = clock.now()
    load.save(update_fields=["progress", "looked_at"])
    return bool(touched)


def _touched(load: TariffLoad) -> QuerySet[Decision]:
    """The decisions in force about care since the day from which the load changes it."""
    lines = LineDecision.objects.filter(served_on__gte=load.touches_from)
    return (
        Decision.objects.in_force()
        .filter(bill__state=BillState.DECIDED, pk__in=lines.values("decision"))
        .select_related("bill__claim")
        .order_by("bill_id")  # by key, as the progress counts; "bill" would be in its own order
    )


def _decided_meanwhile(load: TariffLoad) -> list[Decision]:
    """What was decided around the load with the values before it, perhaps behind our back."""
    return list(
        _touched(load)
        .filter(decided_at__gte=load.loaded_at - SETTLING)
        .exclude(tariffs=tariffs.version_of(load))
    )


def _write_found(load: TariffLoad, decisions: list[Decision]) -> None:
    if not decisions:
        return
    bills = [decision.bill for decision in decisions]
    with_old = adjudicating.propose(bills, known=tariffs.before(load))
    with_new = adjudicating.propose(bills, known=tariffs.after(load))
    found = []
    for decision in decisions:
        key = decision.bill_id
        changed = rules.difference(
            decided=decision.reimbursed, with_old=with_old[key], with_new=with_new[key]
        )
        if changed is not None:
            found.append(
                Recalculation(
                    bill_id=key,
                    load=load,
                    before=changed.before,
                    after=changed.after,
                    found_at=clock.now(),
                )
            )
    Recalculation.objects.bulk_create(found, ignore_conflicts=True)


@transaction.atomic
def accept(recalculation_id: int, *, agent: Account) -> Recalculation:
    """The bill is decided anew, by this agent where nobody has the claim. Raises `Refused`.

    What was decided stays in force until then; the person is told by the new statement.
    """
    found, claim = _held(recalculation_id)
    _insist(found, claim, agent=agent)
    _close(found, RecalculationState.DECIDED, agent=agent)
    audit.record(agent, "recalculation.accepted", found, dossier=claim.person.dossier)
    reopening.reopen(claim, [found.bill], agent=agent, what="claim.recalculated")
    return found


@transaction.atomic
def dismiss(recalculation_id: int, *, agent: Account, reason: str) -> Recalculation:
    """The decision stays as it is; `reason` says why, for whoever looks later. Raises `Refused`."""
    found, claim = _held(recalculation_id)
    _insist(found, claim, agent=agent)
    if not reason.strip():
        raise Refused(RecalculationRefusal.NO_REASON)
    found.reason = reason.strip()[:REASON_LENGTH]
    _close(found, RecalculationState.DISMISSED, agent=agent)
    audit.record(agent, "recalculation.dismissed", found, dossier=claim.person.dossier)
    return found


def settle(decision: Decision) -> None:
    """A bill was decided anew: its accepted recalculation ends in this decision.

    One that nobody has answered was part of it, whyever it was decided anew, because the engine
    uses what is loaded on the day of the decision.
    """
    if decision.kind == DecisionKind.FIRST:
        return
    open_ones = Recalculation.objects.filter(bill=decision.bill_id, decision=None)
    accepted = open_ones.filter(state=RecalculationState.DECIDED).order_by("-decided_at").first()
    if decision.kind == DecisionKind.RECALCULATION and accepted is not None:
        accepted.decision = decision
        accepted.save(update_fields=["decision"])
    open_ones.filter(state=RecalculationState.FOUND).update(
        state=RecalculationState.DISMISSED,
        decided_at=decision.decided_at,
        decided_by=decision.decided_by,
        reason="Part of a later decision.",
    )


def why_not_answer(
    found: Recalculation, claim: Claim, *, agent: Account
) -> RecalculationRefusal | None:
    """Why the agent cannot answer it; None when they can."""
    return rules.why_not_answer(
        state=RecalculationState(found.state),
        bill=BillState(found.bill.state),
        is_ones_own=steps.concerns(claim, agent),
    )


def _held(recalculation_id: int) -> tuple[Recalculation, Claim]:
    claim_id = Recalculation.objects.values_list("bill__claim", flat=True).get(pk=recalculation_id)
    claim = steps.locked(claim_id)
    found = (
        Recalculation.objects.select_for_update(of=("self",))
        .select_related("load")
        .get(pk=recalculation_id)
    )
    found.bill = Bill.objects.select_for_update(of=("self",)).get(pk=found.bill_id)
    return found, claim


def _insist(found: Recalculation, claim: Claim, *, agent: Account) -> None:
    if refusal := why_not_answer(found, claim, agent=agent):
        raise Refused(refusal)


def _close(found: Recalculation, state: RecalculationState, *, agent: Account) -> None:
    found.state, found.decided_at, found.decided_by = state, clock.now(), agent
    found.save(update_fields=["state", "decided_at", "decided_by", "reason"])
