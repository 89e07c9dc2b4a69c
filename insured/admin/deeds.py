"""What an agent can do with a request.

Every deed calls the service of the portal's own pages; whether it is possible, the same rule says
to the button and to the command.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import clock, procedures
from insured.admin import accepting, deed, request_page, showing
from insured.admin.deed import sent
from insured.admin.reply_form import ReplyForm
from insured.admin.thread_form import LetterForm
from insured.choices import RequestKind, RequestRefusal, RequestState
from insured.choices.replies import ReplyUse
from insured.models import Request
from insured.notices import requests as notices
from insured.notices.notice import Notice
from insured.presenters.replies import ready_texts
from insured.rules import requests as rules
from insured.rules.requests import Verb
from insured.selectors import queues, replies
from insured.services import requests as services
from insured.services import taking_over


class Deed(deed.Deed[Request]):
    """What can be done with a request: the rules of requests say when."""

    verb: Verb

    def case(self, request: HttpRequest, *, request_id: int) -> Request | None:
        return queues.get(request_id)

    def address(self, case: Request, page: str = "change") -> str:
        return showing.address_of_request(case.pk, page)

    def render(
        self, request: HttpRequest, model_admin, case: Request, **shown: Any
    ) -> HttpResponse:
        return request_page.render(request, model_admin, case, deed=self, **shown)

    def language(self, case: Request) -> str:
        return case.person.language

    def how_it_stands(self, case: Request, refusal: Any) -> str:
        return request_page.how_it_stands(queues.get(case.pk), refusal)

    def is_too_late(self, reason: Any) -> bool:
        return isinstance(reason, RequestRefusal)

    def why_not(self, item: Request, agent) -> RequestRefusal | None:
        return rules.why_not(
            self.verb,
            state=RequestState(item.state),
            kind=RequestKind(item.kind),
            is_another_agents=item.agent_id not in (None, agent.pk),
            is_ones_own=item.concerns(agent.pk),
        )


class Take(Deed):
    code, verb, at_once = "take", Verb.TAKE, True
    label = gettext_lazy("Take this request")
    done = gettext_lazy("You have this request now. Your colleagues see that.")

    def act(self, item: Request, said: dict[str, Any], agent) -> None:
        services.take(item.pk, agent=agent)


class TakeOver(Deed):
    code, verb = "take-over", Verb.TAKE_OVER
    label = gettext_lazy("Take it over from your colleague")
    done = gettext_lazy("You have this request now. Your colleague finds it with you.")

    def why_not(self, item: Request, agent) -> RequestRefusal | None:
        refusal = super().why_not(item, agent)
        return refusal or (RequestRefusal.CLOSED if item.agent_id == agent.pk else None)

    def effects(self, item: Request) -> list[str]:
        return [
            _("%(agent)s no longer has this request. What was asked and answered stays.")
            % {"agent": item.agent},
            _("The person sees no difference. It is recorded who took it over."),
        ]

    def form(self, request: HttpRequest, item: Request) -> SeenForm:
        return SeenForm(*sent(request), initial={"seen": item.agent_id})

    def act(self, item: Request, said: dict[str, Any], agent) -> None:
        taking_over.take_over(item.pk, agent=agent, seen=said["seen"])


class SeenForm(forms.Form):
    """Whom the page named: two colleagues who take it over at once do not take it in turns."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class Release(Deed):
    code, verb, at_once = "release", Verb.RELEASE, True
    label = gettext_lazy("Give it back to the queue")
    done = gettext_lazy("The request is back in the queue, at its place by the day it was sent.")

    def act(self, item: Request, said: dict[str, Any], agent) -> None:
        services.release(item.pk, agent=agent)


class WithReply(Deed):
    """A deed whose words the person reads."""

    use: ReplyUse
    needs_words = True
    has_preview = True

    def deadline(self, item: Request) -> date | None:
        """What stands for {deadline} in a ready text."""
        return item.answer_until

    def form(self, request: HttpRequest, item: Request) -> ReplyForm:
        texts = ready_texts(
            replies.offered(kind=item.kind, use=self.use), item, deadline=self.deadline(item)
        )
        return self.form_class(item)(
            *sent(request),
            texts=texts,
            language=item.person.language,
            required=self.needs_words,
        )

    def form_class(self, item: Request) -> type[ReplyForm]:
        return ReplyForm


class Ask(WithReply):
    code, verb, use = "ask", Verb.ASK, ReplyUse.ASK
    label = gettext_lazy("Ask the person")
    done = gettext_lazy("The question is on its way. The request waits for the person’s answer.")

    def deadline(self, item: Request) -> date:
        return clock.today() + timedelta(days=rules.DAYS_TO_ANSWER)

    def effects(self, item: Request) -> list[str]:
        return [
            _("The person gets your question as a message and can answer with files."),
            _("The request waits for the answer until %(day)s; the person sees this day.")
            % {"day": showing.day(self.deadline(item))},
        ]

    def form_class(self, item: Request) -> type[ReplyForm]:
        return LetterForm

    def preview(self, item: Request, said: dict[str, Any]) -> Notice:
        return Notice(title=_("Question from the CNS"), text=said["said"])

    def act(self, item: Request, said: dict[str, Any], agent) -> None:
        procedures.ask(
            item.procedure,
            text=said["said"],
            by=agent,
            sent_key=said["sent_key"],
            documents=LetterForm.stored(said, by=agent),
            until=self.deadline(item),
        )


class Accept(WithReply):
    code, verb, use = "accept", Verb.ACCEPT, ReplyUse.ACCEPT
    label = gettext_lazy("Accept the request")
    done = gettext_lazy("The request is accepted. The person is being told.")
    needs_words = False

    def effects(self, item: Request) -> list[str]:
        return [*accepting.effects_of(item), _("The person is told that the request is accepted.")]

    def form_class(self, item: Request) -> type[ReplyForm]:
        return accepting.form_of(item)

    def preview(self, item: Request, said: dict[str, Any]) -> Notice:
        return notices.accepted(item, reason=said["said"])

    def act(self, item: Request, said: dict[str, Any], agent) -> None:
        services.accept(
            item.pk, agent=agent, reason=said["said"], added=accepting.added(item, said)
        )


class Refuse(WithReply):
    code, verb, use, danger = "refuse", Verb.REFUSE, ReplyUse.REFUSE, True
    label = gettext_lazy("Refuse the request")
    done = gettext_lazy("The request is refused. The person is being told why.")

    def effects(self, item: Request) -> list[str]:
        return [
            _("Nothing changes in the file. The request is closed."),
            _("The person reads your reason and what they can do if they disagree."),
        ]

    def preview(self, item: Request, said: dict[str, Any]) -> Notice:
        return notices.refused(item, reason=said["said"])

    def act(self, item: Request, said: dict[str, Any], agent) -> None:
        services.refuse(item.pk, agent=agent, reason=said["said"])
