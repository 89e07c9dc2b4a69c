"""A conversation: what the CNS wrote and what the person wrote, in the order of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext

from cns_portal.documents import State
from cns_portal.home.presenters.cases import attachment_links
from cns_portal.kernel import civil_time

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document
    from cns_portal.inbox.models import Message
    from cns_portal.procedures.models import Answer, Procedure, Reply

KINDS = {"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG", "image/heic": "HEIC"}
TONES = {State.PENDING: "info", State.CLEAN: "success", State.REJECTED: "danger"}


@dataclass(frozen=True)
class Line:
    """One letter of the conversation."""

    sender: str
    at: datetime
    body: str
    is_own: bool = False
    is_new: bool = False
    title: str = ""
    language: str = ""
    url: str = ""
    note: str = ""
    question_tone: str = ""
    files: list[dict] = field(default_factory=list)


def conversation(
    procedure: Procedure,
    *,
    messages: Iterable[Message],
    answers: Iterable[Answer],
    replies: Iterable[Reply],
    reader: Account,
) -> list[Line]:
    """Everything, the oldest first. `messages` and `replies` come with their files."""
    sent_along = {answer.message_id: answer for answer in answers if answer.message_id}
    lines = [_told(procedure, message, sent_along.get(message.pk)) for message in messages]
    lines += [_written(procedure, reply, reader) for reply in replies]
    return sorted(lines, key=lambda line: line.at)


def document_links(procedure: Procedure, documents: Iterable[Document]) -> list[dict]:
    """Files for the page: a link once they are checked, and what became of them until then."""
    return [_file(procedure, document) for document in documents]


def _told(procedure: Procedure, message: Message, answer: Answer | None) -> Line:
    enclosed = [one.document for one in answer.enclosures.all()] if answer else []
    return Line(
        sender=gettext("CNS"),
        at=message.delivered_at,
        # The message repeats what the page says already: which case, where to answer.
        body=answer.text if answer else message.body,
        is_new=message.read_at is None,
        title="" if answer else message.title,
        language=message.language,
        url=reverse("home:message", args=[message.public_id]),
        note=_asked(answer) if answer else "",
        question_tone=_question_tone(answer) if answer else "",
        files=[*attachment_links(message), *document_links(procedure, enclosed)],
    )


def _written(procedure: Procedure, reply: Reply, reader: Account) -> Line:
    is_own = reply.created_by_id == reader.pk
    sender = gettext("You") if is_own else str(reply.created_by)
    if reply.on_behalf_of:
        words = {"name": sender, "person": reply.on_behalf_of}
        sender = gettext("%(name)s, for %(person)s") % words
    return Line(
        sender=sender,
        at=reply.written_at,
        body=reply.text,
        is_own=True,
        note=_read(reply),
        files=document_links(procedure, [one.document for one in reply.enclosures.all()]),
    )


def _question_tone(answer: Answer) -> str:
    """An open question calls; one that was answered only says what it was."""
    if not answer.is_question:
        return ""
    return "neutral" if answer.answered_at else "warning"


def _asked(answer: Answer) -> str:
    """What is to be said about a question."""
    if not answer.is_question:
        return ""
    if answer.answered_at:
        day = formats.date_format(civil_time.day_of(answer.answered_at), "DATE_FORMAT")
        return gettext("You answered on %(day)s") % {"day": day}
    if answer.until:
        day = formats.date_format(answer.until, "DATE_FORMAT")
        return gettext("Please answer until %(day)s.") % {"day": day}
    return ""


def _read(reply: Reply) -> str:
    if reply.read_at is None:
        return gettext("Sent. No agent has opened it yet.")
    day = formats.date_format(civil_time.day_of(reply.read_at), "DATE_FORMAT")
    return gettext("Read by the CNS on %(day)s") % {"day": day}


def _file(procedure: Procedure, document: Document) -> dict:
    state = State.PENDING if document.waits_for_scanner else State(document.state)
    return {
        "id": str(document.public_id),
        "url": reverse("home:file", args=[procedure.reference, document.public_id])
        if document.is_readable
        else "",
        "label": document.original_name or gettext("File"),
        "kind": KINDS.get(document.content_type, ""),
        "state": gettext("Deleted") if document.deleted_at else str(state.label),
        "tone": "neutral" if document.deleted_at else TONES[state],
        "why": document.why_rejected,
    }
