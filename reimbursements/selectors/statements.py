"""Questions about statements and what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch

from reimbursements.choices.money import StatementKind
from reimbursements.models import (
    Claim,
    ComplementaryClaim,
    Decision,
    LineDecision,
    Objection,
    Payment,
    Statement,
)

if TYPE_CHECKING:
    from uuid import UUID

    from insured.models import InsuredPerson

_ABOUT = ("claim__procedure", "procedure", "person__dossier")


def one_of(person: InsuredPerson, public_id: UUID) -> Statement | None:
    """The statement of this identifier, if it is this person's."""
    found = Statement.objects.of(person).filter(public_id=public_id)
    return found.select_related(*_ABOUT).first()


def with_public_id(public_id: UUID | str) -> Statement:
    """The statement of this identifier, for whoever prints it. Raises `DoesNotExist`."""
    return Statement.objects.select_related(*_ABOUT).get(public_id=public_id)


def decisions_in(statement: Statement) -> list[Decision]:
    """The decisions it tells, in the order of the bills, with their lines; two queries."""
    return list(
        Decision.objects.filter(statement=statement)
        .select_related("bill__provider", "bill__patient", "replaces")
        .prefetch_related(_lines())
        .order_by("bill__position", "pk")
    )


def payments_of(statement: Statement) -> list[Payment]:
    """What was paid for it, or is to be, the latest first, with nothing sealed opened."""
    found = Payment.objects.filter(statement=statement).select_related("batch")
    return list(found.defer("iban", "holder", "batch__content").order_by("-pk"))


def of_claim(claim: Claim) -> list[Statement]:
    """The statements of a mailing in their order, with their payments and objections."""
    return list(
        Statement.objects.filter(claim=claim)
        .prefetch_related(
            Prefetch("payments", Payment.objects.defer("iban", "holder").order_by("-pk")),
            Prefetch("objections", Objection.objects.order_by("-pk")),
        )
        .order_by("published_at", "pk")
    )


def in_force_of(claim: Claim) -> list[Decision]:
    """What counts of the claim's bills and was told, with the lines; two queries."""
    return list(
        Decision.objects.in_force()
        .filter(bill__claim=claim, statement__isnull=False)
        .select_related("statement")
        .prefetch_related(_lines())
    )


def objections_to(statement: Statement) -> list[Objection]:
    """Every objection to it, the latest first."""
    return list(Objection.objects.filter(statement=statement).order_by("-pk"))


def complementary_of(statement: Statement) -> ComplementaryClaim | None:
    """The request that a complementary statement answers; None for any other."""
    if statement.kind != StatementKind.COMPLEMENTARY:
        return None
    return ComplementaryClaim.objects.filter(statement=statement).first()


def _lines() -> Prefetch:
    lines = LineDecision.objects.select_related("line").order_by("line__position", "pk")
    return Prefetch("lines", lines)
