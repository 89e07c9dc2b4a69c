"""What the room prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cns_portal import pdf
from reimbursements.presenters.statement import StatementView
from reimbursements.selectors import statements as selectors

if TYPE_CHECKING:
    from reimbursements.models import Statement


def statement_pdf(statement: Statement, *, language: str) -> bytes:
    """The statement as a PDF/UA file: as it was told, whatever has happened since."""
    view = StatementView(
        statement,
        selectors.decisions_in(statement),
        complementary=selectors.complementary_of(statement),
    )
    return pdf.page_to_pdf("reimbursements/print/statement.html", {"view": view}, language=language)


def print_statement(payload: dict[str, Any]) -> bytes:
    """The same for the message that brings it. The payload only names the statement."""
    statement = selectors.with_public_id(payload["statement"])
    return statement_pdf(statement, language=statement.person.language)
