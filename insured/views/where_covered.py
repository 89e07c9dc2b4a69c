"""“Where am I covered?”: open to everybody; nothing is kept and nobody is named."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.generic import View

from cns_portal import clock
from insured import access
from insured.choices.abroad import Care, Timing
from insured.choices.countries import Country
from insured.forms.where_covered import WhereCoveredForm
from insured.presenters.where_covered import Answer
from insured.rules.cross_border import country_of, where_covered


@method_decorator(login_not_required, name="dispatch")
class WhereCovered(View):
    """The question, and below it the answer. The country of residence of whoever has signed in
    is chosen already.
    """

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        is_asked = any(name in request.GET for name in WhereCoveredForm.base_fields)
        form = WhereCoveredForm(request.GET) if is_asked else WhereCoveredForm(initial=self.known())
        answer = self.answer(form.cleaned_data) if is_asked and form.is_valid() else None
        return render(request, "insured/where_covered.html", {"form": form, "answer": answer})

    def known(self) -> dict[str, str]:
        """What the open file says already."""
        file = access.file_of(self.request)
        if file is None or not file.person.country:
            return {}
        return {"residence": country_of(file.person.country).value}

    def answer(self, asked: dict[str, str]) -> Answer:
        country, care, timing = (
            Country(asked["country"]),
            Care(asked["care"]),
            Timing(asked["timing"]),
        )
        covered = where_covered(
            residence=Country(asked["residence"]),
            country=country,
            care=care,
            timing=timing,
            today=clock.today(),
        )
        return Answer(covered, country, care, timing)
