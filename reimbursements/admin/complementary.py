"""Complementary reimbursements: the queue by day sent, and the page on which one is decided."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import audit, clock, procedures
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.admin.cases import ReadAndAct
from cns_portal.web.fields import LongTextField
from cns_portal.web.money_fields import EuroField
from insured.admin.showing import history_lines, number
from reimbursements.admin.queues import WaitingFirst
from reimbursements.choices.money import ComplementaryState
from reimbursements.models import ComplementaryClaim
from reimbursements.presenters.complementary import TONES, YearAgainstThreshold
from reimbursements.rules import complementary as rules
from reimbursements.rules.complementary import Verb
from reimbursements.selectors import complementary as selectors
from reimbursements.services import complementary as services

MAY_DECIDE = "reimbursements.decide_claim"


class StateFilter(WaitingFirst):
    """What waits, unless something else is asked for."""

    states = ComplementaryState
    waiting = rules.OPEN
    waiting_label = gettext_lazy("Waiting for a decision")


class IncomeForm(forms.Form):
    """The income as the Centre commun tells it."""

    amount = EuroField(label=gettext_lazy("Contributory income of the year before"), zero=True)


class AcceptForm(forms.Form):
    """The amount that the agent sees."""

    seen = forms.DecimalField(max_digits=10, decimal_places=2, widget=forms.HiddenInput)


class RefuseForm(forms.Form):
    reason = LongTextField(
        label=gettext_lazy("Reason, for the person"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


FORMS: dict[Verb, type[forms.Form]] = {
    Verb.NOTE_INCOME: IncomeForm,
    Verb.ACCEPT: AcceptForm,
    Verb.REFUSE: RefuseForm,
}
DEEDS = {
    Verb.TAKE: (gettext_lazy("Take this request"), services.take),
    Verb.NOTE_INCOME: (gettext_lazy("Note the income"), services.note_income),
    Verb.ACCEPT: (gettext_lazy("Accept: pay the amount"), services.accept),
    Verb.REFUSE: (gettext_lazy("Refuse the request"), services.refuse),
    Verb.RELEASE: (gettext_lazy("Give it back to the queue"), services.release),
}
"""What an agent can do, in the order of the page: the button, and the service that does it."""


@admin.register(ComplementaryClaim)
class ComplementaryAdmin(ReadAndAct):
    """Requests for the participations above the threshold, and the income they are held against."""

    purpose = "reimbursements.complementary"
    list_display = ["sent", "from_whom", "year", "state_and_hand", "reference"]
    list_display_links = ["sent", "reference"]
    list_filter = [StateFilter]
    may_act = MAY_DECIDE

    def get_urls(self):
        prefix, view = "reimbursements_complementaryclaim", self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name=f"{prefix}_changelist"),
            path("<int:complementary_id>/change/", view(self.one), name=f"{prefix}_change"),
        ]

    def get_queryset(self, request: HttpRequest):
        return selectors.queue()

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["sent_at", "pk"]  # whatever happened since: who asks does not fall behind

    def get_sortable_by(self, request: HttpRequest) -> list[str]:
        return []

    def dossier_id(self, row: ComplementaryClaim) -> int:
        return row.person.dossier_id

    # -- columns ------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("sent"))
    def sent(self, row: ComplementaryClaim) -> str:
        return formats.date_format(civil_time.day_of(row.sent_at), "SHORT_DATE_FORMAT")

    @admin.display(description=gettext_lazy("person"))
    def from_whom(self, row: ComplementaryClaim) -> str:
        return format_html("<bdi class='name'>{}</bdi>", row.person)

    @admin.display(description=gettext_lazy("state and agent"))
    def state_and_hand(self, row: ComplementaryClaim) -> str:
        who = format_html("<bdi>{}</bdi>", row.agent) if row.agent else _("nobody yet")
        return format_html("{}<br>{}", row.get_state_display(), who)

    @admin.display(description=gettext_lazy("reference"))
    def reference(self, row: ComplementaryClaim) -> str:
        return row.procedure.reference

    # -- the page of one ------------------------------------------------------------------------

    def one(self, request: HttpRequest, complementary_id: int) -> HttpResponse:
        """How the year stands, and what can be done; done on POST."""
        if not self.has_view_permission(request):
            raise Http404
        row = selectors.get(complementary_id)
        if row is None:
            raise Http404
        sent = None
        if request.method == "POST":
            sent = self._do(request, row)
            if sent is None:
                return HttpResponseRedirect(_address(row))
        return self._page(request, row, sent=sent)

    def _do(self, request: HttpRequest, row: ComplementaryClaim) -> tuple | None:
        """The verb and its form when something is missing in it; None when it is over."""
        if not self.has_change_permission(request):
            raise Http404
        verb = next((one for one in DEEDS if one.value == request.POST.get("deed")), None)
        if verb is None:
            raise Http404
        form = FORMS[verb](request.POST) if verb in FORMS else None
        if form is not None and not form.is_valid():
            return verb, form
        _label, service = DEEDS[verb]
        try:
            service(row.pk, agent=request.user, **(form.cleaned_data if form else {}))
        except Refused as refused:
            messages.warning(request, refused.sentence)
        else:
            messages.success(request, _("Done. It stands in the history."))
        return None

    def _page(self, request: HttpRequest, row: ComplementaryClaim, *, sent: tuple | None):
        audit.record_view(
            request.user, row, purpose=f"{self.purpose}.page", dossier=row.person.dossier
        )
        against = YearAgainstThreshold(
            selectors.standing_of(row.person, row.year), person=row.person, today=clock.today()
        )
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Complementary reimbursement %(reference)s")
            % {"reference": row.procedure.reference},
            "opts": ComplementaryClaim._meta,
            "row": row,
            "number": number(row.person),
            "tone": TONES[ComplementaryState(row.state)],
            "against": against,
            "why_not_pay": _why_not_pay(against),
            "deeds": self._deeds(request, row, against, sent),
            "history": history_lines(procedures.history(row.procedure)),
            "form": sent[1] if sent else None,
        }
        return TemplateResponse(request, "admin/reimbursements/complementary.html", context)

    def _deeds(
        self, request: HttpRequest, row: ComplementaryClaim, against, sent: tuple | None
    ) -> list[dict[str, Any]]:
        """What the rules allow now, each with its form."""
        if not self.has_change_permission(request):
            return []
        own = services.is_ones_own(row, request.user)
        found = []
        for verb, (label, _service) in DEEDS.items():
            refusal = rules.why_not(
                verb,
                state=ComplementaryState(row.state),
                is_another_agents=row.agent_id not in (None, request.user.pk),
                is_ones_own=own,
            )
            taken = verb is Verb.TAKE and row.agent_id == request.user.pk
            unpaid = verb is Verb.ACCEPT and rules.why_not_pay(against.standing)
            if refusal or taken or unpaid:
                continue
            form = sent[1] if sent and sent[0] is verb else _blank(verb, against)
            found.append({"label": label, "verb": verb.value, "form": form})
        return found


def _blank(verb: Verb, against: YearAgainstThreshold) -> forms.Form | None:
    if verb is Verb.ACCEPT:
        return AcceptForm(initial={"seen": against.standing.due})
    return FORMS[verb]() if verb in FORMS else None


def _why_not_pay(against: YearAgainstThreshold) -> str:
    refusal = rules.why_not_pay(against.standing)
    return str(refusal.label) if refusal else ""


def _address(row: ComplementaryClaim) -> str:
    return reverse("admin:reimbursements_complementaryclaim_change", args=[row.pk])
