"""The record of processing operations: a page and a file, for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from cns_portal.home.presenters import record
from cns_portal.privacy import holdings
from cns_portal.web.downloads import download


@method_decorator(login_not_required, name="dispatch")
class Record(TemplateView):
    """Every processing operation: purpose, people, data, recipients, periods, measures."""

    template_name = "home/record.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(areas=record.areas(holdings()), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class RecordFile(View):
    """The same as a file for a spreadsheet."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return download(
            record.csv_of(holdings()).encode(),
            content_type="text/csv; charset=utf-8",
            filename=_("record-of-processing.csv"),
        )
