"""The work queue: every claim that was sent, in the order in which it was sent."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cns_portal import clock
from cns_portal.procedures.admin.cases import CaseQueue, counted_lists, drawn
from cns_portal.procedures.admin.filters import HandFilter
from insured.notices.sentences import euro
from reimbursements.admin import bill_page, claim_page, desk, offered, showing
from reimbursements.admin.deed import MAY_DECIDE
from reimbursements.admin.filters import (
    AgeFilter,
    NewsFilter,
    OriginalFilter,
    OwedFilter,
    SecondFilter,
    StateFilter,
)
from reimbursements.choices.claims import Original
from reimbursements.models import Claim
from reimbursements.rules.waiting import LONG
from reimbursements.selectors import work


@admin.register(Claim)
class ClaimAdmin(CaseQueue):
    """`view` opens the queue, `reimbursements.decide_claim` the actions."""

    purpose = "reimbursements.claims"
    page_title = _("Claims for reimbursement")
    list_display = ["sent", "from_whom", "bills", "state_and_hand", "reference"]
    list_filter = [
        *(StateFilter, HandFilter, SecondFilter, OriginalFilter),
        *(AgeFilter, NewsFilter, OwedFilter),
    ]
    may_act = MAY_DECIDE
    deeds = offered.ALL
    work = work
    key = "claim_id"
    page_of_one = staticmethod(claim_page.show)
    change_list_template = "admin/reimbursements/claim/change_list.html"

    def more_urls(self) -> list[URLPattern]:
        one, prefix = "<int:claim_id>/", self.address_prefix
        return [
            path("desk/", self.seen(desk.hand_in), name=f"{prefix}_hand_in"),
            path(f"{one}bill/<int:bill_id>/", self.seen(bill_page.work_on), name=f"{prefix}_bill"),
        ]

    def queues(self, request: HttpRequest) -> list[dict]:
        return counted_lists(request, queue_lines(request))

    def state_tag(self, case: Claim) -> dict[str, str]:
        return showing.state_tag(case)

    def age_tag(self, case: Claim) -> dict[str, str] | None:
        return showing.age_tag(case, today=clock.today())

    @admin.display(description=_("bills"))
    def bills(self, claim: Claim) -> str:
        count = claim.bill_count or 0
        words = ngettext("%(count)d bill", "%(count)d bills", count) % {"count": count}
        total = euro(claim.sum_of_bills) if claim.sum_of_bills is not None else ""
        missing = claim.original == Original.AWAITED
        return format_html(
            "{}<br>{}{}", words, total, drawn(showing.original_tag(claim)) if missing else ""
        )


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
