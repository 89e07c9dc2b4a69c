"""What an agent can do with a request.

Every deed calls the service of the portal's own pages; whether it is possible, the same rule says
to the button and to the command.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import clock
from insured.admin import accepting, deed, request_page, showing, working
from insured.admin.deed import sent
from insured.admin.reply_form import ReplyForm
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

if TYPE_CHECKING:
    from insured.presenters.replies import Ready


class Deed(deed.Deed[Request]):
    """What can be done with a request: the rules of requests say when."""

    services, refusals = services, RequestRefusal
    verb: Verb

    def case(self, request: HttpRequest, *, request_id: int) -> Request | None:
        return queues.get(request_id)

    def address(self, case: Request, page: str = "change") -> str:
        return showing.address_of_request(case.pk, page)

    def render(
        self, request: HttpRequest, model_admin, case: Request, **shown: Any
    ) -> HttpResponse:
        return request_page.render(request, model_admin, case, deed=self, **shown)

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


class Take(working.Take, Deed):
    verb = Verb.TAKE
    label = gettext_lazy("Take this request")
    done = gettext_lazy("You have this request now. Your colleagues see that.")


class TakeOver(working.TakeOver, Deed):
    verb = Verb.TAKE_OVER
    done = gettext_lazy("You have this request now. Your colleague finds it with you.")
    stays = gettext_lazy("%(agent)s no longer has this request. What was asked and answered stays.")


class Release(working.Release, Deed):
    verb = Verb.RELEASE
    done = gettext_lazy("The request is back in the queue, at its place by the day it was sent.")


class Ask(working.Ask, Deed):
    verb = Verb.ASK
    done = gettext_lazy("The question is on its way. The request waits for the person’s answer.")
    waits = gettext_lazy(
        "The request waits for the answer until %(day)s; the person sees this day."
    )

    def until(self) -> date:
        return clock.today() + timedelta(days=rules.DAYS_TO_ANSWER)

    def texts(self, item: Request, *, until: date) -> list[Ready]:
        offered = replies.offered(kind=item.kind, use=ReplyUse.ASK)
        return ready_texts(offered, item, deadline=until)


class WithReply(Deed):
    """A deed whose words the person reads."""

    use: ReplyUse
    needs_words = True
    has_preview = True

    def form(self, request: HttpRequest, item: Request) -> ReplyForm:
        texts = ready_texts(
            replies.offered(kind=item.kind, use=self.use), item, deadline=item.answer_until
        )
        return self.form_class(item)(
            *sent(request),
            texts=texts,
            language=item.person.language,
            required=self.needs_words,
        )

    def form_class(self, item: Request) -> type[ReplyForm]:
        return ReplyForm


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
