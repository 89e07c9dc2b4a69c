"""What the pages say about a question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cns_portal.contact.choices.identifying import WORDS
from cns_portal.contact.choices.questions import WHAT_NEXT, QuestionState
from cns_portal.contact.rules import questions as rules
from cns_portal.contact.rules.questions import Verb
from cns_portal.kernel.identifying import found_in

if TYPE_CHECKING:
    from cns_portal.contact.models import Letter, Question

TONES = {
    QuestionState.SENT: "info",
    QuestionState.BEING_CHECKED: "info",
    QuestionState.NEEDS_YOU: "warning",
    QuestionState.ANSWERED: "success",
    QuestionState.CLOSED: "neutral",
    QuestionState.WITHDRAWN: "neutral",
}


@dataclass(frozen=True)
class Line:
    """One letter as whoever asked reads it."""

    sender: str
    at: datetime
    text: str
    is_own: bool
    is_question: bool = False


@dataclass(frozen=True)
class AskedQuestion:
    """A visitor's question on its page."""

    question: Question
    letters: Iterable[Letter]

    @property
    def tag(self) -> dict[str, str]:
        state = QuestionState(self.question.state)
        return {"label": str(state.label), "tone": TONES[state]}

    @property
    def what_next(self) -> str:
        return str(WHAT_NEXT[QuestionState(self.question.state)])

    @property
    def lines(self) -> list[Line]:
        """The question, then what was written since, in order."""
        first = Line(_("You"), self.question.sent_at, self.question.text, is_own=True)
        return [
            first,
            *(
                Line(
                    # Agents act for the CNS: their names are in the trail.
                    _("CNS") if letter.by_id else _("You"),
                    letter.written_at,
                    letter.text,
                    is_own=letter.by_id is None,
                    is_question=letter.is_question,
                )
                for letter in self.letters
            ),
        ]

    @property
    def can_write(self) -> bool:
        return self._allows(Verb.REPLY)

    @property
    def can_close(self) -> bool:
        return self._allows(Verb.CLOSE)

    @property
    def was_answered(self) -> bool:
        return self.question.state == QuestionState.ANSWERED

    def _allows(self, verb: Verb) -> bool:
        return rules.why_not(verb, state=QuestionState(self.question.state)) is None


def better_left_out(text: str) -> list[str]:
    """What stands in a question that it need not name, in words; empty when nothing does."""
    found = {one.kind for one in found_in(text)}
    return [str(words) for kind, words in WORDS.items() if kind in found]
