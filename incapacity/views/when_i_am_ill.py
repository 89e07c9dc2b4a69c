"""“When I am ill”: the rules and a calculator of deadlines, open to everybody.

Days of illness are asked for by POST and never stand in an address; nothing is kept.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.generic import View

from cns_portal import clock
from incapacity.forms.calculating import CalculatorForm
from incapacity.presenters import when_i_am_ill as presenters
from incapacity.presenters.entitlements import entitlements


@method_decorator(login_not_required, name="dispatch")
class WhenIAmIll(View):
    """The calculator, and below it every rule with the text that orders it."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(CalculatorForm(today=clock.today()))

    def post(self, request: HttpRequest) -> HttpResponse:
        today = clock.today()
        form = CalculatorForm(request.POST, today=today)
        answer = presenters.Calculated(form.case(), today) if form.is_valid() else None
        return self.page(form, answer=answer)

    def page(
        self, form: CalculatorForm, *, answer: presenters.Calculated | None = None
    ) -> HttpResponse:
        return render(
            self.request,
            "incapacity/when_i_am_ill.html",
            {
                "form": form,
                "answer": answer,
                "situations": presenters.situations(form.today),
                "outings": presenters.OutingRules(form.today),
                "entitlements": entitlements(form.today),
                "sheets": presenters.sheets(),
                "on_the_sheet": presenters.on_the_sheet(),
                "sheet_languages": presenters.languages(),
            },
        )
