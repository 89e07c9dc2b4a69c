"""The work queue: every claim that was sent, in the order in which it was sent."""

from __future__ import annotations

from django.contrib import admin
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.urls import path
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cns_portal import clock
from cns_portal.accounts.quiet_search import QuietList
from cns_portal.kernel import civil_time
from cns_portal.procedures.admin.filters import HandFilter
from insured.notices.sentences import euro
from reimbursements.admin import bill_page, claim_page, desk, offered, showing
from reimbursements.admin.filters import (
    AgeFilter,
    NewsFilter,
    OriginalFilter,
    OwedFilter,
    SecondFilter,
    StateFilter,
)
from reimbursements.admin.queues import ReadAndAct
from reimbursements.choices.claims import Original
from reimbursements.models import Claim
from reimbursements.rules.waiting import LONG
from reimbursements.selectors import work

MAY_DECIDE = "reimbursements.decide_claim"


class InOrder(QuietList):
    """By the day it was sent, whatever happened since: who asks does not fall behind."""

    def get_ordering(self, request: HttpRequest, queryset) -> list[str]:
        return ["sent_at", "pk"]


@admin.register(Claim)
class ClaimAdmin(ReadAndAct):
    """`view` opens the queue, `reimbursements.decide_claim` the actions."""

    purpose = "reimbursements.claims"
    list_display = ["sent", "from_whom", "bills", "state_and_hand", "reference"]
    list_display_links = ["sent", "reference"]
    list_filter = [
        *(StateFilter, HandFilter, SecondFilter, OriginalFilter),
        *(AgeFilter, NewsFilter, OwedFilter),
    ]
    may_act = MAY_DECIDE
    search_fields = ["procedure__reference"]  # only shows the box: see get_search_results
    search_help_text = _(
        "Reference, matricule or the beginnings of names, with or without dashes and spaces."
    )
    deeds = offered.ALL
    change_list_template = "admin/reimbursements/claim/change_list.html"

    def get_urls(self):
        """Only what exists here: no form that edits a state, no page that deletes."""

        def view(function):
            return self.admin_site.admin_view(_of_this_admin(function, self))

        prefix, one = "reimbursements_claim", "<int:claim_id>/"
        return [
            path("", self.admin_site.admin_view(self.changelist_view), name=f"{prefix}_changelist"),
            path("desk/", view(desk.hand_in), name=f"{prefix}_hand_in"),
            path(f"{one}change/", view(claim_page.show), name=f"{prefix}_change"),
            path(f"{one}bill/<int:bill_id>/", view(bill_page.work_on), name=f"{prefix}_bill"),
            *(
                path(f"{one}{deed.code}/", view(deed.view), name=f"{prefix}_{deed.code}")
                for deed in self.deeds
            ),
        ]

    def get_queryset(self, request: HttpRequest):
        return work.queue()

    def get_changelist(self, request: HttpRequest, **kwargs) -> type[QuietList]:
        return InOrder

    def get_sortable_by(self, request: HttpRequest) -> list[str]:
        return []

    def get_search_results(self, request: HttpRequest, queryset, search_term: str):
        return (work.matching(queryset, search_term) if search_term else queryset), False

    def changelist_view(self, request: HttpRequest, extra_context=None):
        if not self.has_view_or_change_permission(request):
            return super().changelist_view(request, extra_context)
        shown = {"title": _("Claims for reimbursement"), "queues": _queues(request)}
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    def dossier_id(self, row: Claim) -> int:
        return row.person.dossier_id

    # -- columns --------------------------------------------------------------------------

    @admin.display(description=_("sent"))
    def sent(self, claim: Claim) -> str:
        sent_at = civil_time.wall(claim.sent_at)
        tag = showing.age_tag(claim, today=clock.today())
        return format_html(
            "<time datetime='{}'>{}</time><br>{}",
            sent_at.isoformat(),
            formats.date_format(sent_at, "SHORT_DATE_FORMAT"),
            _drawn(tag) if tag else "",
        )

    @admin.display(description=_("person"))
    def from_whom(self, claim: Claim) -> str:
        # Isolated: a control character in a name must not turn the line around it.
        return format_html("<bdi class='name'>{}</bdi>", claim.person)

    @admin.display(description=_("bills"))
    def bills(self, claim: Claim) -> str:
        count = claim.bill_count or 0
        words = ngettext("%(count)d bill", "%(count)d bills", count) % {"count": count}
        total = euro(claim.sum_of_bills) if claim.sum_of_bills is not None else ""
        missing = claim.original == Original.AWAITED
        return format_html(
            "{}<br>{}{}", words, total, _drawn(showing.original_tag(claim)) if missing else ""
        )

    @admin.display(description=_("state and agent"))
    def state_and_hand(self, claim: Claim) -> str:
        who = format_html("<bdi>{}</bdi>", claim.agent) if claim.agent else _("nobody yet")
        return format_html("{}<br>{}", _drawn(showing.state_tag(claim)), who)

    @admin.display(description=_("reference"))
    def reference(self, claim: Claim) -> str:
        return claim.procedure.reference


def _drawn(tag: dict[str, str]) -> str:
    return render_to_string("components/status_tag.html", tag)


def queue_lines(request: HttpRequest) -> list[tuple[str, int, str]]:
    """What the queue counts: words, number, and the query of the list that shows just those."""
    counted = work.at_a_glance(request.user, today=clock.today(), long=LONG)
    return [
        (str(_("Claims that wait")), counted["waiting"], ""),
        (str(_("Claims of mine")), counted["mine"], "with=me"),
        (str(_("Claims that nobody has yet")), counted["free"], "with=nobody"),
        (str(_("Proposals for a second agent")), counted["second"], "second=needed"),
        (str(_("Originals that have not come")), counted["original"], "original=missing"),
        (str(_("Claims that wait for long")), counted["long"], f"days={LONG}"),
    ]


def _queues(request: HttpRequest) -> list[dict]:
    asked = {name for name in request.GET if request.GET.get(name)}
    return [
        {
            "label": label,
            "count": count,
            "address": f"?{query}",
            "is_here": (request.GET.urlencode() == query if query else not asked - {"p", "e"}),
        }
        for label, count, query in queue_lines(request)
    ]


def _of_this_admin(function, model_admin: ClaimAdmin):
    """A view that is told whose window it opens, and checks first that one may look through it."""

    def inner(request: HttpRequest, **kwargs):
        if not model_admin.has_view_permission(request):
            raise Http404
        return function(request, model_admin, **kwargs)

    return inner
