"""Telling whoever asked, by the way in which they can be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cns_portal.contact.notices import questions as notices
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.contact.models import Question


def tell_received(question: Question) -> None:
    """That the question has arrived."""
    if question.is_visitors:
        notices.email_visitor(question, notices.has_arrived, once="received")
    else:
        _tell(question, notices.received, once="received")


def tell_ended(question: Question) -> None:
    """That an agent has closed it."""
    if question.is_visitors:
        notices.email_visitor(question, notices.is_closed, once="ended")
    else:
        _tell(question, notices.closed, once="ended")


def _tell(question: Question, notice, *, once: str) -> None:
    tell(
        question.person,
        lambda: notice(question),
        once=f"question:{question.pk}:{once}",
        reference=question.procedure.reference,
    )
