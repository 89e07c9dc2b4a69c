"""My papers: the list, ordering a certificate, the file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from cns_portal.web.downloads import download
from insured.access import InsuredPage
from insured.choices.acting import PageScope
from insured.forms.papers import FAMILY, PERIOD, TODAY, OrderForm
from insured.notices import papers as notices
from insured.presenters.papers import MyPaper
from insured.rules import papers as rules
from insured.selectors import papers as selectors
from insured.services import papers as services

PER_PAGE = 20


class Papers(InsuredPage, TemplateView):
    """Every paper with what it is worth; asks for itself again while one is being printed."""

    scope = PageScope.INSURANCE
    template_name = "insured/papers/list.html"

    def get_context_data(self, **kwargs) -> dict:
        page = Paginator(selectors.papers_of(self.person), PER_PAGE).get_page(
            self.request.GET.get("page")
        )
        ready, today = selectors.ready_among(page.object_list), clock.today()
        papers = [MyPaper(paper, today, paper.pk in ready) for paper in page]
        return super().get_context_data(
            page=page,
            papers=papers,
            waits_for_worker=not all(paper.is_ready for paper in papers),
            **kwargs,
        )


class OrderPaper(InsuredPage, FormView):
    """Which certificates are open and why one is not; the services ask the same rule again."""

    scope = PageScope.INSURANCE
    template_name = "insured/papers/order.html"
    form_class = OrderForm
    success_url = reverse_lazy("insured:papers")

    def get_initial(self) -> dict:
        return {"language": self.person.language}

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "closed": self.why_not()}

    def why_not(self) -> dict[str, str]:
        """For each choice that is not open, why."""
        basis = selectors.basis_of(self.person, today=clock.today())
        found = {
            TODAY: rules.why_not_today(basis.coverage),
            FAMILY: services.why_not_co_insurance(self.person, basis),
        }
        closed = {
            choice: str(refusal.label).format(why=notices.why(basis.coverage))
            for choice, refusal in found.items()
            if refusal
        }
        if not basis.history.periods:
            closed[PERIOD] = _("No affiliation is on file.")
        return closed

    def form_valid(self, form: OrderForm) -> HttpResponse:
        asked = form.cleaned_data
        try:
            if asked["what"] == FAMILY:
                services.order_co_insurance(self.person, by=self.actor, language=asked["language"])
            else:
                is_period = asked["what"] == PERIOD
                services.order_affiliation(
                    self.person,
                    by=self.actor,
                    first=asked["first"] if is_period else None,
                    last=asked["last"] if is_period else None,
                    language=asked["language"],
                )
        except Refused as refused:
            form.add_error(None, refused.sentence)
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("Your paper is being prepared. It appears here in a moment, and as a message."),
        )
        return super().form_valid(form)


class PaperFile(InsuredPage, View):
    """The paper as a PDF, always as a download and never kept by the browser."""

    scope = PageScope.INSURANCE

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        paper = selectors.paper_of(self.person, public_id)
        if paper is None or paper.withdrawn_at is not None:
            raise Http404
        file = selectors.file_of(paper, self.person)
        if file is None:  # not printed yet: the list says so, and asks again
            return redirect("insured:papers")
        return download(bytes(file.content), content_type=file.content_type, filename=file.filename)
