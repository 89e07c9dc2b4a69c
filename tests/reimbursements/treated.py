"""Care of whatever kind, decided and told: what a year adds up."""

from decimal import Decimal

from django.db import transaction

from reimbursements.choices.care import Care
from reimbursements.models import LineDecision
from tests.reimbursements.factories import (
    CONSULTATION,
    BillFactory,
    ClaimFactory,
    DecisionFactory,
    LineFactory,
    StatementFactory,
)


@transaction.atomic  # sums are looked at when it ends
def treated(
    patient,
    day,
    *,
    sent_by=None,
    care=Care.CONSULTATION,
    told=True,
    bill=None,
    state="in_force",
    **amounts,
) -> LineDecision:
    """One act, sent by `sent_by` (else the patient) in a claim of its own.

    `amounts` replace those of a consultation at its tariff; `bill` are columns of the bill.
    """
    parts = {**CONSULTATION, **{name: Decimal(value) for name, value in amounts.items()}}
    parts["invoiced"] = sum(
        parts[name] for name in ("reimbursed", "participation", "over_tariff", "refused")
    )
    claim = ClaimFactory(decided=True, person=sent_by or patient)
    row = BillFactory(claim=claim, patient=patient, total=parts["invoiced"], **(bill or {}))
    LineFactory(bill=row, served_on=day, amount=parts["invoiced"])
    statement = StatementFactory(claim=claim, decided_total=parts["reimbursed"]) if told else None
    decision = DecisionFactory(
        bill=row, state=state, amounts=parts, statement=statement, decided_lines={"care": care}
    )
    return decision.lines.get()
