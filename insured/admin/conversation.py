"""What the person and the agents wrote to each other, in one order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cns_portal.procedures.selectors import thread
from insured.admin import showing

if TYPE_CHECKING:
    from cns_portal.procedures.models import Procedure


def letters(procedure: Procedure) -> list[dict[str, Any]]:
    """Both sides by the moment of writing; files as links where they can be opened."""
    found = [
        {
            "own": False,
            "who": reply.created_by,
            "on_behalf_of": reply.on_behalf_of,
            "at": reply.written_at,
            "text": reply.text,
            "waits": reply.dealt_with_at is None,
            "files": _files(reply),
        }
        for reply in thread.replies_to(procedure)
    ]
    found += [
        {
            "own": True,
            "who": answer.by,
            "on_behalf_of": "",
            "at": answer.written_at,
            "text": answer.text,
            "is_question": answer.is_question,
            "until": answer.until,
            "unsent": answer.message_id is None,
            "files": _files(answer),
        }
        for answer in thread.answers_to(procedure)
    ]
    return sorted(found, key=lambda letter: letter["at"])


def _files(letter) -> list[dict[str, Any]]:
    return showing.documents(("", enclosure.document) for enclosure in letter.enclosures.all())
