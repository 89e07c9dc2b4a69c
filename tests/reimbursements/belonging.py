"""A row of everything of this room that has an address of its own, in somebody's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from cns_portal.documents import services as documents
from reimbursements.models import (
    Bill,
    BillPage,
    Claim,
    Line,
    Objection,
    PayeeDeclaration,
    Statement,
)
from tests.appointments.visitors import photo
from tests.reimbursements.factories import (
    BillFactory,
    BillPageFactory,
    ClaimFactory,
    LineFactory,
    PayeeDeclarationFactory,
    decided,
)

if TYPE_CHECKING:
    from insured.models import InsuredPerson

TABLES = (Claim, Bill, Line, BillPage, Statement, Objection, PayeeDeclaration)
"""What the pages of the room could change."""


def identifiers_in_the_file_of(person: InsuredPerson) -> dict[str, dict[str, Any]]:
    """By the name of an address, the identifiers in it."""
    file = documents.store(
        photo(name="bill.jpg"), dossier=person.dossier, by=person.account, purpose="bill"
    )
    documents.check_now(file.pk)
    bill = LineFactory(bill=BillFactory(claim=ClaimFactory(draft=True, person=person))).bill
    BillPageFactory(bill=bill, document=file)
    statement = decided(person=person)
    payee = PayeeDeclarationFactory(person=person)
    return {
        **_all(bill.claim.public_id, "draft", "check"),
        **_all(bill.public_id, "bill", "estimate", "providers", "bill_pages"),
        "reimbursements:bill_picture": {"public_id": bill.public_id, "file": file.public_id},
        **_all(statement.claim.public_id, "sent", "copy", "claim"),
        **_all(statement.public_id, "statement", "statement_pdf", "object", "objection_withdraw"),
        **_all(payee.public_id, "payee_change", "payee_end"),
    }


def _all(public_id: UUID, *names: str) -> dict[str, dict[str, Any]]:
    return {f"reimbursements:{name}": {"public_id": public_id} for name in names}
