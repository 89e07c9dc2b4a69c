"""Decided bills that a change of tariffs in the past touches: the queue, and the page of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import audit
from cns_portal.accounts.admin_site import Glance
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.admin.cases import ReadAndAct
from cns_portal.web.fields import LongTextField
from insured.notices.sentences import euro
from reimbursements.admin import showing
from reimbursements.admin.queues import WaitingFirst
from reimbursements.choices.money import RecalculationState
from reimbursements.models import Claim, Recalculation
from reimbursements.presenters.recalculated import compared_lines
from reimbursements.rules import states
from reimbursements.selectors import recalculations as selectors
from reimbursements.services import adjudicating
from reimbursements.services import recalculating as services

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account

MAY_DECIDE = "reimbursements.decide_claim"
TONES = {
    RecalculationState.FOUND: "warning",
    RecalculationState.DECIDED: "success",
    RecalculationState.DISMISSED: "neutral",
}


class StateFilter(WaitingFirst):
    """What waits, unless something else is asked for."""

    states = RecalculationState
    waiting = [RecalculationState.FOUND]
    waiting_label = gettext_lazy("Waiting for an agent")


class DismissForm(forms.Form):
    reason = LongTextField(
        label=gettext_lazy("Why the decision stays"),
        help_text=gettext_lazy("For other agents; the person is not told."),
        max_length=services.REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


DEEDS = {
    "accept": (gettext_lazy("Decide the bill anew"), services.accept, None),
    "dismiss": (gettext_lazy("Leave the decision as it is"), services.dismiss, DismissForm),
}
"""What an agent can do, in the order of the page: the button, its service, its form."""


@admin.register(Recalculation)
class RecalculationAdmin(ReadAndAct):
    """Reading and two actions. A state is never edited by hand: every action calls its service."""

    purpose = "reimbursements.recalculation"
    list_display = ["found", "from_whom", "load", "before", "after", "state_shown", "reference"]
    list_display_links = ["found", "reference"]
    list_filter = [StateFilter]
    may_act = MAY_DECIDE

    def get_urls(self):
        prefix, view = "reimbursements_recalculation", self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name=f"{prefix}_changelist"),
            path("<int:recalculation_id>/change/", view(self.one), name=f"{prefix}_change"),
        ]

    def get_queryset(self, request: HttpRequest):
        return selectors.queue()

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["found_at", "pk"]

    def get_sortable_by(self, request: HttpRequest) -> list[str]:
        return []

    def dossier_id(self, row: Recalculation) -> int:
        return row.bill.claim.person.dossier_id

    # -- columns ------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("found"))
    def found(self, row: Recalculation) -> str:
        return formats.date_format(civil_time.day_of(row.found_at), "SHORT_DATE_FORMAT")

    @admin.display(description=gettext_lazy("person"))
    def from_whom(self, row: Recalculation) -> str:
        return format_html("<bdi class='name'>{}</bdi>", row.bill.claim.person)

    @admin.display(description=gettext_lazy("state"))
    def state_shown(self, row: Recalculation) -> str:
        return row.get_state_display()

    @admin.display(description=gettext_lazy("reference"))
    def reference(self, row: Recalculation) -> str:
        return row.bill.claim.procedure.reference

    # -- the page of one ------------------------------------------------------------------------

    def one(self, request: HttpRequest, recalculation_id: int) -> HttpResponse:
        """What was decided, what it would be now, and what can be done; done on POST."""
        row = selectors.get(recalculation_id)
        if row is None or not self.has_view_permission(request):
            raise Http404
        form = None
        if request.method == "POST":
            form = self._do(request, row)
            if form is None:
                return HttpResponseRedirect(self._next(row))
        return self._page(request, row, form=form)

    def _do(self, request: HttpRequest, row: Recalculation) -> forms.Form | None:
        """The form when something is missing in it; None when it is over."""
        deed = request.POST.get("deed")
        if deed not in DEEDS or not self.has_change_permission(request):
            raise Http404
        _label, service, form_class = DEEDS[deed]
        form = form_class(request.POST) if form_class else None
        if form is not None and not form.is_valid():
            return form
        try:
            service(row.pk, agent=request.user, **(form.cleaned_data if form else {}))
        except Refused as refused:
            messages.warning(request, refused.sentence)
        else:
            messages.success(request, _("Done."))
        return None

    def _next(self, row: Recalculation) -> str:
        """To the claim when the bill is to be decided anew; otherwise the same page again."""
        row.refresh_from_db(fields=["state"])
        if row.state == RecalculationState.DECIDED:
            return showing.address_of_claim(row.bill.claim_id)
        return reverse("admin:reimbursements_recalculation_change", args=[row.pk])

    def _page(self, request: HttpRequest, row: Recalculation, *, form: forms.Form | None):
        claim = row.bill.claim
        audit.record_view(
            request.user, row, purpose=f"{self.purpose}.page", dossier=claim.person.dossier
        )
        decision = selectors.decided_lines(row)
        proposed = adjudicating.propose([row.bill])[row.bill_id]
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Recalculation %(reference)s") % {"reference": claim.procedure.reference},
            "opts": Recalculation._meta,
            "row": row,
            "tone": TONES[RecalculationState(row.state)],
            "claim_url": showing.address_of_claim(claim.pk),
            "before": euro(row.before),
            "after": euro(row.after),
            "difference": _difference(row),
            "lines": compared_lines(decision, proposed),
            "form": form,
            "keeps_agent": _keeps_agent(claim, request.user),
            "deeds": self._deeds(request, row, form),
        }
        return TemplateResponse(request, "admin/reimbursements/recalculation.html", context)

    def _deeds(self, request: HttpRequest, row: Recalculation, sent) -> list[dict[str, Any]]:
        """What the rule allows now, each with its form."""
        if not self.has_change_permission(request):
            return []
        if services.why_not_answer(row, row.bill.claim, agent=request.user):
            return []
        return [
            {"label": label, "code": code, "form": (sent or kind()) if kind else None}
            for code, (label, _service, kind) in DEEDS.items()
        ]


def _keeps_agent(claim: Claim, agent: Account) -> Account | None:
    """The colleague who is checking other bills of the mailing, and this one then, too."""
    is_a_colleagues = claim.agent_id not in (None, agent.pk)
    return claim.agent if is_a_colleagues and claim.state in states.WAITING else None


def _difference(row: Recalculation) -> str:
    amount = row.after - row.before
    if amount > 0:
        return _("%(amount)s more for the person") % {"amount": euro(amount)}
    return _("%(amount)s were paid too much") % {"amount": euro(-amount)}


def glances(request: HttpRequest) -> list[Glance]:
    """What waits for an agent, where something does."""
    count = selectors.waiting_for(request.user)
    if not count:
        return []
    address = reverse("admin:reimbursements_recalculation_changelist")
    return [Glance(_("Bills touched by new tariffs"), count, address)]


admin.site.show_at_a_glance(glances)
