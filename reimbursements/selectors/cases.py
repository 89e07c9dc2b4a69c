"""A claim as a case of the ground floor: its deadline, its files, who may open it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from reimbursements.models import Bill, BillPage, Claim, Line

if TYPE_CHECKING:
    from uuid import UUID

    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document
    from cns_portal.procedures.models import Procedure
    from insured.models import InsuredPerson

MAY_READ = "reimbursements.view_claim"


def of_procedure(procedure: Procedure) -> Claim | None:
    """The claim of this case; None for a case of another room."""
    return Claim.objects.filter(procedure=procedure).select_related("procedure", "person").first()


def answer_by(procedure: Procedure, since: datetime) -> date | None:
    """The person's own deadline where something was asked.

    How long the CNS takes is an estimate and no deadline: the page of the claim says it.
    """
    return Claim.objects.filter(procedure=procedure).values_list("answer_until", flat=True).first()


def files_of(procedure: Procedure) -> list[Document]:
    """The pages of its bills, in their order."""
    pages = (
        BillPage.objects.filter(bill__claim__procedure=procedure)
        .select_related("document")
        .order_by("bill__position", "position", "pk")
    )
    return [page.document for page in pages]


def visible_to(account: Account) -> Q:
    """Which claims an agent may open, as a condition on procedures."""
    return Q() if account.has_perm(MAY_READ) else Q(pk__in=())


def agent_may_open(account: Account, document: Document) -> bool:
    """Whether an agent may see a file: it is a page of a bill that was sent."""
    if not account.has_perm(MAY_READ):
        return False
    return BillPage.objects.filter(document=document, bill__claim__in=Claim.objects.sent()).exists()


def references(keys: Collection[str]) -> dict[str, str]:
    """The references of these claims, by key: for people who read who looked at their file."""
    found = Claim.objects.filter(pk__in=keys, procedure__isnull=False)
    return {str(pk): text for pk, text in found.values_list("pk", "procedure__reference")}


def sent_of(person: InsuredPerson, public_id: UUID) -> Claim | None:
    """The mailing of this identifier, if it is this person's and was sent; with its bills."""
    bills = (
        Bill.objects.select_related("provider", "patient")
        .prefetch_related(Prefetch("lines", Line.objects.order_by("position", "pk")))
        .order_by("position", "pk")
    )
    return (
        Claim.objects.of(person)
        .sent()
        .filter(public_id=public_id)
        .select_related("procedure", "person__dossier", "payee")
        .prefetch_related(Prefetch("bills", bills))
        .first()
    )
