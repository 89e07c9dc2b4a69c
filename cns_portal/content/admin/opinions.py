"""What readers think of the pages, for editors: figures, comments, and the same as a file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cns_portal import clock
from cns_portal.content.models import PageOpinion
from cns_portal.content.presenters import opinions as presented
from cns_portal.content.rules.opinions import FEWEST
from cns_portal.content.selectors import opinions as selectors

PERIODS = (30, 90, 365)
EVER = "ever"
COMMENTS_PER_PAGE = 50


class PeriodForm(forms.Form):
    """Which page, on how many days."""

    days = forms.ChoiceField(label=gettext_lazy("Period"))
    of = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [
            *(
                (
                    str(days),
                    ngettext("The last %(count)d day", "The last %(count)d days", days)
                    % {"count": days},
                )
                for days in PERIODS
            ),
            (EVER, _("From the beginning")),
        ]

    def period(self) -> tuple[date | None, date]:
        """The first and the last day; no first one from the beginning."""
        today, days = clock.today(), self.cleaned_data["days"]
        return (None if days == EVER else today - timedelta(days=int(days) - 1)), today


def _asked(request: HttpRequest) -> PeriodForm:
    """The form with what was asked for, or with what is usual."""
    return PeriodForm({"days": str(PERIODS[0]), **request.GET.dict()})


@admin.register(PageOpinion)
class PageOpinionAdmin(admin.ModelAdmin):
    """Figures for each page; an opinion is not a row that anybody opens, changes or deletes."""

    def get_urls(self) -> list[URLPattern]:
        view, prefix = self.admin_site.admin_view, "content_pageopinion"
        return [
            path("", view(self.changelist_view), name=f"{prefix}_changelist"),
            path("page/", view(self.one_page), name=f"{prefix}_page"),
            path("opinions.csv", view(self.as_file), name=f"{prefix}_file"),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """How every page was judged, the most judged first."""
        return self._shown(request, self._pages, title=_("Opinions about pages"), name="list")

    def one_page(self, request: HttpRequest) -> HttpResponse:
        """How one page was judged, and what its readers wrote; all pages without one."""
        page = request.GET.get("of", "")
        title = _("Opinions about %(page)s") % {"page": page} if page else _("All opinions")
        return self._shown(request, self._page, title=title, name="page")

    def as_file(self, request: HttpRequest) -> HttpResponse:
        """Every opinion for a spreadsheet; a mistake goes back to the page, which names it."""
        self._insist(request)
        form = _asked(request)
        if not form.is_valid():
            where = reverse("admin:content_pageopinion_changelist")
            return HttpResponseRedirect(f"{where}?{request.GET.urlencode()}")
        first, last = form.period()
        rows = selectors.every(form.cleaned_data["of"], first, last)
        answer = StreamingHttpResponse(
            presented.as_csv(rows), content_type="text/csv; charset=utf-8"
        )
        answer["Content-Disposition"] = f'attachment; filename="opinions-{last}.csv"'
        return answer

    # -- parts of the pages -----------------------------------------------------------------

    def _shown(self, request: HttpRequest, ask, *, title: str, name: str) -> HttpResponse:
        self._insist(request)
        form = _asked(request)
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": PageOpinion._meta,
            "form": form,
            "fewest": FEWEST,
            "file_address": f"{reverse('admin:content_pageopinion_file')}"
            f"?{request.GET.urlencode()}",
            **(ask(request, form) if form.is_valid() else {}),
        }
        return TemplateResponse(request, f"admin/content/pageopinion/{name}.html", context)

    def _pages(self, request: HttpRequest, form: PeriodForm) -> dict[str, Any]:
        days = form.cleaned_data["days"]
        return {
            "rows": [
                {
                    "page": judged.page,
                    "address": _address_of(judged.page, days),
                    "count": judged.count,
                    "found": presented.share(judged.found, judged.count),
                    "average": presented.average(judged),
                    "comments": judged.comments,
                    "is_few": judged.count < FEWEST,
                }
                for judged in selectors.by_page(*form.period())
            ],
            "all_address": _address_of("", days),
        }

    def _page(self, request: HttpRequest, form: PeriodForm) -> dict[str, Any]:
        page, period = form.cleaned_data["of"], form.period()
        judged = selectors.of_page(page, *period)
        comments = Paginator(selectors.comments(page, *period), COMMENTS_PER_PAGE)
        return {
            "page": page,
            "judged": judged,
            "charts": [presented.chart(judged)] if judged.count else [],
            "comments": comments.get_page(request.GET.get("p")),
            "query": f"days={form.cleaned_data['days']}",
            "list_address": f"{reverse('admin:content_pageopinion_changelist')}"
            f"?days={form.cleaned_data['days']}",
        }

    def _insist(self, request: HttpRequest) -> None:
        if request.method not in {"GET", "HEAD"} or not self.has_view_permission(request):
            raise PermissionDenied


def _address_of(page: str, days: str) -> str:
    query = urlencode({"days": days, "of": page} if page else {"days": days})
    return f"{reverse('admin:content_pageopinion_page')}?{query}"
