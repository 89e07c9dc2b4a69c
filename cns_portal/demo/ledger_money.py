"""The money of written claims: statements, their payments, and the files of the bank."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cns_portal.demo.rows import Ledger, sealed
from cns_portal.demo.stories import reference
from cns_portal.kernel import civil_time
from reimbursements.choices.claims import ClaimState
from reimbursements.choices.money import BatchState, PaymentState, StatementKind
from reimbursements.models import Payment, PaymentBatch, Statement
from reimbursements.rules.objecting import object_until

S = ClaimState
IBAN, SHOWN = "LU280019400644750000", "LU … 0000"
"""The account number that a bank prints in its examples: valid, and nobody's."""


def add_statement(
    ledger: Ledger, *, person: int, claim: int, procedure: int, at: datetime, total: Decimal
) -> int:
    """The statement of one claim; its key."""
    day = civil_time.day_of(at)
    key = ledger.add(
        Statement,
        public_id=uuid.uuid4(),
        number="",
        kind=StatementKind.BILLS,
        claim_id=claim,
        procedure_id=procedure,
        person_id=person,
        published_at=at,
        year=day.year,
        object_until=object_until(day),
        decided_total=total,
        total=total,
        account_shown=sealed(Statement, "account_shown", SHOWN),
        participations=sealed(Statement, "participations", []),
    )
    ledger.rows[Statement][-1]["number"] = f"{day.year}-{reference(key)}"
    return key


def add_payments(ledger: Ledger, payments: Iterable[tuple[ClaimState, dict[str, Any]]]) -> None:
    """One executed and one released file for what went to the bank; the rest waits.

    Each row brings its holder's name, which is only written once money goes there.
    """
    payments = list(payments)
    for fate, state, batch_state in (
        (S.PAID, PaymentState.PAID, BatchState.EXECUTED),
        (S.ORDERED, PaymentState.ORDERED, BatchState.RELEASED),
        (S.DECIDED, PaymentState.WAITING, None),
    ):
        chosen = [row for of, row in payments if of == fate]
        batch = _batch(ledger, chosen, batch_state) if chosen and batch_state else None
        for row in chosen:
            holder = sealed(Payment, "holder", row["holder"]) if batch else None
            key = ledger.add(
                Payment,
                state=state,
                end_to_end_id="",
                iban=sealed(Payment, "iban", IBAN) if batch else None,
                batch_id=batch,
                paid_at=row["created_at"] + timedelta(days=2) if fate == S.PAID else None,
                **row | {"holder": holder},
            )
            ledger.rows[Payment][-1]["end_to_end_id"] = f"{reference(key)}-1"


def _batch(ledger: Ledger, rows: list[dict[str, Any]], state: BatchState) -> int:
    prepared_by, released_by = ledger.agents
    at = min(max(row["created_at"] for row in rows) + timedelta(days=1), ledger.now)
    return ledger.add(
        PaymentBatch,
        public_id=uuid.uuid4(),
        state=state,
        prepared_at=at,
        prepared_by_id=prepared_by,
        released_at=at,
        released_by_id=released_by,
        execute_on=civil_time.day_of(at) + timedelta(days=1),
        executed_at=at if state == BatchState.EXECUTED else None,
        count=len(rows),
        control_sum=sum(row["amount"] for row in rows),
        content=sealed(PaymentBatch, "content", b"<!-- not kept in the demonstration -->"),
    )
