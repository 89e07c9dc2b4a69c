"""Writing to the person beside a request: an answer that decides nothing, or none at all."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import procedures
from cns_portal.procedures import rules as thread_rules
from cns_portal.procedures.choices import Phase
from cns_portal.procedures.choices import Refusal as ThreadRefusal
from insured.admin.deeds import Deed
from insured.admin.thread_form import LetterForm
from insured.models import Request
from insured.notices.notice import Notice
from insured.selectors import queues


class Write(Deed):
    """A message of the thread: the request stays as it is, with whoever has it."""

    code = "write"
    label = gettext_lazy("Write to the person")
    done = gettext_lazy("Your message is on its way.")
    has_preview = True

    def why_not(self, item: Request, agent) -> ThreadRefusal | None:
        return thread_rules.why_not_reply(phase=Phase(item.procedure.phase), has_dossier=True)

    def effects(self, item: Request) -> list[str]:
        return [
            _("The person gets your message. The request stays as it is."),
            _("What the person wrote before counts as answered."),
        ]

    def form(self, request: HttpRequest, item: Request) -> LetterForm:
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        return LetterForm(*sent, texts=(), language=item.person.language)

    def preview(self, item: Request, said: dict[str, Any]) -> Notice:
        return Notice(title=_("Message from the CNS"), text=said["said"])

    def act(self, item: Request, said: dict[str, Any], agent) -> None:
        procedures.answer(
            item.procedure,
            text=said["said"],
            by=agent,
            sent_key=said["sent_key"],
            documents=LetterForm.stored(said, by=agent),
        )


class NothingToAnswer(Deed):
    """What the person wrote needs no answer."""

    code, at_once = "no-answer", True
    label = gettext_lazy("The person’s message needs no answer")
    done = gettext_lazy("Noted. The request no longer stands among those that wait for an answer.")

    def why_not(self, item: Request, agent) -> ThreadRefusal | None:
        return None if queues.waits_for_an_answer(item) else ThreadRefusal.NOTHING_WRITTEN

    def act(self, item: Request, said: dict[str, Any], agent) -> None:
        procedures.deal_with(item.procedure, by=agent)
