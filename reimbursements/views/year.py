"""My year: what was invoiced, reimbursed and borne, on a page and as files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.generic import TemplateView, View

from cns_portal import clock, pdf
from cns_portal.web.downloads import download
from insured.access import InsuredPage
from insured.choices.acting import PageScope
from reimbursements.forms.year import YearForm
from reimbursements.presenters import year_file
from reimbursements.presenters.complementary import YearAgainstThreshold
from reimbursements.presenters.year import YearView
from reimbursements.rules.year import By
from reimbursements.selectors import complementary
from reimbursements.selectors import year as selectors


class PageOfYear(InsuredPage):
    """What page and files have in common: which year, counted by which day."""

    scope = PageScope.REIMBURSEMENTS

    def asked(self) -> tuple[int, By]:
        """From the address; this year by the day of care where it says nothing."""
        return YearForm(self.request.GET).asked(otherwise=clock.today().year)


class Year(PageOfYear, TemplateView):
    """The year in charts, and how its participations stand against the threshold."""

    template_name = "reimbursements/year.html"

    def get_context_data(self, **kwargs) -> dict:
        year, by = self.asked()
        today = clock.today()
        return super().get_context_data(
            view_of=YearView(
                selectors.year_of(self.person, year, by=by),
                selectors.years_of(self.person, by=by),
                by,
                today,
            ),
            against=YearAgainstThreshold(
                complementary.standing_of(self.person, year), person=self.person, today=today
            ),
            **kwargs,
        )


class YearCsv(PageOfYear, View):
    """Every act of the year for a spreadsheet."""

    def get(self, request: HttpRequest) -> HttpResponse:
        year, by = self.asked()
        content = year_file.as_csv(selectors.acts_of(self.person, year, by=by))
        return download(
            content.encode(),
            content_type="text/csv; charset=utf-8",
            filename=year_file.filename(year, "csv"),
        )


class YearPdf(PageOfYear, View):
    """The year on paper, for one's taxes: sums and every act."""

    def get(self, request: HttpRequest) -> HttpResponse:
        year, by = self.asked()
        acts = selectors.acts_of(self.person, year, by=by)
        content = pdf.page_to_pdf(
            "reimbursements/print/year.html",
            {
                "person": self.person,
                "view_of": YearView(
                    selectors.year_of(self.person, year, by=by), (), by, clock.today()
                ),
                "acts": [year_file.ActRow(act) for act in acts],
            },
            language=request.LANGUAGE_CODE,
        )
        return download(
            content, content_type="application/pdf", filename=year_file.filename(year, "pdf")
        )
