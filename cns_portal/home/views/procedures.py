"""My procedures: finding one, and one page per case with its parts as tabs."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from appointments.presenters.card import cards
from appointments.selectors import appointments
from cns_portal import clock, inbox, procedures
from cns_portal.accounts.quiet_search import remember, remembered
from cns_portal.home import drafts
from cns_portal.home.forms import SHOW, FilterForm, ReplyForm, SearchForm
from cns_portal.home.presenters import (
    ProcedureRow,
    WhatNext,
    conversation,
    document_links,
    phase_steps,
)
from cns_portal.home.reading import is_looked_at
from cns_portal.inbox import selectors as posted
from cns_portal.procedures import kinds, rules, selectors
from cns_portal.procedures.choices import Phase
from cns_portal.procedures.selectors import thread
from cns_portal.procedures.timeline import history_entries
from insured.access import InsuredPage, opens_page
from insured.choices.acting import PageScope

if TYPE_CHECKING:
    from cns_portal.procedures.models import Procedure
    from cns_portal.procedures.querysets import ProcedureQuerySet

PER_PAGE = 20
SEARCHED = "home.procedures"
"""Under which name the visit remembers what was searched for."""

TABS = {
    "overview": _("Overview"),
    "messages": _("Message"),
    "documents": _("Documents"),
    "appointments": _("Appointments"),
    "history": _("History"),
}


class Procedures(InsuredPage, TemplateView):
    """Every case; by what it waits for, by kind, by words.

    Filters are codes and stand in the address. What is searched for may be a name, so it is sent
    as a form and stays in the session; the address carries a key that means nothing elsewhere.
    """

    scope = PageScope.MESSAGES
    template_name = "home/procedures.html"

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        query = request.GET.copy()
        for name in ("q", "page"):
            query.pop(name, None)
        form = SearchForm(request.POST)
        if form.is_valid() and (text := form.cleaned_data["text"].replace("\x00", "").strip()):
            query["q"] = remember(request, SEARCHED, text)
        where = reverse("home:procedures")
        return HttpResponseRedirect(f"{where}?{query.urlencode()}" if query else where)

    def get_context_data(self, **kwargs) -> dict:
        mine = selectors.all_of(self.dossier)
        form = FilterForm(self.request.GET, kinds=_kinds(mine))
        form.is_valid()
        text = remembered(self.request, SEARCHED)
        show = self.request.GET.get("show")
        show = show if show in SHOW else "all"
        found = self._shown(mine, show, form.cleaned_data.get("kind"), text)
        if form.cleaned_data.get("sort") != "sent":
            found = found.by_last_change()
        page = Paginator(found.with_question(), PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page=page,
            rows=[ProcedureRow(procedure) for procedure in page],
            views=self._views(show, waiting=mine.needing_the_person().count()),
            form=form,
            search=SearchForm(initial={"text": text}),
            searched=text,
            is_narrowed=bool(text or show != "all" or form.cleaned_data.get("kind")),
            show=show,
            **kwargs,
        )

    def _shown(
        self, mine: "ProcedureQuerySet", show: str, kind: str | None, text: str
    ) -> "ProcedureQuerySet":
        narrowed = {
            "needs_me": mine.needing_the_person,
            "in_progress": mine.in_progress,
            "done": mine.decided,
        }.get(show, mine.all)()
        if kind:
            narrowed = narrowed.filter(kind=kind)
        return narrowed.matching(text) if text else narrowed

    def _views(self, show: str, *, waiting: int) -> list[dict]:
        query = self.request.GET.copy()
        query.pop("page", None)
        links = []
        for code, label in SHOW.items():
            query["show"] = code
            count = waiting if code == "needs_me" else 0
            url = f"?{query.urlencode()}"
            links.append({"url": url, "label": label, "current": code == show, "count": count})
        return links


def _kinds(mine: "ProcedureQuerySet") -> list[tuple[str, str]]:
    """The kinds of which the person has a case, by their names."""
    codes = mine.order_by().values_list("kind", flat=True).distinct()
    return sorted(((code, str(kinds.kind(code).label)) for code in codes), key=lambda one: one[1])


class PageOfCase(InsuredPage):
    """A page about one case of the open file; anybody else's does not exist."""

    scope = PageScope.MESSAGES

    def case(self, reference: str) -> "Procedure":
        procedure = selectors.get_of(self.dossier, reference)
        if procedure is None:
            raise Http404
        return procedure


class OneProcedure(PageOfCase, TemplateView):
    """One case. Its tabs are links (`?tab=…`), so that each has an address and Back works."""

    template_name = "home/procedure.html"
    tab = ""

    def get_context_data(self, reference: str, **kwargs) -> dict:
        procedure = self.case(reference)
        wanted = self.tab or self.request.GET.get("tab")
        tab = wanted if wanted in TABS else "overview"
        unread = posted.unread_count(self.dossier, about=procedure.reference)
        questions = thread.open_questions([procedure.pk])
        self.next = WhatNext(
            procedure,
            since=selectors.state_since([procedure.pk]).get(procedure.pk, procedure.created_at),
            is_asked=bool(questions),
            question_until=min((one.until for one in questions if one.until), default=None),
        )
        return super().get_context_data(
            row=ProcedureRow(procedure),
            next=self.next,
            today=clock.today(),
            tab=tab,
            tabs=[
                {
                    "url": f"{reverse('home:procedure', args=[procedure.reference])}?tab={code}",
                    "label": label,
                    "current": code == tab,
                    "count": unread if code == "messages" else 0,
                }
                for code, label in TABS.items()
            ],
            **self.parts[tab](self, procedure),
            **kwargs,
        )

    def _overview(self, procedure: "Procedure") -> dict:
        room = kinds.kind(procedure.kind)
        can_end = room.withdraw is not None and procedure.phase != Phase.DONE
        why_not = procedures.why_not_withdraw(procedure, now=clock.now()) if can_end else None
        return {
            "steps": phase_steps(procedure),
            "can_be_withdrawn": can_end and why_not is None,
            "why_not_withdraw": why_not,
            "withdraw_url": (room.withdraw_url(procedure) if room.withdraw_url else "")
            or reverse("home:withdraw", args=[procedure.reference]),
            "has_copy": room.sent_copy is not None,
            "room_page": self._room_page(procedure),
            **self._appointments(procedure),
        }

    def _room_page(self, procedure: "Procedure") -> str:
        """The room's own page about the case, where it has one and the open file opens it."""
        page = kinds.kind(procedure.kind).page
        address = page(procedure) if page else ""
        return address if address and opens_page(self.file, address) else ""

    def _messages(self, procedure: "Procedure") -> dict:
        told = list(posted.delivered_about(procedure.reference, self.dossier))
        lines = conversation(
            procedure,
            messages=told,
            answers=thread.answers_to(procedure),
            replies=thread.replies_to(procedure),
            reader=self.request.user,
        )
        looked_at = is_looked_at(self.request) and self.file.reads_for_the_person
        if looked_at and any(message.read_at is None for message in told):
            inbox.mark_thread_read(self.dossier, procedure.reference)
        refusal = rules.why_not_reply(phase=Phase(procedure.phase), has_dossier=True)
        return {
            "lines": lines,
            "why_not_reply": refusal.label if refusal else "",
            "draft": document_links(procedure, drafts.files(self.request, procedure)),
            "form": ReplyForm(initial={"sent_key": drafts.new_key()}),
        }

    def _appointments(self, procedure: "Procedure") -> dict:
        found = appointments.of_procedure(procedure, self.dossier)
        return {"appointments": cards(found, now=clock.now())}

    def _documents(self, procedure: "Procedure") -> dict:
        room = kinds.kind(procedure.kind)
        told = posted.delivered_about(procedure.reference, self.dossier)
        lines = conversation(
            procedure,
            messages=told,
            answers=thread.answers_to(procedure),
            replies=thread.replies_to(procedure),
            reader=self.request.user,
        )
        return {
            "sent_files": document_links(procedure, room.files(procedure) if room.files else ()),
            "theirs": [line for line in lines if line.files and not line.is_own],
            "mine": [line for line in lines if line.files and line.is_own],
            "has_copy": room.sent_copy is not None,
        }

    def _history(self, procedure: "Procedure") -> dict:
        events = selectors.history(procedure, for_the_person=True)
        return {"entries": history_entries(events, reader=self.request.user)}

    parts: dict[str, Callable[["OneProcedure", "Procedure"], dict]] = {
        "overview": _overview,
        "messages": _messages,
        "documents": _documents,
        "appointments": _appointments,
        "history": _history,
    }
