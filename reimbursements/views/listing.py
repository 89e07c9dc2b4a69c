"""My reimbursements: what is begun, what was sent, and how to begin."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView, View

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from insured.access import InsuredPage
from insured.choices.acting import PageScope
from insured.selectors import bank
from reimbursements.choices.claims import Original
from reimbursements.presenters.drafts import DraftRow
from reimbursements.presenters.listing import rows
from reimbursements.selectors import checking, drafts, listing
from reimbursements.services import drafts as services

PER_PAGE = 20


class Reimbursements(InsuredPage, TemplateView):
    """Drafts first, then every claim that was sent, the latest first."""

    scope = PageScope.REIMBURSEMENTS
    template_name = "reimbursements/list.html"

    def get_context_data(self, **kwargs) -> dict:
        sent = Paginator(listing.sent_of(self.person), PER_PAGE)
        page = sent.get_page(self.request.GET.get("page"))
        return super().get_context_data(
            drafts=[DraftRow(claim) for claim in drafts.drafts_of(self.person)],
            page=page,
            rows=rows(page.object_list),
            opens_data=self.file.opens(PageScope.DATA),
            **kwargs,
        )


class Begin(InsuredPage, TemplateView):
    """What is needed, and the beginning of a claim."""

    scope = PageScope.REIMBURSEMENTS
    template_name = "reimbursements/new.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            has_account=bank.in_force(self.person) is not None,
            opens_data=self.file.opens(PageScope.DATA),
            is_of_a_child=self.file.is_of_a_child,
            original_needed=checking.original_needed() == Original.AWAITED,
            years=checking.years_to_send(today=clock.today()),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            claim = services.begin(person=self.person, actor=self.actor)
        except Refused as refused:
            messages.warning(request, refused.sentence)
            return redirect("reimbursements:list")
        return redirect("reimbursements:bill", claim.bills.get().public_id)


class BeginLike(InsuredPage, View):
    """A new draft with what the bills of a claim that was sent have in common with the next."""

    scope = PageScope.REIMBURSEMENTS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id, **kwargs) -> HttpResponse:
        earlier = listing.sent_of(self.person).filter(public_id=public_id).first()
        if earlier is None:
            raise Http404
        try:
            claim = services.begin_like(earlier, actor=self.actor)
        except Refused as refused:
            messages.warning(request, refused.sentence)
            return redirect("reimbursements:list")
        return redirect("reimbursements:draft", claim.public_id)
