"""What became of the appointments: bars and tables for agents, and the same numbers as a file."""

from datetime import timedelta

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from appointments.choices import CancelledBefore, CancelledBy
from appointments.models import Agency, Appointment
from appointments.presenters import figures as presented
from appointments.presenters import figures_table as table
from appointments.rules import figures as rules
from appointments.rules.figures import Period
from appointments.selectors import figures
from cns_portal import clock

OWN = "own"


class FiguresForm(forms.Form):
    """Which days, and which of the agent's agencies."""

    use_required_attribute = False

    period = forms.ChoiceField(
        label=gettext_lazy("Days"),
        choices=[
            ("days", gettext_lazy("The last 28 days that are over")),
            ("week", gettext_lazy("The last week that is over")),
            ("month", gettext_lazy("The last month that is over")),
            (OWN, gettext_lazy("The days chosen here:")),
        ],
    )
    first = forms.DateField(
        label=gettext_lazy("First day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    last = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    agency = forms.ModelChoiceField(
        label=gettext_lazy("Agency"),
        queryset=Agency.objects.none(),
        required=False,
        empty_label=gettext_lazy("All my agencies"),
    )

    def __init__(self, *args, agencies, today, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["agency"].queryset = agencies

    def clean(self):
        """Own days are both given, in order, and not too many."""
        said = super().clean()
        if said.get("period") == OWN and not self.errors:
            first, last = said.get("first"), said.get("last")
            if first is None or last is None:
                self.add_error("first" if first is None else "last", _("Please give both days."))
            elif last < first:
                self.add_error("last", _("The last day must not be before the first day."))
            elif last - first >= timedelta(days=rules.LONGEST):
                self.add_error(
                    "last",
                    _("Please choose at most {days} days.").format(days=rules.LONGEST),
                )
        return said

    def chosen(self) -> Period:
        """The days that were asked for."""
        match self.cleaned_data["period"]:
            case "week":
                return rules.last_week(self.today)
            case "month":
                return rules.last_month(self.today)
            case "own":
                return Period(self.cleaned_data["first"], self.cleaned_data["last"])
        return rules.last_days(self.today)


def _asked(request: HttpRequest) -> FiguresForm:
    """The form with what was asked for, or with what is usual."""
    today, agencies = clock.today(), Agency.objects.assigned_to(request.user)
    said = {"period": "days", **request.GET.dict()}
    return FiguresForm(said, agencies=agencies, today=today)


def _report(form: FiguresForm) -> figures.Report:
    one = form.cleaned_data["agency"]
    agencies = [one] if one else list(form.fields["agency"].queryset)
    return figures.report(agencies, form.chosen(), now=clock.now())


@require_safe
def figures_page(request: HttpRequest, model_admin) -> HttpResponse:
    """Bars with tables behind them, all numbers, and what each of them means."""
    form = _asked(request)
    shown = {}
    if form.is_valid():
        report = _report(form)
        shown = {
            "report": report,
            "charts": presented.charts(report) if report.agencies else [],
            "heads": table.heads(table.COLUMNS),
            "lines": table.lines(report, table.COLUMNS),
            "cancelled_by": [(by.label, len(CancelledBefore)) for by in CancelledBy],
            "cancelled_heads": [before.label for _by in CancelledBy for before in CancelledBefore],
            "cancelled_lines": table.lines(report, table.CANCELLED),
            "fewest": rules.FEWEST_CASES,
        }
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Figures"),
        "opts": Appointment._meta,
        "form": form,
        "file_address": f"{reverse('admin:appointments_appointment_figures_file')}"
        f"?{request.GET.urlencode()}",
        **shown,
    }
    return TemplateResponse(request, "admin/appointments/figures.html", context)


@require_safe
def figures_file(request: HttpRequest, model_admin) -> HttpResponse:
    """The same numbers for a spreadsheet; a mistake goes back to the page, which names it."""
    form = _asked(request)
    if not form.is_valid():
        page = reverse("admin:appointments_appointment_figures")
        return HttpResponseRedirect(f"{page}?{request.GET.urlencode()}")
    report = _report(form)
    if not report.agencies:
        raise Http404
    answer = HttpResponse(table.as_csv(report), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{table.file_name(report)}"'
    return answer
