"""The queue: every request by its last day, the late ones first."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cns_portal import clock
from cns_portal.procedures.admin.cases import CaseQueue, InOrder, counted_lists, drawn
from cns_portal.procedures.admin.filters import HandFilter
from cns_portal.rights.admin import offered, request_page, showing
from cns_portal.rights.admin.filters import (
    BlockingFilter,
    DueFilter,
    KindFilter,
    NewsFilter,
    StateFilter,
)
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.rules.deadlines import SOON
from cns_portal.rights.selectors import work


class ByDeadline(InOrder):
    """What is due first stands first, so that what is late stands above everything."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list[str]:
        return ["due_on", "pk"]


@admin.register(RightsRequest)
class RightsRequestAdmin(CaseQueue):
    """`view` opens the queue; who answers may act."""

    purpose = "rights"
    page_title = _("Requests about personal data")
    list_display = ["due", "from_whom", "what", "state_and_hand", "reference"]
    list_display_links = ["due", "reference"]
    list_filter = [StateFilter, DueFilter, HandFilter, KindFilter, NewsFilter, BlockingFilter]
    may_act = work.MAY_ANSWER
    deeds = offered.ALL
    work = work
    key = "rights_id"
    page_of_one = staticmethod(request_page.show)
    change_list_template = "admin/rights/rightsrequest/change_list.html"
    search_help_text = _("Reference, e-mail address, matricule or the beginnings of names.")

    def get_changelist(self, request: HttpRequest, **kwargs) -> type[InOrder]:
        return ByDeadline

    def queues(self, request: HttpRequest) -> list[dict]:
        return counted_lists(request, queue_lines(request))

    def dossier_id(self, row: RightsRequest) -> int | None:
        return row.person.dossier_id if row.person_id else None

    def state_tag(self, case: RightsRequest) -> dict[str, str]:
        return showing.state_tag(case)

    @admin.display(description=_("answer due"))
    def due(self, case: RightsRequest) -> str:
        tag = showing.due_tag(case, today=clock.today())
        return format_html(
            "<time datetime='{}'>{}</time><br>{}",
            case.due_on.isoformat(),
            formats.date_format(case.due_on, "SHORT_DATE_FORMAT"),
            drawn(tag) if tag else "",
        )

    @admin.display(description=_("person"))
    def from_whom(self, case: RightsRequest) -> str:
        if case.person_id is None:
            return format_html("<span class='quiet'>{}</span>", _("without sign-in"))
        line = super().from_whom(case)
        if case.signed_in:
            return line
        return format_html("{}<span class='quiet'>{}</span>", line, _("without sign-in"))

    @admin.display(description=_("request"))
    def what(self, case: RightsRequest) -> str:
        return case.get_kind_display()


def queue_lines(request: HttpRequest) -> list[tuple[str, int, str]]:
    """What the queue counts: words, number, and the query of the list that shows just those."""
    counted = work.at_a_glance(request.user, today=clock.today(), soon=SOON)
    return [
        (str(_("Requests about data that wait")), counted["waiting"], ""),
        (str(_("Late")), counted["late"], "due=late"),
        (str(_("Due within a week")), counted["soon"], "due=soon"),
        (str(_("Mine")), counted["mine"], "with=me"),
        (str(_("Nobody has yet")), counted["free"], "with=nobody"),
    ]
