"""Questions about what was written to and fro."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet

from cns_portal.procedures.models import Answer, Enclosure, Procedure, Reply

if TYPE_CHECKING:
    from uuid import UUID

    from cns_portal.accounts.models import Account, Dossier
    from cns_portal.documents.models import Document


def replies_to(procedure: Procedure) -> QuerySet[Reply]:
    """What the person wrote, in order, with the files: two queries."""
    return (
        procedure.replies.select_related("created_by")
        .prefetch_related(_with_documents())
        .order_by("written_at", "pk")
    )


def answers_to(procedure: Procedure) -> QuerySet[Answer]:
    """What agents wrote, in order, with the files and the message: two queries."""
    return (
        procedure.answers.select_related("by", "message")
        .prefetch_related(_with_documents())
        .order_by("written_at", "pk")
    )


def open_questions(procedures: Collection[int]) -> list[Answer]:
    """The questions in these cases that nobody has answered, the oldest first; one query."""
    if not procedures:
        return []
    return list(Answer.objects.open_questions().filter(procedure__in=procedures).defer("text"))


def file_of(dossier: Dossier, reference: str, public_id: UUID) -> Document | None:
    """The file of this identifier in a case of the person, if they can see it."""
    enclosure = (
        Enclosure.objects.of(dossier)
        .filter(document__public_id=public_id)
        .select_related("document", "reply__procedure", "answer__procedure")
        .first()
    )
    if enclosure is None:
        return None
    letter = enclosure.reply or enclosure.answer
    return enclosure.document if letter.procedure.reference == reference else None


def files_of_message(dossier: Dossier, message_id: int) -> list[Document]:
    """What an agent sent along with this message, in order."""
    enclosures = (
        Enclosure.objects.of(dossier)
        .filter(answer__message=message_id)
        .select_related("document")
        .order_by("position")
    )
    return [enclosure.document for enclosure in enclosures]


def agent_may_open(account: Account, document: Document) -> bool:
    """Whether the file is in a conversation that the agent may read."""
    enclosure = Enclosure.objects.filter(document=document).select_related("reply", "answer")
    letter = next((one.reply or one.answer for one in enclosure), None)
    if letter is None:
        return False
    return Procedure.objects.visible_to(account).filter(pk=letter.procedure_id).exists()


def _with_documents() -> Prefetch:
    return Prefetch("enclosures", Enclosure.objects.select_related("document").order_by("position"))
