"""The list of a room's cases: in the order of sending, found quietly, acted upon, never edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils import formats
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cns_portal.accounts.admin_site import Glance
from cns_portal.accounts.quiet_search import QuietList
from cns_portal.audit.reading import ReadingRecorded
from cns_portal.kernel import civil_time

Tag = dict[str, str]


class InOrder(QuietList):
    """By the day it was sent, whatever happened since: who asks does not fall behind."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list[str]:
        return ["sent_at", "pk"]


class ReadAndAct(ReadingRecorded):
    """Reading and actions. A state is never edited by hand: every action calls its service."""

    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    actions = None
    may_act: str
    """The permission of whoever may act."""
    page_title = ""
    """Of the list; without one, what its rows are called."""

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        # Nothing is selected to be changed here.
        shown = {"title": self.page_title or capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return request.user.has_perm(self.may_act)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class CaseQueue(ReadAndAct):
    """One line for each case; a page for each, and one for each action (`deeds`).

    A case has `sent_at`, `person`, `agent` and `procedure`. `work` are the room's selectors:
    `queue()`, and `matching(cases, text)` for a search.
    """

    list_display_links = ["sent", "reference"]
    search_fields = ["procedure__reference"]  # only shows the box: see get_search_results
    search_help_text = _(
        "Reference, matricule or the beginnings of names, with or without dashes and spaces."
    )
    deeds: Sequence[Any]
    work: Any
    page_of_one: Callable[..., HttpResponse]
    """The page of a case: called with the request, this admin, and the key of the case."""
    key: str
    """What the key of a case is called in the addresses."""

    # -- what a room says about its cases ---------------------------------------------------

    def state_tag(self, case: Model) -> Tag:
        """The state as word and tone."""
        raise NotImplementedError

    def age_tag(self, case: Model) -> Tag | None:
        """How long it has waited, as word and tone; None once it is decided."""
        raise NotImplementedError

    def queues(self, request: HttpRequest) -> list[dict[str, Any]]:
        """What stands above the list: words, number, address, and whether it is this list."""
        raise NotImplementedError

    def more_urls(self) -> list[URLPattern]:
        """Pages besides the list and those of one case."""
        return []

    # -- the same for all -------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """Only what exists here: no form that edits a state, no page that deletes."""
        prefix, one = self.address_prefix, f"<int:{self.key}>/"
        return [
            path("", self.admin_site.admin_view(self.changelist_view), name=f"{prefix}_changelist"),
            *self.more_urls(),
            path(f"{one}change/", self.seen(self.page_of_one), name=f"{prefix}_change"),
            *(
                path(f"{one}{deed.code}/", self.seen(deed.view), name=f"{prefix}_{deed.code}")
                for deed in self.deeds
            ),
        ]

    @property
    def address_prefix(self) -> str:
        """What the names of the addresses begin with."""
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def seen(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """`view` for whoever may look through this window; it is told which window it opens."""

        def inner(request: HttpRequest, **kwargs) -> HttpResponse:
            if not self.has_view_permission(request):
                raise Http404
            return view(request, self, **kwargs)

        return self.admin_site.admin_view(inner)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return self.work.queue()

    def get_changelist(self, request: HttpRequest, **kwargs) -> type[QuietList]:
        return InOrder

    def get_sortable_by(self, request: HttpRequest) -> list[str]:
        return []

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        return (self.work.matching(queryset, search_term) if search_term else queryset), False

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        if self.has_view_or_change_permission(request):
            extra_context = {"queues": self.queues(request), **(extra_context or {})}
        return super().changelist_view(request, extra_context)

    def dossier_id(self, row: Model) -> int:
        return row.person.dossier_id

    # -- columns ----------------------------------------------------------------------------

    @admin.display(description=_("sent"))
    def sent(self, case: Model) -> str:
        sent_at = civil_time.wall(case.sent_at)
        tag = self.age_tag(case)
        return format_html(
            "<time datetime='{}'>{}</time><br>{}",
            sent_at.isoformat(),
            formats.date_format(sent_at, "SHORT_DATE_FORMAT"),
            drawn(tag) if tag else "",
        )

    @admin.display(description=_("person"))
    def from_whom(self, case: Model) -> str:
        # Isolated: a control character in a name must not turn the line around it.
        return format_html("<bdi class='name'>{}</bdi>", case.person)

    @admin.display(description=_("state and agent"))
    def state_and_hand(self, case: Model) -> str:
        who = format_html("<bdi>{}</bdi>", case.agent) if case.agent else _("nobody yet")
        return format_html("{}<br>{}", drawn(self.state_tag(case)), who)

    @admin.display(description=_("reference"))
    def reference(self, case: Model) -> str:
        return case.procedure.reference


def drawn(tag: Tag) -> str:
    """A tag in a cell."""
    return render_to_string("components/status_tag.html", tag)


def counted_lists(
    request: HttpRequest, lines: Sequence[tuple[str, int, str]]
) -> list[dict[str, Any]]:
    """What a queue counts, as links to lists that show just those: words, number, query."""
    asked = {name for name in request.GET if request.GET.get(name)}
    return [
        {
            "label": label,
            "count": count,
            "address": f"?{query}",
            "is_here": (request.GET.urlencode() == query if query else not asked - {"p", "e"}),
        }
        for label, count, query in lines
    ]


def glances_at(the_list: str, lines: Sequence[tuple[str, int, str]]) -> list[Glance]:
    """What a queue counts, for the first page of agents: each number leads to just those."""
    return [
        Glance(label, count, f"{the_list}?{query}" if query else the_list)
        for label, count, query in lines
    ]
