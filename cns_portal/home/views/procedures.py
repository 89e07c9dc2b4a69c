"""My procedures: one page per case, its parts as tabs."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from appointments.presenters.card import cards
from appointments.selectors import appointments
from cns_portal import clock
from cns_portal.home.presenters import (
    MessageWithFiles,
    ProcedureRow,
    history_entries,
    phase_steps,
)
from cns_portal.inbox import selectors as posted
from cns_portal.procedures import selectors
from insured.access import InsuredPage
from insured.choices.acting import PageScope

if TYPE_CHECKING:
    from cns_portal.procedures.models import Procedure

PER_PAGE = 20

TABS = {
    "overview": _("Overview"),
    "messages": _("Message"),
    "appointments": _("Appointments"),
    "documents": _("Documents"),
    "history": _("History"),
}


class Procedures(InsuredPage, TemplateView):
    """Every case, the newest first."""

    scope = PageScope.MESSAGES
    template_name = "home/procedures.html"

    def get_context_data(self, **kwargs) -> dict:
        page = Paginator(selectors.all_of(self.dossier), PER_PAGE).get_page(
            self.request.GET.get("page")
        )
        return super().get_context_data(
            page=page, rows=[ProcedureRow(procedure) for procedure in page], **kwargs
        )


class OneProcedure(InsuredPage, TemplateView):
    """One case. Its tabs are links (`?tab=…`), so that each has an address and Back works."""

    scope = PageScope.MESSAGES
    template_name = "home/procedure.html"

    def get_context_data(self, reference: str, **kwargs) -> dict:
        procedure = selectors.get_of(self.dossier, reference)
        if procedure is None:
            raise Http404
        wanted = self.request.GET.get("tab")
        tab = wanted if wanted in TABS else "overview"
        unread = posted.unread_count(self.dossier, about=procedure.reference)
        return super().get_context_data(
            row=ProcedureRow(procedure),
            tab=tab,
            tabs=[
                {
                    "url": f"?tab={code}",
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
        return {"steps": phase_steps(procedure), **self._appointments(procedure)}

    def _messages(self, procedure: "Procedure") -> dict:
        told = posted.delivered_about(procedure.reference, self.dossier)
        return {"messages_about": [MessageWithFiles(message) for message in told]}

    def _appointments(self, procedure: "Procedure") -> dict:
        found = appointments.of_procedure(procedure, self.dossier)
        return {"appointments": cards(found, now=clock.now())}

    def _documents(self, procedure: "Procedure") -> dict:
        told = posted.delivered_about(procedure.reference, self.dossier)
        with_files = [MessageWithFiles(message) for message in told]
        return {"messages_about": [entry for entry in with_files if entry.files]}

    def _history(self, procedure: "Procedure") -> dict:
        return {"entries": history_entries(selectors.history(procedure, for_the_person=True))}

    parts: dict[str, Callable[["OneProcedure", "Procedure"], dict]] = {
        "overview": _overview,
        "messages": _messages,
        "appointments": _appointments,
        "documents": _documents,
        "history": _history,
    }
