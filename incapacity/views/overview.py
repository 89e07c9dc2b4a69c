"""My certificates: what is begun and sent, the year, the figures; and the same day by day."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import TemplateView, View

from cns_portal import clock
from cns_portal.web.downloads import download
from incapacity.choices.counting import Figure
from incapacity.forms.overview import DaysForm, OverviewForm
from incapacity.presenters import day_file
from incapacity.presenters.child_days import ChildDays
from incapacity.presenters.conventions import conventions
from incapacity.presenters.day_by_day import HowLong, WhoPays
from incapacity.presenters.figures import Figures
from incapacity.presenters.listing import rows
from incapacity.presenters.year import YearCalendar
from incapacity.selectors import balances, listing
from insured.access import InsuredPage
from insured.choices.acting import PageScope

PER_PAGE = 10


class Overview(InsuredPage, TemplateView):
    """What waits to be sent first, then what was sent, the figures, and the year."""

    scope = PageScope.INCAPACITY
    template_name = "incapacity/list.html"

    def get_context_data(self, **kwargs) -> dict:
        today = clock.today()
        found = balances.of(self.person, today=today)
        year = OverviewForm(self.request.GET).asked(otherwise=today.year)
        sent = Paginator(listing.sent_of(self.person), PER_PAGE)
        page = sent.get_page(self.request.GET.get("page"))
        return super().get_context_data(
            begun=rows(listing.begun_by(self.person)),
            arrived=rows(listing.arrived_for(self.person)),
            page=page,
            rows=rows(page.object_list),
            figures=Figures(found),
            calendar=YearCalendar(year, found.absences, today),
            **kwargs,
        )


class DayByDay(InsuredPage, TemplateView):
    """One figure at a time, followed month by month and day by day."""

    scope = PageScope.INCAPACITY
    template_name = "incapacity/days.html"

    def get_context_data(self, **kwargs) -> dict:
        asked = DaysForm(self.request.GET).asked()
        found = balances.of(self.person, today=clock.today())
        figures = Figures(found)
        shown = {
            Figure.PAY: lambda: {"figure": figures.who_pays, "months": WhoPays(found)},
            Figure.BENEFIT: lambda: {"figure": figures.how_long, "months": HowLong(found)},
            Figure.LEAVE: lambda: {"children": [ChildDays(one) for one in figures.children]},
        }[asked]()
        return super().get_context_data(
            asked=asked,
            tabs=_tabs(asked),
            conventions=conventions(asked, today=found.today),
            basis=figures.leave_basis,
            **shown,
            **kwargs,
        )


class DaysFile(InsuredPage, View):
    """Every day with everything that is counted, for a spreadsheet."""

    scope = PageScope.INCAPACITY

    def get(self, request: HttpRequest) -> HttpResponse:
        found = balances.of(self.person, today=clock.today())
        return download(
            day_file.as_csv(found).encode(),
            content_type="text/csv; charset=utf-8",
            filename=day_file.FILENAME,
        )


def _tabs(asked: Figure) -> list[dict]:
    page = reverse("incapacity:days")
    return [
        {"url": f"{page}?of={figure}", "label": figure.label, "current": figure == asked}
        for figure in Figure
    ]
