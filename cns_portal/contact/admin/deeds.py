"""What agents can do with a question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import clock
from cns_portal.contact.admin import question_page, showing
from cns_portal.contact.choices.questions import QuestionRefusal, QuestionState
from cns_portal.contact.models import Question
from cns_portal.contact.rules import questions as rules
from cns_portal.contact.rules.questions import Verb
from cns_portal.contact.selectors import work
from cns_portal.contact.services import working as services
from insured.admin import deed, working
from insured.admin.deed import sent
from insured.admin.thread_form import LetterForm
from insured.choices.replies import ReplyUse
from insured.notices.notice import Notice
from insured.presenters.replies import filled_in
from insured.selectors import replies

if TYPE_CHECKING:
    from cns_portal.procedures.models import Procedure
    from insured.presenters.replies import Ready

MAY_ANSWER = "contact.answer_question"
TEXTS = "question"
"""The kind of case for which these texts are kept ready."""
CALLED = gettext_lazy("Question to the CNS")

BACK_TO_THE_PAGE = frozenset(
    {
        *(QuestionRefusal.CLOSED, QuestionRefusal.NOT_NOW),
        *(QuestionRefusal.NOT_YOURS, QuestionRefusal.OWN_FILE),
    }
)
"""What the agent typed is of no use any more: the page says how the question stands by now."""


@dataclass(frozen=True)
class _Asker:
    """Whoever asked, as ready texts speak to them."""

    full_name: str
    language: str


@dataclass(frozen=True)
class _Case:
    """A question, as ready texts speak about it."""

    person: _Asker
    procedure: Procedure
    sent_at: datetime


class Deed(deed.Deed[Question]):
    """What can be done with a question: its states say when."""

    services, refusals = services, QuestionRefusal
    verb: Verb

    def case(self, request: HttpRequest, *, question_id: int) -> Question | None:
        return work.get(question_id)

    def address(self, case: Question, page: str = "change") -> str:
        return showing.address_of(case.pk, page)

    def render(
        self, request: HttpRequest, model_admin, case: Question, **shown: Any
    ) -> HttpResponse:
        return question_page.render(request, model_admin, case, deed=self, **shown)

    def language(self, case: Question) -> str:
        return case.procedure.language

    def how_it_stands(self, case: Question, refusal: Any) -> str:
        return showing.how_it_stands(work.get(case.pk), refusal)

    def is_too_late(self, reason: Any) -> bool:
        return reason in BACK_TO_THE_PAGE

    def why_not(self, case: Question, agent) -> Any:
        return rules.why_not(
            self.verb,
            state=QuestionState(case.state),
            is_another_agents=case.agent_id not in (None, agent.pk),
            is_ones_own=case.concerns(agent.pk),
        )


class Take(working.Take, Deed):
    verb = Verb.TAKE
    label = gettext_lazy("Take this question")
    done = gettext_lazy("You have this question now. Your colleagues see that.")


class TakeOver(working.TakeOver, Deed):
    verb = Verb.TAKE_OVER
    done = gettext_lazy("You have this question now. Your colleague finds it with you.")
    stays = gettext_lazy("%(agent)s no longer has this question. What was written stays.")


class HandOver(working.HandOver, Deed):
    verb, may = Verb.TAKE_OVER, MAY_ANSWER
    done = gettext_lazy("Your colleague has this question now.")

    def effects(self, case: Question) -> list[str]:
        return [
            _("Your colleague finds it among their own questions."),
            _("The person sees no difference."),
        ]


class Release(working.Release, Deed):
    verb = Verb.RELEASE
    done = gettext_lazy("It is back in the queue, at its place by the day it was sent.")


class Letter(Deed):
    """Words to whoever asked; a file may go along where they signed in."""

    has_preview = True
    use: ReplyUse
    title: str

    def texts(self, case: Question, *, until: date | None) -> list[Ready]:
        person = _Asker(case.from_whom, case.procedure.language)
        # Those for every kind speak of requests and their files.
        offered = [one for one in replies.offered(kind=TEXTS, use=self.use) if one.kind == TEXTS]
        return filled_in(
            offered,
            _Case(person, case.procedure, case.sent_at),
            called=CALLED,
            deadline=until,
        )

    def form(self, request: HttpRequest, case: Question) -> LetterForm:
        texts = self.texts(case, until=services.answer_until(today=clock.today()))
        form = LetterForm(*sent(request), texts=texts, language=self.language(case))
        if case.is_visitors:
            del form.fields["file"]
        return form

    def how_they_are_told(self, case: Question) -> str:
        if case.is_visitors:
            return _(
                "The person gets an e-mail that says there is a message, and reads it on the page "
                "of the question, with the reference."
            )
        return _("The person gets your words as a message and can write again.")

    def preview(self, case: Question, said: dict[str, Any]) -> Notice:
        return Notice(title=str(self.title), text=said["said"])

    def written(self, said: dict[str, Any], agent) -> dict[str, Any]:
        return {
            "text": said["said"],
            "agent": agent,
            "sent_key": said["sent_key"],
            "documents": LetterForm.stored(said, by=agent),
        }


class Answer(Letter):
    code, verb, use = "answer", Verb.ANSWER, ReplyUse.ACCEPT
    label = gettext_lazy("Answer the question")
    title = gettext_lazy("Answer of the CNS")
    done = gettext_lazy("Your answer is on its way.")

    def effects(self, case: Question) -> list[str]:
        return [
            self.how_they_are_told(case),
            _("If nobody writes for %(days)s days, the question closes by itself.")
            % {"days": rules.DAYS_UNTIL_CLOSED},
        ]

    def act(self, case: Question, said: dict[str, Any], agent) -> None:
        services.answer(case.pk, **self.written(said, agent))


class Ask(Letter):
    code, verb, use = "ask", Verb.ASK, ReplyUse.ASK
    label = gettext_lazy("Ask the person")
    title = gettext_lazy("Question from the CNS")
    done = gettext_lazy("The question is on its way. It waits for the person’s answer.")

    def effects(self, case: Question) -> list[str]:
        return [
            self.how_they_are_told(case),
            _("The question waits for the answer for %(days)s days; the person sees until when.")
            % {"days": rules.DAYS_TO_ANSWER},
        ]

    def act(self, case: Question, said: dict[str, Any], agent) -> None:
        services.ask(case.pk, **self.written(said, agent))


class End(Deed):
    """Close it without an answer: spam, an insult, something said twice."""

    code, verb, danger = "end", Verb.END, True
    label = gettext_lazy("Close it without an answer")
    done = gettext_lazy("The question is closed. The person is told.")

    def effects(self, case: Question) -> list[str]:
        return [
            _("The person is told that the question is closed, and can send a new one."),
            _("Nobody can write in it any more."),
        ]

    def act(self, case: Question, said: dict[str, Any], agent) -> None:
        services.end(case.pk, agent=agent)


ALL: tuple[Deed, ...] = (Take(), TakeOver(), Answer(), Ask(), HandOver(), Release(), End())
"""In the order of the page."""
