"""Objections: the queue by day sent, and the page on which one is answered."""

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
from insured.admin.showing import history_lines, number
from reimbursements.admin.queues import WaitingFirst
from reimbursements.admin.showing import address_of_claim
from reimbursements.choices.money import ObjectionState
from reimbursements.models import Objection
from reimbursements.presenters.statement import OBJECTION_TONES, StatementView
from reimbursements.rules.objecting import OPEN
from reimbursements.selectors import objections as selectors
from reimbursements.selectors import statements as told
from reimbursements.services import objecting as services

MAY_ANSWER = "reimbursements.decide_claim"
TAKE, UPHOLD, REJECT = "take", "uphold", "reject"


class StateFilter(WaitingFirst):
    """What waits for an answer, unless something else is asked for."""

    states = ObjectionState
    waiting = OPEN
    waiting_label = gettext_lazy("Waiting for an answer")


class RejectForm(forms.Form):
    """Why the decision stays."""

    answer = LongTextField(
        label=gettext_lazy("Answer, for the person"),
        max_length=services.MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class UpholdForm(RejectForm):
    """What is decided anew, and what the person reads about it."""

    bills = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Bills that are decided anew"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["bills", "answer"]

    def __init__(self, *args, bills: list[tuple[int, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bills"].choices = bills


@admin.register(Objection)
class ObjectionAdmin(ReadAndAct):
    """Reading and answering. A state is never edited by hand: every action calls its service."""

    purpose = "reimbursements.objections"
    list_display = ["sent", "from_whom", "about", "state_and_hand"]
    list_display_links = ["sent", "about"]
    list_filter = [StateFilter]
    may_act = MAY_ANSWER

    def get_urls(self):
        prefix, view = "reimbursements_objection", self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name=f"{prefix}_changelist"),
            path("<int:objection_id>/change/", view(self.one), name=f"{prefix}_change"),
        ]

    def get_queryset(self, request: HttpRequest):
        return selectors.queue()

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["sent_at", "pk"]  # whatever happened since: who waits longest comes first

    def get_sortable_by(self, request: HttpRequest) -> list[str]:
        return []

    def dossier_id(self, row: Objection) -> int:
        return row.statement.person.dossier_id

    # -- columns ------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("sent"))
    def sent(self, row: Objection) -> str:
        return formats.date_format(civil_time.day_of(row.sent_at), "SHORT_DATE_FORMAT")

    @admin.display(description=gettext_lazy("person"))
    def from_whom(self, row: Objection) -> str:
        return format_html("<bdi class='name'>{}</bdi>", row.statement.person)

    @admin.display(description=gettext_lazy("statement"))
    def about(self, row: Objection) -> str:
        return row.statement.number

    @admin.display(description=gettext_lazy("state and agent"))
    def state_and_hand(self, row: Objection) -> str:
        who = format_html("<bdi>{}</bdi>", row.agent) if row.agent else _("nobody yet")
        return format_html("{}<br>{}", row.get_state_display(), who)

    # -- the page of one ----------------------------------------------------------------------

    def one(self, request: HttpRequest, objection_id: int) -> HttpResponse:
        """What is objected to and why, and what can be done; done on POST."""
        if not self.has_view_permission(request):
            raise Http404
        row = selectors.get(objection_id)
        if row is None:
            raise Http404
        sent = None
        if request.method == "POST":
            answer, sent = self._do(request, row)
            if answer is not None:
                return answer
        return self._page(request, row, sent=sent or {})

    def _do(self, request: HttpRequest, row: Objection) -> tuple[HttpResponse | None, dict]:
        """The answer when it is over; else the forms with what is missing in them."""
        deed = request.POST.get("deed")
        if not self.has_change_permission(request) or deed not in (TAKE, UPHOLD, REJECT):
            raise Http404
        form = None if deed == TAKE else self._form(deed, row, request.POST)
        if form is not None and not form.is_valid():
            return None, {deed: form}
        service = {TAKE: services.take, UPHOLD: services.uphold, REJECT: services.reject}[deed]
        here = HttpResponseRedirect(reverse("admin:reimbursements_objection_change", args=[row.pk]))
        try:
            service(row.pk, agent=request.user, **(form.cleaned_data if form else {}))
        except Refused as refused:
            messages.warning(request, refused.sentence)
            return here, {}
        messages.success(request, _("Done. It stands in the history."))
        if deed == UPHOLD:
            return HttpResponseRedirect(address_of_claim(row.statement.claim_id)), {}
        return here, {}

    def _form(self, deed: str, row: Objection, data=None) -> forms.Form:
        # Two forms of one page: each has names of its own.
        if deed == REJECT:
            return RejectForm(data, prefix=REJECT)
        view = StatementView(row.statement, told.decisions_in(row.statement))
        bills = [(bill.decision.bill_id, bill.title) for bill in view.bills]
        return UpholdForm(data, bills=bills, prefix=UPHOLD)

    def _page(self, request: HttpRequest, row: Objection, *, sent: dict[str, forms.Form]):
        person = row.statement.person
        audit.record_view(request.user, row, purpose=f"{self.purpose}.page", dossier=person.dossier)
        decisions = told.decisions_in(row.statement)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Objection to %(number)s") % {"number": row.statement.number},
            "opts": Objection._meta,
            "row": row,
            "number": number(person),
            "tone": OBJECTION_TONES[ObjectionState(row.state)],
            "view": StatementView(row.statement, decisions, today=clock.today()),
            "claim_url": address_of_claim(row.statement.claim_id),
            "history": history_lines(procedures.history(row.statement.procedure)),
            **self._deeds(request, row, sent),
        }
        return TemplateResponse(request, "admin/reimbursements/objection.html", context)

    def _deeds(self, request: HttpRequest, row: Objection, sent: dict[str, forms.Form]) -> dict:
        """What the rule allows now, with its forms; or the sentence why not."""
        if not self.has_change_permission(request):
            return {"may": False, "why_not": ""}
        refusal = services.why_not_answer(row, row.statement.claim, agent=request.user)
        if refusal:
            return {"may": False, "why_not": refusal.label}
        return {
            "may": True,
            "is_mine": row.agent_id == request.user.pk,
            "uphold": sent.get(UPHOLD) or self._form(UPHOLD, row),
            "reject": sent.get(REJECT) or self._form(REJECT, row),
            "form": next(iter(sent.values()), None),
        }
