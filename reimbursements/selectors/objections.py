"""Objections as agents look for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reimbursements.models import Objection

if TYPE_CHECKING:
    from django.db.models import QuerySet


MAY_READ = "reimbursements.view_objection"


def queue() -> QuerySet[Objection]:
    """All of them, with what a list shows; the grounds stay sealed."""
    return Objection.objects.select_related(
        "statement__person", "statement__procedure", "agent"
    ).defer("grounds", "answer")


def get(objection_id: int) -> Objection | None:
    """One, with everything about it."""
    return (
        Objection.objects.select_related(
            "statement__person__dossier",
            "statement__procedure",
            "statement__claim__person",
            "agent",
            "decided_by",
            "sent_by",
        )
        .filter(pk=objection_id)
        .first()
    )


def how_many_wait() -> int:
    """How many nobody has answered yet."""
    return Objection.objects.waiting().count()
