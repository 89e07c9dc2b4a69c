"""Payments: what waits, what came back, and one payment with what can be done about it."""

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

from cns_portal import audit
from cns_portal.audit.reading import ReadingRecorded
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from cns_portal.web.downloads import download
from insured.admin.showing import number
from insured.notices.sentences import euro
from reimbursements.admin.queues import WaitingFirst
from reimbursements.choices.money import Method, PaymentState
from reimbursements.choices.paying import ReturnReason
from reimbursements.models import Payment
from reimbursements.presenters import payments as presenter
from reimbursements.presenters.printing import statement_pdf
from reimbursements.rules import payments as rules
from reimbursements.rules.payments import Verb
from reimbursements.selectors import payees
from reimbursements.selectors import payments as selectors
from reimbursements.services import paying

MAY_PAY = "reimbursements.pay_claim"


class StateFilter(WaitingFirst):
    """What came back comes first: nobody else waits so."""

    states = PaymentState
    waiting = [PaymentState.RETURNED, PaymentState.WAITING]
    waiting_label = gettext_lazy("Came back, or to be paid")


class ReturnedForm(forms.Form):
    """Why the bank sent it back."""

    because = forms.ChoiceField(
        label=gettext_lazy("Why it came back"),
        help_text=gettext_lazy("The person reads this, and what to do."),
    )

    def __init__(self, *args, is_cheque: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        fitting = [
            (reason.value, reason.label)
            for reason in ReturnReason
            if (reason == ReturnReason.NOT_CASHED) == is_cheque
        ]
        self.fields["because"].choices = [("", _("Choose")), *fitting]


class AnewForm(forms.Form):
    insists = forms.BooleanField(
        label=gettext_lazy("To the same account as before: the reason is gone"), required=False
    )


@admin.register(Payment)
class PaymentAdmin(ReadingRecorded):
    """Reading and actions. A state is never edited by hand: every action calls its service."""

    purpose = "reimbursements.payments"
    list_display = ["created", "to_whom", "how_much", "state_and_method", "reference"]
    list_display_links = ["created", "reference"]
    list_filter = [StateFilter]
    list_per_page = 50
    search_fields = ["end_to_end_id"]  # only shows the box: see get_search_results
    search_help_text = gettext_lazy(
        "Reference at the bank, number of the statement or of the cheque, reference of the case."
    )
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    actions = None

    def get_urls(self):
        prefix, view = "reimbursements_payment", self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name=f"{prefix}_changelist"),
            path("<int:payment_id>/change/", view(self.one), name=f"{prefix}_change"),
            path("<int:payment_id>/statement/", view(self.statement), name=f"{prefix}_statement"),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_PAY)

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return request.user.has_perm(MAY_PAY)

    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest):
        return selectors.listed()

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["state", "created_at", "pk"]

    def get_sortable_by(self, request: HttpRequest) -> list[str]:
        return []

    def get_search_results(self, request: HttpRequest, queryset, search_term: str):
        return (selectors.matching(queryset, search_term) if search_term else queryset), False

    def changelist_view(self, request: HttpRequest, extra_context=None):
        shown = {"title": _("Payments"), "files": _files_address()}
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    def dossier_id(self, row: Payment) -> int:
        return row.statement.person.dossier_id

    # -- columns ------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("since"))
    def created(self, row: Payment) -> str:
        return formats.date_format(civil_time.day_of(row.created_at), "SHORT_DATE_FORMAT")

    @admin.display(description=gettext_lazy("person"))
    def to_whom(self, row: Payment) -> str:
        return format_html("<bdi class='name'>{}</bdi>", row.statement.person)

    @admin.display(description=gettext_lazy("amount"))
    def how_much(self, row: Payment) -> str:
        return euro(row.amount)

    @admin.display(description=gettext_lazy("state and method"))
    def state_and_method(self, row: Payment) -> str:
        return format_html("{}<br>{}", row.get_state_display(), row.get_method_display())

    @admin.display(description=gettext_lazy("reference at the bank"))
    def reference(self, row: Payment) -> str:
        return row.end_to_end_id

    # -- the page of one ------------------------------------------------------------------------

    def one(self, request: HttpRequest, payment_id: int) -> HttpResponse:
        """Where the money is, and what can be done; done on POST."""
        payment = selectors.get(payment_id) if self.has_view_permission(request) else None
        if payment is None:
            raise Http404
        returned, anew = self._forms(request, payment)
        if request.method == "POST" and (done := self._done(request, payment, returned, anew)):
            messages.success(request, done)
            return HttpResponseRedirect(address_of(payment.pk))
        return self._page(request, payment, returned, anew)

    def statement(self, request: HttpRequest, payment_id: int) -> HttpResponse:
        """The statement on paper, to be handed out; in the person's language."""
        payment = selectors.get(payment_id) if self.has_view_permission(request) else None
        if payment is None:
            raise Http404
        statement = payment.statement
        audit.record_view(
            request.user,
            payment,
            purpose=f"{self.purpose}.statement",
            dossier=statement.person.dossier,
        )
        return download(
            statement_pdf(statement, language=statement.person.language),
            content_type="application/pdf",
            filename=f"{statement.number}.pdf",
        )

    def _forms(self, request: HttpRequest, payment: Payment) -> tuple[forms.Form, forms.Form]:
        sent = request.POST or None
        is_cheque = payment.method == Method.CHEQUE
        returned = ReturnedForm(sent if "_returned" in request.POST else None, is_cheque=is_cheque)
        return returned, AnewForm(sent if "_anew" in request.POST else None)

    def _done(self, request: HttpRequest, payment: Payment, returned, anew) -> str:
        """Do what was asked for; the sentence about it, empty when it was not done."""
        try:
            if returned.is_bound and returned.is_valid():
                because = ReturnReason(returned.cleaned_data["because"])
                paying.returned(payment.pk, agent=request.user, because=because)
                return _("Written down. The person is being told what to do.")
            if anew.is_bound and anew.is_valid():
                paying.pay_anew(payment.pk, by=request.user, **anew.cleaned_data)
                return _("A new payment waits for the next payment file.")
        except Refused as refused:
            messages.warning(request, refused.sentence)
        return ""

    def _page(self, request: HttpRequest, payment: Payment, returned, anew) -> HttpResponse:
        person = payment.statement.person
        audit.record_view(
            request.user, payment, purpose=f"{self.purpose}.page", dossier=person.dossier
        )
        state = PaymentState(payment.state)
        claim = payment.statement.claim
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Payment %(reference)s") % {"reference": payment.end_to_end_id},
            "opts": Payment._meta,
            "payment": payment,
            "tag": presenter.tag(payment),
            "amount": euro(payment.amount),
            "account": presenter.account(payment),
            "account_now": payees.account_shown(person, claim=claim),
            "why_returned": presenter.why_returned(payment),
            "person": person,
            "number": number(person),
            "claim_address": _claim_address(request, claim),
            "batch_address": _batch_address(payment),
            "others": [
                {"row": row, "tag": presenter.tag(row), "address": address_of(row.pk)}
                for row in selectors.of_statement(payment.statement)
                if row.pk != payment.pk
            ],
            "returned": None if rules.why_not(Verb.RETURN, state=state) else returned,
            "anew": None if rules.why_not(Verb.PAY_ANEW, state=state) else anew,
            "form": returned if returned.is_bound else anew,
        }
        return TemplateResponse(request, "admin/reimbursements/payment.html", context)


def address_of(payment_id: int) -> str:
    """The page of a payment."""
    return reverse("admin:reimbursements_payment_change", args=[payment_id])


def _files_address() -> str:
    return reverse("admin:reimbursements_paymentbatch_changelist")


def _claim_address(request: HttpRequest, claim) -> str:
    if claim is None or not request.user.has_perm("reimbursements.view_claim"):
        return ""
    return reverse("admin:reimbursements_claim_change", args=[claim.pk])


def _batch_address(payment: Payment) -> str:
    if payment.batch_id is None:
        return ""
    return reverse("admin:reimbursements_paymentbatch_change", args=[payment.batch_id])
