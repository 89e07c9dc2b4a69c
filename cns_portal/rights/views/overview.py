"""My rights: what I can ask for, what is open, and one request as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import TemplateView

from cns_portal import clock, privacy, procedures
from cns_portal.procedures.rules import why_not_reply
from cns_portal.procedures.timeline import history_entries
from cns_portal.rights.choices.requests import RightsKind
from cns_portal.rights.presenters.erasing import ErasurePlan
from cns_portal.rights.presenters.request import RightsRow, RightsView
from cns_portal.rights.selectors import cases
from cns_portal.rights.services.sending import why_not_withdraw
from insured.access import InsuredPage
from insured.choices.acting import PageScope

if TYPE_CHECKING:
    from cns_portal.rights.models import RightsRequest

PER_PAGE = 20


class Rights(InsuredPage, TemplateView):
    """Every right with its button, and how far one's requests have come."""

    scope = PageScope.DATA
    template_name = "rights/list.html"

    def get_context_data(self, **kwargs) -> dict:
        today = clock.today()
        asked = self.request.GET.get("page")
        page = Paginator(cases.all_of(self.person), PER_PAGE).get_page(asked)
        return super().get_context_data(
            page=page,
            rows=[RightsRow(request, today) for request in page],
            today=today,
            is_own=self.acting is None,
            person=self.person,
            **kwargs,
        )


class OneRequest(InsuredPage, TemplateView):
    """How far it has come, what was asked, and the answer with its legal basis."""

    scope = PageScope.DATA
    template_name = "rights/request.html"

    def get(self, request: HttpRequest, *args, public_id: UUID, **kwargs) -> HttpResponse:
        found = cases.one_of(self.person, public_id)
        if found is None:
            raise Http404
        view = RightsView(found, clock.today())
        history = procedures.history(found.procedure, for_the_person=True)
        return self.render_to_response(
            self.get_context_data(
                view=view,
                entries=history_entries(history, reader=self.actor),
                may_write=not why_not_reply(phase=found.procedure.phase, has_dossier=True),
                why_not_withdraw=why_not_withdraw(found.procedure, clock.now()),
                files=[row.document for row in found.documents.all()],
                sees_messages=self.file.opens(PageScope.MESSAGES),
                **self._ahead(found),
            )
        )

    def _ahead(self, found: RightsRequest) -> dict[str, Any]:
        """The erasure that was granted and is not carried out yet, and what it waits for."""
        ordered = privacy.erasure_of(self.dossier) if found.kind == RightsKind.ERASURE else None
        if ordered is None or ordered.reference != found.procedure.reference:
            return {}
        plan = privacy.plan_erasure(self.dossier, now=clock.now())
        return {"ordered": ordered, "waits_for": ErasurePlan(plan).waits_for}
