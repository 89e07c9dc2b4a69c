"""Participations against the threshold, and asking for what lies above it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from insured.access import InsuredPage
from insured.choices.acting import PageScope
from reimbursements.forms.year import YearForm
from reimbursements.presenters.complementary import YearAgainstThreshold
from reimbursements.selectors import complementary as selectors
from reimbursements.services import complementary as services


class Complementary(InsuredPage, TemplateView):
    """How the year stands; asking for it is a POST of the same year. Last year, unless told."""

    scope = PageScope.REIMBURSEMENTS
    template_name = "reimbursements/complementary.html"
    http_method_names = ["get", "post"]

    def get_context_data(self, **kwargs) -> dict:
        year, _by = YearForm(self.request.GET).asked(otherwise=clock.today().year - 1)
        return super().get_context_data(
            against=YearAgainstThreshold(
                selectors.standing_of(self.person, year),
                person=self.person,
                today=clock.today(),
                requests=selectors.requests_of(self.person, year),
            ),
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        year, _by = YearForm(request.POST).asked(otherwise=clock.today().year - 1)
        try:
            asked = services.ask(
                self.person, year=year, actor=self.actor, on_behalf_of=self.on_behalf_of
            )
        except Refused as refused:
            messages.warning(request, refused.sentence)
            return redirect(f"{request.path}?year={year}")
        messages.success(
            request,
            _("Your request is sent. Its reference is {reference}.").format(
                reference=asked.procedure.reference
            ),
        )
        return redirect("home:procedure", reference=asked.procedure.reference)
