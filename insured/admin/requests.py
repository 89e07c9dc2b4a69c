"""The work queues: every request in the order in which it was sent, one queue for each kind."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cns_portal import audit, clock
from cns_portal.procedures.admin.cases import CaseQueue
from cns_portal.procedures.admin.filters import HandFilter
from insured.admin import offered, request_page, showing
from insured.admin.filters import AgeFilter, KindFilter, NewsFilter, StateFilter
from insured.choices import RequestKind
from insured.models import Request
from insured.selectors import queues


@admin.register(Request)
class RequestAdmin(CaseQueue):
    """`view` opens the queues, `insured.decide_request` the actions."""

    purpose = "insured.requests"
    page_title = _("Requests")
    list_display = ["sent", "what", "from_whom", "state_and_hand", "reference"]
    list_filter = [KindFilter, StateFilter, HandFilter, AgeFilter, NewsFilter]
    may_act = "insured.decide_request"
    deeds = offered.ALL
    work = queues
    key = "request_id"
    page_of_one = staticmethod(request_page.show)
    change_list_template = "admin/insured/request/change_list.html"

    def queues(self, request: HttpRequest) -> list[dict]:
        return _queues(request)

    def state_tag(self, case: Request) -> dict[str, str]:
        return showing.state_tag(case)

    def age_tag(self, case: Request) -> dict[str, str] | None:
        return showing.age_tag(case, today=clock.today())

    def _record(self, request: HttpRequest, changes) -> None:
        """A line also names the member of the family whom the request is about."""
        super()._record(request, changes)
        named = [
            row.about for row in changes.result_list if row.about_id not in (None, row.person_id)
        ]
        audit.record_views(
            request.user,
            named,
            purpose="insured.requests.about.list",
            dossier_id=lambda person: person.dossier_id,
        )

    # -- columns --------------------------------------------------------------------------

    @admin.display(description=_("request"))
    def what(self, request: Request) -> str:
        return request.get_kind_display()

    @admin.display(description=_("person"))
    def from_whom(self, request: Request) -> str:
        line = super().from_whom(request)
        if request.about_id and request.about_id != request.person_id:
            about = format_html("<bdi>{}</bdi>", request.about)
            return format_html("{}<span class='quiet'>{} {}</span>", line, _("about:"), about)
        return line


def _queues(request: HttpRequest) -> list[dict]:
    """The queue of all kinds, then each with how many requests wait in it."""
    counted = queues.counts()
    chosen = request.GET.get("kind", "")

    def address(kind: str = "") -> str:
        kept = request.GET.copy()
        for name in ("kind", PAGE_VAR):
            kept.pop(name, None)
        if kind:
            kept["kind"] = kind
        return f"?{kept.urlencode()}"

    return [
        {
            "label": _("All requests"),
            "count": sum(counted.values()),
            "address": address(),
            "is_here": chosen not in RequestKind.values,
        },
        *(
            {
                "label": kind.label,
                "count": counted[kind],
                "address": address(kind),
                "is_here": chosen == kind,
            }
            for kind in RequestKind
        ),
    ]
