"""Deleting what hangs together, in the order in which the rows need each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from cns_portal import audit, documents, inbox, procedures
from reimbursements.models import (
    BillPage,
    Claim,
    Decision,
    Objection,
    Payment,
    Recalculation,
    Statement,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cns_portal.procedures.models import Procedure


def erase_claims(claims: Collection[Claim], *, reason: str) -> None:
    """Claims with everything about them: bills, decisions, statements, payments, files, cases."""
    keys = [claim.pk for claim in claims]
    cases = [claim.procedure for claim in claims if claim.procedure_id]
    Recalculation.objects.filter(bill__claim__in=keys).delete()
    decisions = Decision.objects.filter(bill__claim__in=keys)
    decisions.update(replaces=None)
    decisions.delete()
    erase_statements(Statement.objects.filter(claim__in=keys))
    erase_pages(BillPage.objects.filter(bill__claim__in=keys), reason=reason)
    Claim.objects.filter(pk__in=keys).delete()
    erase_cases(cases)


def erase_statements(statements: QuerySet[Statement]) -> None:
    """Statements that tell no decision any more, with their payments and objections."""
    keys = list(statements.values_list("pk", flat=True))
    Payment.objects.filter(statement__in=keys).delete()
    Objection.objects.filter(statement__in=keys).delete()
    Statement.objects.filter(pk__in=keys).delete()


def erase_pages(pages: QuerySet[BillPage], *, reason: str) -> int:
    """Pages of bills with their files; how many."""
    rows = list(pages.select_related("document"))
    BillPage.objects.filter(pk__in=[page.pk for page in rows]).delete()
    for page in rows:
        documents.delete(page.document, by=audit.SYSTEM, reason=reason)
    return len(rows)


def erase_cases(cases: Iterable[Procedure]) -> None:
    """Cases of the ground floor, with the messages about them."""
    for procedure in cases:
        inbox.forget_about(procedure.reference)
        procedures.forget(procedure)
