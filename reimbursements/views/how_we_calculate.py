"""“How we calculate”: open to everybody, made of the values by which everything is decided.

Nothing is kept and nobody is named; the calculator answers with the engine that decides.
"""

from __future__ import annotations

from decimal import Decimal

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from cns_portal import clock
from reimbursements.choices.care import Setting
from reimbursements.forms.calculator import MINOR, CalculatorForm, DayForm
from reimbursements.presenters import tariff_acts, tariff_values
from reimbursements.presenters.calculated import Calculated
from reimbursements.presenters.tariff_history import load_row
from reimbursements.rules.calculator import calculated
from reimbursements.selectors import tariff_history, tariffs

PAGES = (
    ("reimbursements:how", _("Rates and calculator")),
    ("reimbursements:how_acts", _("Acts and tariffs")),
    ("reimbursements:how_changes", _("Changes")),
)
LOADS_SHOWN = 10


@method_decorator(login_not_required, name="dispatch")
class HowPage(View):
    """What the three pages have in common."""

    name = ""
    template_name = ""

    def page(self, request: HttpRequest, **context) -> HttpResponse:
        tabs = [
            {"url": reverse(name), "label": label, "current": name == self.name}
            for name, label in PAGES
        ]
        return render(request, self.template_name, {"tabs": tabs, **context})


class HowWeCalculate(HowPage):
    """The rates, amounts and limits on a day, and the calculator."""

    name = "reimbursements:how"
    template_name = "reimbursements/how.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = CalculatorForm(initial={"day": clock.today()})
        return self.values(request, form=form)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CalculatorForm(request.POST)
        result = self.result(form.cleaned_data) if form.is_valid() else None
        return self.values(request, form=form, result=result)

    def values(self, request: HttpRequest, **context) -> HttpResponse:
        known = tariffs.current()
        day, _searched = DayForm(request.GET).asked(otherwise=clock.today())
        return self.page(
            request,
            day=day,
            day_form=DayForm.showing(day),
            version=known.version,
            rates=tariff_values.rate_rows(known, day),
            groups=tariff_values.groups(known, day),
            without_a_rate=tariff_values.without_a_rate(known, day),
            **context,
        )

    def result(self, asked: dict) -> Calculated:
        line = calculated(
            tariffs.current(),
            code=asked["code"],
            day=asked["day"],
            amount=asked["amount"],
            fee=asked["fee"] or Decimal("0.00"),
            quantity=asked["quantity"],
            is_minor=asked["age"] == MINOR,
            setting=Setting(asked["setting"]),
        )
        return Calculated(line, asked)


class HowActs(HowPage):
    """The nomenclature on a day."""

    name = "reimbursements:how_acts"
    template_name = "reimbursements/how_acts.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        day, searched = DayForm(request.GET).asked(otherwise=clock.today())
        books = tariff_acts.books(tariffs.current(), day, searched=searched)
        return self.page(request, day=day, form=DayForm.showing(day, searched), books=books)


class HowChanges(HowPage):
    """What changed, and since when it is known."""

    name = "reimbursements:how_changes"
    template_name = "reimbursements/how_changes.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(tariffs.loads(), LOADS_SHOWN).get_page(request.GET.get("page"))
        loads = list(page.object_list)
        changes = tariff_history.changes_of(loads) if loads else {}
        rows = [load_row(load, changes[load.pk]) for load in loads]
        return self.page(request, loads=rows, page_of_loads=page)
