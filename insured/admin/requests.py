"""The work queues: every request in the order in which it was sent, one queue for each kind."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.urls import path
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cns_portal import audit, clock
from cns_portal.accounts.quiet_search import QuietList
from cns_portal.audit.reading import ReadingRecorded
from cns_portal.kernel import civil_time
from cns_portal.procedures.admin.filters import HandFilter
from insured.admin import offered, request_page, showing
from insured.admin.filters import AgeFilter, KindFilter, NewsFilter, StateFilter
from insured.choices import RequestKind
from insured.models import Request
from insured.selectors import queues


class InOrder(QuietList):
    """By the day it was sent, whatever happened since: who asks does not fall behind."""

    def get_ordering(self, request: HttpRequest, queryset) -> list[str]:
        return ["sent_at", "pk"]


@admin.register(Request)
class RequestAdmin(ReadingRecorded):
    """Reading and actions. A state is never edited by hand: every action calls its service.

    `view` opens the queues, `insured.decide_request` the actions.
    """

    purpose = "insured.requests"
    list_display = ["sent", "what", "from_whom", "state_and_hand", "reference"]
    list_display_links = ["sent", "reference"]
    list_filter = [KindFilter, StateFilter, HandFilter, AgeFilter, NewsFilter]
    list_per_page = 50
    search_fields = ["procedure__reference"]  # only shows the box: see get_search_results
    search_help_text = _(
        "Reference, matricule or the beginnings of names, with or without dashes and spaces."
    )
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    actions = None
    deeds = offered.ALL
    change_list_template = "admin/insured/request/change_list.html"

    def get_urls(self):
        """Only what exists here: no form that edits, no page that deletes."""

        def view(function):
            return self.admin_site.admin_view(_of_this_admin(function, self))

        prefix, one = "insured_request", "<int:request_id>/"
        return [
            path("", self.admin_site.admin_view(self.changelist_view), name=f"{prefix}_changelist"),
            path(f"{one}change/", view(request_page.show), name=f"{prefix}_change"),
            *(
                path(f"{one}{deed.code}/", view(deed.view), name=f"{prefix}_{deed.code}")
                for deed in self.deeds
            ),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return request.user.has_perm("insured.decide_request")

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest):
        return queues.queue()

    def get_changelist(self, request: HttpRequest, **kwargs) -> type[QuietList]:
        return InOrder

    def get_sortable_by(self, request: HttpRequest) -> list[str]:
        return []

    def get_search_results(self, request: HttpRequest, queryset, search_term: str):
        return (queues.matching(queryset, search_term) if search_term else queryset), False

    def changelist_view(self, request: HttpRequest, extra_context=None):
        if not self.has_view_or_change_permission(request):
            return super().changelist_view(request, extra_context)
        shown = {"title": _("Requests"), "queues": _queues(request)}
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    def dossier_id(self, row: Request) -> int:
        return row.person.dossier_id

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

    @admin.display(description=_("sent"))
    def sent(self, request: Request) -> str:
        sent_at = civil_time.wall(request.sent_at)
        tag = showing.age_tag(request, today=clock.today())
        return format_html(
            "<time datetime='{}'>{}</time><br>{}",
            sent_at.isoformat(),
            formats.date_format(sent_at, "SHORT_DATE_FORMAT"),
            render_to_string("components/status_tag.html", tag) if tag else "",
        )

    @admin.display(description=_("request"))
    def what(self, request: Request) -> str:
        return request.get_kind_display()

    @admin.display(description=_("person"))
    def from_whom(self, request: Request) -> str:
        # Isolated: a control character in a name must not turn the line around it.
        line = format_html("<bdi class='name'>{}</bdi>", request.person)
        if request.about_id and request.about_id != request.person_id:
            about = format_html("<bdi>{}</bdi>", request.about)
            return format_html("{}<span class='quiet'>{} {}</span>", line, _("about:"), about)
        return line

    @admin.display(description=_("state and agent"))
    def state_and_hand(self, request: Request) -> str:
        tag = render_to_string("components/status_tag.html", showing.state_tag(request))
        who = format_html("<bdi>{}</bdi>", request.agent) if request.agent else _("nobody yet")
        return format_html("{}<br>{}", tag, who)

    @admin.display(description=_("reference"))
    def reference(self, request: Request) -> str:
        return request.procedure.reference


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


def _of_this_admin(function, model_admin: RequestAdmin):
    """A view that is told whose window it opens, and checks first that one may look through it."""

    def inner(request: HttpRequest, **kwargs):
        if not model_admin.has_view_permission(request):
            raise Http404
        return function(request, model_admin, **kwargs)

    return inner
