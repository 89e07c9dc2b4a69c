"""Payments and payment files, as agents look for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum

from insured.selectors import searching
from reimbursements.choices.money import BatchState, Method, PaymentState
from reimbursements.models import Payment, PaymentBatch

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from django.db.models import QuerySet

    from cns_portal.accounts.models import Account
    from reimbursements.models import Statement


def listed() -> QuerySet[Payment]:
    """For a list, with no account opened."""
    return Payment.objects.select_related("statement__person", "statement__procedure").defer(
        "iban", "holder"
    )


def get(payment_id: int) -> Payment | None:
    """One payment with all that its page shows."""
    return (
        Payment.objects.select_related(
            "statement__person__dossier", "statement__procedure", "statement__claim", "batch"
        )
        .filter(pk=payment_id)
        .first()
    )


def matching(rows: QuerySet[Payment], term: str) -> QuerySet[Payment]:
    """By what the bank, a statement or a case calls it, or by the number of a cheque: exactly.

    Keys joined by UNION, each question on an index of its own: an OR over three tables reads all.
    """
    term = term.strip()
    named = term.upper()
    asked = [
        Q(statement__number=named),
        Q(statement__procedure__reference=searching.reference_in(term) or named),
        Q(cheque_number=term) & ~Q(cheque_number=""),
    ]
    known = Payment.objects.order_by().values("pk")
    keys = known.filter(end_to_end_id=named).union(*(known.filter(one) for one in asked))
    return rows.filter(pk__in=keys)


def of_statement(statement: Statement) -> list[Payment]:
    """The payments of a statement, the first first: more than one where money came back."""
    return list(statement.payments.select_related("batch").order_by("created_at", "pk"))


def of_claim(claim_id: int) -> list[Payment]:
    """What waits of a claim's statements, with no account opened."""
    rows = listed().filter(statement__claim=claim_id, state=PaymentState.WAITING)
    return list(rows.order_by("created_at", "pk"))


def paid_at_a_desk(claim_id: int) -> Payment | None:
    """The latest payment of a claim by cheque or instant transfer, with no account opened."""
    rows = listed().filter(statement__claim=claim_id, method__in=[Method.CHEQUE, Method.INSTANT])
    return rows.order_by("-created_at", "-pk").first()


def waiting_totals(*, agent: Account) -> dict[str, tuple[int, Decimal]]:
    """By method, how many payments wait and what they come to; one query."""
    rows = (
        Payment.objects.to_pay()
        .exclude(statement__person__account=agent)
        .values("method")
        .annotate(count=Count("pk"), total=Sum("amount"))
        .order_by("method")
    )
    found = {row["method"]: (row["count"], row["total"]) for row in rows}
    return {
        method: found[method] for method in (Method.TRANSFER, Method.INSTANT) if method in found
    }


def counts_by_state() -> dict[str, int]:
    """How many payments wait and how many came back; one query."""
    shown = [PaymentState.WAITING, PaymentState.RETURNED]
    rows = Payment.objects.filter(state__in=shown).order_by().values_list("state")
    return dict(rows.annotate(count=Count("pk")))


def files_to_release() -> int:
    """How many payment files wait for a second agent."""
    return PaymentBatch.objects.filter(state=BatchState.PREPARED).count()


def batch(batch_id: int) -> PaymentBatch | None:
    """One file with who prepared and released it."""
    rows = PaymentBatch.objects.select_related("prepared_by", "released_by")
    return rows.filter(pk=batch_id).first()


def batches() -> QuerySet[PaymentBatch]:
    """For a list, with no content opened."""
    return PaymentBatch.objects.select_related("prepared_by", "released_by").defer("content")


def sums_of(payments: Iterable[Payment]) -> dict[str, Decimal]:
    """What payments come to, what their statements do, and what those decided; in euro."""
    payments = list(payments)
    return {
        "payments": sum(payment.amount for payment in payments),
        "statements": sum(payment.statement.total for payment in payments),
    }
