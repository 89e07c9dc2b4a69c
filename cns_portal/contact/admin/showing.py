"""What the agents' pages say about questions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cns_portal.contact.choices.questions import QuestionRefusal, QuestionState
from cns_portal.contact.presenters.questions import TONES
from cns_portal.contact.rules import questions as rules
from insured.admin.showing import moment, waited_tag

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cns_portal.contact.models import Letter, Question


def state_label(state: QuestionState) -> str:
    """The state as agents say it: it is they who wait for the person."""
    if state == QuestionState.NEEDS_YOU:
        return _("Waiting for the person")
    if state == QuestionState.BEING_CHECKED:
        return _("With an agent")
    return str(state.label)


def state_tag(question: Question) -> dict[str, str]:
    """The state as word and tone."""
    state = QuestionState(question.state)
    return {"label": state_label(state), "tone": TONES[state]}


def age_tag(question: Question, *, today: date) -> dict[str, str] | None:
    """How long it has waited since it was sent, in days; None once it is answered."""
    if question.state not in rules.WAITING:
        return None
    return waited_tag(question.sent_at, today=today, tone=rules.tone)


def address_of(question_id: int, page: str = "change") -> str:
    """A page of one question: its own, or that of an action."""
    return reverse(f"admin:contact_question_{page}", args=[question_id])


def how_it_stands(question: Question, refusal: Any = None) -> str:
    """Why something cannot be done now: who has the question, or what became of it."""
    if refusal in (None, QuestionRefusal.NOT_YOURS, QuestionRefusal.NOT_NOW) and question.agent_id:
        return _("%(agent)s has this question since %(day)s. Its state now: %(state)s.") % {
            "agent": question.agent,
            "day": moment(question.taken_at),
            "state": state_label(QuestionState(question.state)),
        }
    if refusal == QuestionRefusal.NOT_NOW:
        return _("Nobody has this question now. Take it to go on with it.")
    return str(getattr(refusal, "label", refusal))


def letters_of_visitor(letters: Iterable[Letter], *, name: str) -> list[dict[str, Any]]:
    """What was written with a visitor, in the shape of the conversations with people."""
    return [
        {
            "own": letter.by_id is not None,
            "who": letter.by or name,
            "at": letter.written_at,
            "text": letter.text,
            "waits": letter.by_id is None and letter.dealt_with_at is None,
            "is_question": letter.is_question,
            "until": None,
            "files": [],
        }
        for letter in letters
    ]
