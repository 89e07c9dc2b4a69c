"""Bank accounts with four eyes: what one agent entered, another one confirms or rejects."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import audit
from cns_portal.audit.reading import ReadingRecorded
from cns_portal.kernel import iban as numbers
from cns_portal.kernel.refusal import Refused
from cns_portal.web.fields import LongTextField
from insured.admin import showing
from insured.choices import AccountState
from insured.choices.bank import BankRefusal
from insured.models import BankAccount
from insured.rules import bank as rules
from insured.services import bank as services

CONFIRM = "insured.confirm_bank_account"


class ReasonForm(forms.Form):
    reason = LongTextField(
        label=gettext_lazy("Why not"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The person reads this, and so does the agent who entered it."),
    )


@admin.register(BankAccount)
class BankAccountAdmin(ReadingRecorded):
    """The proposals that wait, the oldest first. Numbers are opened one at a time, to compare."""

    purpose = "insured.bank"
    list_display = ["proposed", "of_whom", "last_characters", "by_whom"]
    list_display_links = ["proposed"]
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_urls(self):
        """Only what exists here."""
        prefix, one = "insured_bankaccount", "<int:account_id>/"
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name=f"{prefix}_changelist"),
            path(f"{one}change/", view(self.decide), name=f"{prefix}_change"),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return request.user.has_perm(CONFIRM)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest):
        return (
            BankAccount.objects.filter(state=AccountState.PROPOSED)
            .select_related("person", "proposed_by")
            .defer("iban", "holder")
        )

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["proposed_at", "pk"]

    def get_sortable_by(self, request: HttpRequest) -> list[str]:
        return []

    def changelist_view(self, request: HttpRequest, extra_context=None):
        shown = {"title": _("Bank accounts that wait for a second agent")}
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    def dossier_id(self, row: BankAccount) -> int:
        return row.person.dossier_id

    @admin.display(description=gettext_lazy("entered"))
    def proposed(self, account: BankAccount) -> str:
        return showing.moment(account.proposed_at)

    @admin.display(description=gettext_lazy("person"))
    def of_whom(self, account: BankAccount) -> str:
        return format_html("<bdi class='name'>{}</bdi>", account.person)

    @admin.display(description=gettext_lazy("account"))
    def last_characters(self, account: BankAccount) -> str:
        return str(account)

    @admin.display(description=gettext_lazy("entered by"))
    def by_whom(self, account: BankAccount) -> str:
        return format_html("<bdi>{}</bdi>", account.proposed_by)

    def decide(self, request: HttpRequest, account_id: int) -> HttpResponse:
        """The whole number beside the reason; one button confirms, the other rejects."""
        if not request.user.has_perm(CONFIRM):
            raise Http404
        account = (
            BankAccount.objects.filter(state=AccountState.PROPOSED)
            .select_related("person__dossier", "proposed_by")
            .filter(pk=account_id)
            .first()
        )
        if account is None:
            return self._over(request, account_id)
        form = ReasonForm(request.POST if "_reject" in request.POST else None)
        if request.method == "POST" and (done := self._decided(request, account, form)):
            messages.success(request, done)
            return HttpResponseRedirect(reverse("admin:insured_bankaccount_changelist"))
        return self._page(request, account, form)

    def _over(self, request: HttpRequest, account_id: int) -> HttpResponse:
        """What somebody else has decided by now; nothing else is found here."""
        if request.method != "POST" or not BankAccount.objects.filter(pk=account_id).exists():
            raise Http404
        messages.warning(request, BankRefusal.DECIDED.label)
        return HttpResponseRedirect(reverse("admin:insured_bankaccount_changelist"))

    def _decided(self, request: HttpRequest, account: BankAccount, form: forms.Form) -> str:
        """Do what was asked for; the sentence about it, empty when it was not done."""
        try:
            if "_reject" in request.POST:
                if form.is_valid():
                    services.reject(
                        account.pk, agent=request.user, reason=form.cleaned_data["reason"]
                    )
                    return _("The account is rejected. The person is being told why.")
            elif "_confirm" in request.POST:
                services.confirm(account.pk, agent=request.user)
                return _("The account is in force. The person is being told.")
        except Refused as refused:
            messages.error(request, refused.sentence)
        return ""

    def _page(self, request: HttpRequest, account: BankAccount, form: forms.Form) -> HttpResponse:
        person = account.person
        audit.record_view(request.user, account, purpose="insured.bank", dossier=person.dossier)
        present = BankAccount.objects.of(person).in_force().defer("iban", "holder").first()
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Change of bank account"),
            "opts": BankAccount._meta,
            "account": account,
            "number": numbers.grouped(account.iban),
            "person": person,
            "matricule": showing.number(person),
            "present": present,
            "refusal": rules.why_not_decide(
                state=AccountState(account.state),
                is_own_file=person.account_id == request.user.pk,
                is_who_proposed=account.proposed_by_id == request.user.pk,
            ),
            "form": form,
        }
        return TemplateResponse(request, "admin/insured/bank_account.html", context)
