"""Figures per week: bars and tables for agents, and the same numbers as a file."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from cns_portal import clock
from incapacity.models import Certificate
from incapacity.presenters import weekly as presented
from incapacity.rules import weekly as rules
from incapacity.selectors import weekly


class FiguresForm(forms.Form):
    """How many weeks."""

    weeks = forms.TypedChoiceField(label=gettext_lazy("Weeks"), coerce=int)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weeks"].choices = [
            (
                str(count),
                ngettext("The last %(count)d week", "The last %(count)d weeks", count)
                % {"count": count},
            )
            for count in rules.CHOICES
        ]


def _asked(request: HttpRequest) -> FiguresForm:
    """The form with what was asked for, or with what is usual."""
    return FiguresForm({"weeks": str(rules.USUAL), **request.GET.dict()})


@require_safe
def figures_page(request: HttpRequest, model_admin) -> HttpResponse:
    """Bars with tables behind them, and what each number means."""
    form = _asked(request)
    shown = {}
    if form.is_valid():
        weeks = weekly.weeks(today=clock.today(), count=form.cleaned_data["weeks"])
        shown = {"charts": presented.charts(weeks), "fewest": rules.FEWEST}
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Certificates per week"),
        "opts": Certificate._meta,
        "form": form,
        "file_address": f"{reverse('admin:incapacity_certificate_figures_file')}"
        f"?{request.GET.urlencode()}",
        **shown,
    }
    return TemplateResponse(request, "admin/incapacity/figures.html", context)


@require_safe
def figures_file(request: HttpRequest, model_admin) -> HttpResponse:
    """The same numbers for a spreadsheet; a mistake goes back to the page, which names it."""
    form = _asked(request)
    if not form.is_valid():
        page = reverse("admin:incapacity_certificate_figures")
        return HttpResponseRedirect(f"{page}?{request.GET.urlencode()}")
    weeks = weekly.weeks(today=clock.today(), count=form.cleaned_data["weeks"])
    answer = HttpResponse(presented.as_csv(weeks), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{presented.file_name(weeks)}"'
    return answer
