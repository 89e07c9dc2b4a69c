"""The question of somebody who did not sign in: found by its reference and e-mail address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare

from cns_portal.contact.models import Letter, Question

if TYPE_CHECKING:
    from uuid import UUID


def by_reference_and_email(reference: str, email: str) -> Question | None:
    """The visitor's question with this reference, if the address is theirs.

    One query, and the comparison of one address, whether there is such a question or not.
    """
    question = (
        Question.objects.of_visitors()
        .filter(procedure__reference=reference)
        .select_related("procedure")
        .first()
    )
    known = question.procedure.contact_email if question else ""
    same = constant_time_compare(known.casefold(), email.strip().casefold())
    return question if question and same else None


def by_public_id(public_id: UUID | str) -> Question | None:
    """The visitor's question that this browser may read: the session says so."""
    found = Question.objects.of_visitors().filter(public_id=public_id)
    return found.select_related("procedure").first()


def letters_of(question: Question) -> QuerySet[Letter]:
    """What was written with a visitor, in order; one query."""
    return question.letters.select_related("by").order_by("written_at", "pk")
