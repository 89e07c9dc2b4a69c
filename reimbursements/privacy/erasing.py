"""Deleting what hangs together, in the order in which the rows need each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from cns_portal import audit, documents
from insured.privacy.keeping import forget_cases
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


def erase_claims(claims: Collection[Claim], *, reason: str) -> None:
    """Claims with everything about them: bills, decisions, statements, payments, files, cases."""
    keys = [claim.pk for claim in claims]
    cases = [claim.procedure for claim in claims if claim.procedure_id]
    Recalculation.objects.filter(bill__claim__in=keys).delete()
    decisions = Decision.objects.filter(bill__claim__in=keys)
    decisions.update(replaces=None)
    decisions.delete()
    erase_statements(Statement.objects.filter(claim__in=keys))
    pages = BillPage.objects.filter(bill__claim__in=keys)
    erase_pages(pages.select_related("document"), reason=reason)
    Claim.objects.filter(pk__in=keys).delete()
    forget_cases(cases)


def erase_statements(statements: QuerySet[Statement]) -> None:
    """Statements that tell no decision any more, with their payments and objections."""
    keys = list(statements.values_list("pk", flat=True))
    Payment.objects.filter(statement__in=keys).delete()
    Objection.objects.filter(statement__in=keys).delete()
    Statement.objects.filter(pk__in=keys).delete()


def erase_pages(pages: Iterable[BillPage], *, reason: str) -> int:
    """Pages of bills with their files; how many."""
    rows = list(pages)
    BillPage.objects.filter(pk__in=[page.pk for page in rows]).delete()
    for page in rows:
        documents.delete(page.document, by=audit.SYSTEM, reason=reason)
    return len(rows)
