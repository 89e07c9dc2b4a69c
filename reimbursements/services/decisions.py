"""A decision in the tables: what the engine answered about a bill, line by line, kept as it was.

Deciding, recalculating and answering an objection write it with this, and only with this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cns_portal import clock
from reimbursements.choices.care import Care
from reimbursements.choices.money import DecisionKind, DecisionState, SecondReason
from reimbursements.models import Bill, Decision, LineDecision
from reimbursements.rules.keeping import kept_reasons, kept_steps
from reimbursements.rules.tariff_amounts import find
from reimbursements.selectors import tariffs
from reimbursements.services import recalculating

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cns_portal.accounts.models import Account
    from reimbursements.rules.result import BillResult

AMOUNTS = ("invoiced", "tariff", "participation", "reimbursed", "over_tariff", "refused")


def write(
    bill: Bill,
    result: BillResult,
    *,
    agent: Account,
    kind: DecisionKind = DecisionKind.FIRST,
    waits_for_a_second: bool = False,
    second_reasons: Iterable[SecondReason] = (),
    message: str = "",
) -> Decision:
    """Keep `result` as the decision about `bill`: in force at once, or waiting for a second agent.

    Nothing of it may be open. A decision in force before is not touched: see `put_in_force`. The
    caller holds the claim and its people.
    """
    now = clock.now()
    decision = Decision.objects.create(
        bill=bill,
        kind=kind,
        state=DecisionState.PROPOSED,
        verdict=result.verdict,
        proposed_at=now,
        proposed_by=agent,
        second_reasons=[str(reason) for reason in second_reasons],
        message=message.strip(),
        tariffs=result.version[:80],
        **{name: result.total(name) for name in AMOUNTS},
    )
    known, rows = tariffs.current(), {line.pk: line for line in bill.lines.all()}
    LineDecision.objects.bulk_create(
        LineDecision(
            decision=decision,
            line_id=line.key,
            patient_id=bill.patient_id,
            code=rows[line.key].code,
            label=_label(rows[line.key], known),
            care=line.care or Care.OTHER,
            served_on=rows[line.key].served_on,
            quantity=line.quantity,
            verdict=line.verdict,
            rate=line.rate,
            reasons=kept_reasons(line.reasons),
            steps=kept_steps(line.steps),
            **{name: getattr(line, name) for name in AMOUNTS},
        )
        for line in result.lines
    )
    if not waits_for_a_second:
        put_in_force(decision, agent=agent)
    return decision


def put_in_force(decision: Decision, *, agent: Account) -> None:
    """From now on this decision counts; the one in force before is replaced by it."""
    before = Decision.objects.filter(bill=decision.bill_id, state=DecisionState.IN_FORCE).first()
    if before is not None:
        before.state = DecisionState.REPLACED
        before.save(update_fields=["state"])
    decision.state, decision.replaces = DecisionState.IN_FORCE, before
    decision.decided_at, decision.decided_by = clock.now(), agent
    decision.save(update_fields=["state", "replaces", "decided_at", "decided_by"])
    recalculating.settle(decision)


def is_still(decision: Decision, result: BillResult) -> bool:
    """Whether the engine answers today what was proposed: the same amounts for the same lines."""
    kept = {
        line.line_id: [getattr(line, name) for name in AMOUNTS] for line in decision.lines.all()
    }
    today = {line.key: [getattr(line, name) for name in AMOUNTS] for line in result.lines}
    return kept == today


def _label(line, known) -> str:
    """What the person or an agent wrote, else what the nomenclature calls the act."""
    if line.label or line.served_on is None:
        return line.label
    found = find(known, line.code, line.served_on)
    return found.act.label[:250] if found else ""
