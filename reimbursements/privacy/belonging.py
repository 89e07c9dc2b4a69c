"""The rows of the room that are about a person, holding by holding.

Of a bill that somebody else sent for them, people see what was done for them, and nothing of
whoever sent it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reimbursements.choices.claims import ClaimState
from reimbursements.models import (
    Authorisation,
    Bill,
    BillPage,
    Claim,
    ComplementaryClaim,
    Decision,
    Income,
    Line,
    LineDecision,
    Objection,
    PayeeDeclaration,
    Payment,
    Recalculation,
    Statement,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cns_portal.accounts.models import Dossier

NOT_LONG_KEPT = [ClaimState.DRAFT, ClaimState.WITHDRAWN]


def draft_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Bills that were begun, with their files."""
    drafts = Claim.objects.filter(person__dossier=dossier, state=ClaimState.DRAFT)
    yield from _entered(drafts)
    yield BillPage.objects.filter(bill__claim__in=drafts).order_by("pk")


def picture_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Which files came with the bills that were sent."""
    pages = BillPage.objects.filter(bill__claim__person__dossier=dossier)
    yield pages.exclude(bill__claim__state=ClaimState.DRAFT).order_by("pk")


def withdrawn_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Bills that were taken back."""
    yield from _entered(Claim.objects.filter(person__dossier=dossier, state=ClaimState.WITHDRAWN))


def claim_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Bills that were sent, every decision, statement and payment; bills of others for this one."""
    sent = Claim.objects.filter(person__dossier=dossier).exclude(state__in=NOT_LONG_KEPT)
    yield from _entered(sent)
    of_the_person = {"bill__claim__person__dossier": dossier}
    yield Decision.objects.filter(**of_the_person).order_by("pk")
    yield LineDecision.objects.filter(decision__bill__claim__person__dossier=dossier).order_by("pk")
    yield Recalculation.objects.filter(**of_the_person).order_by("pk")
    told = Statement.objects.filter(person__dossier=dossier, claim__isnull=False)
    yield from _told(told)
    yield from _as_patient(dossier)


def complementary_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Requests for the complementary reimbursement, and what was told and paid about them."""
    yield ComplementaryClaim.objects.filter(person__dossier=dossier).order_by("pk")
    yield from _told(Statement.objects.filter(person__dossier=dossier, claim__isnull=True))


def income_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Contributory incomes."""
    yield Income.objects.filter(person__dossier=dossier).order_by("year")


def payee_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Declarations that somebody else is paid."""
    yield PayeeDeclaration.objects.filter(person__dossier=dossier).order_by("pk")


def authorisation_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """What was allowed beforehand."""
    yield Authorisation.objects.filter(person__dossier=dossier).order_by("pk")


def _entered(claims: QuerySet[Claim]) -> Iterator[QuerySet]:
    yield claims.order_by("pk")
    yield Bill.objects.filter(claim__in=claims).order_by("pk")
    yield Line.objects.filter(bill__claim__in=claims).order_by("pk")


def _told(statements: QuerySet[Statement]) -> Iterator[QuerySet]:
    yield statements.order_by("pk")
    yield Payment.objects.filter(statement__in=statements).order_by("pk")
    yield Objection.objects.filter(statement__in=statements).order_by("pk")


def _as_patient(dossier: Dossier) -> Iterator[QuerySet]:
    others = Bill.objects.exclude(claim__person__dossier=dossier)
    bills = others.filter(patient__dossier=dossier).exclude(claim__state=ClaimState.DRAFT)
    yield bills.only(
        *("state", "patient", "provider", "provider_name", "number", "document_kind"),
        *("issued_on", "setting", "country", "urgent", "currency", "total", "prescribed_on"),
    ).order_by("pk")
    yield (
        Line.objects.filter(bill__in=bills)
        .only("bill", "position", "code", "label", "served_on", "quantity", "amount")
        .order_by("pk")
    )
    decided = LineDecision.objects.filter(patient__dossier=dossier)
    decided = decided.exclude(decision__bill__claim__person__dossier=dossier)
    yield decided.only(
        *("line", "patient", "code", "label", "care", "served_on", "quantity", "verdict"),
        *("invoiced", "tariff", "participation", "reimbursed", "over_tariff", "refused", "rate"),
    ).order_by("pk")
