"""Which question this browser has sent or opened: the session keeps its identifier, no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cns_portal import clock
from cns_portal.contact.selectors import asked

if TYPE_CHECKING:
    from django.http import HttpRequest

    from cns_portal.contact.models import Question

ASKED, OPENED = "question_asked", "question_opened"

OPEN_FOR = 30 * 60
"""Seconds without a look after which reference and e-mail are asked for again."""


def remember_asked(request: HttpRequest, question: Question) -> None:
    """This browser has sent it."""
    request.session[ASKED] = str(question.public_id)


def was_asked_here(request: HttpRequest) -> Question | None:
    """The question that this browser sent last."""
    public_id = request.session.get(ASKED)
    return asked.by_public_id(public_id) if public_id else None


def open_here(request: HttpRequest, question: Question) -> None:
    """Reference and address were right: from now on this browser may read it."""
    request.session.cycle_key()
    _keep_open(request, str(question.public_id))


def opened_here(request: HttpRequest) -> Question | None:
    """The question that this browser may read, for another while; None when none is open."""
    opened = request.session.get(OPENED) or {}
    if not opened or opened["until"] < clock.now().timestamp():
        close_here(request)
        return None
    question = asked.by_public_id(opened["question"])
    if question is not None:
        _keep_open(request, opened["question"])
    return question


def close_here(request: HttpRequest) -> None:
    """This browser may not read it any more."""
    request.session.pop(OPENED, None)


def _keep_open(request: HttpRequest, public_id: str) -> None:
    until = clock.now().timestamp() + OPEN_FOR
    request.session[OPENED] = {"question": public_id, "until": until}
