"""The bank account to which money goes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from cns_portal.kernel.refusal import Refused
from insured.access import InsuredPage
from insured.choices import AccountState
from insured.choices.acting import PageScope
from insured.choices.bank import BankRefusal
from insured.forms.data import BankForm
from insured.presenters import data as presenters
from insured.selectors import bank as selectors
from insured.services import bank as services


class Bank(InsuredPage, FormView):
    """The account in force, another one, and the history.

    The form carries which account it showed: two windows never overwrite each other unseen.
    """

    template_name = "insured/data/bank.html"
    scope = PageScope.DATA
    form_class = BankForm

    def get_initial(self) -> dict:
        account = selectors.in_force(self.person)
        return {
            "holder": account.holder if account else self.person.full_name,
            "seen": account.public_id if account else "",
        }

    def get_context_data(self, **kwargs) -> dict:
        accounts = presenters.account_rows(selectors.history_of(self.person))
        states = {row.account.state: row for row in accounts}
        return super().get_context_data(
            account=states.get(AccountState.IN_FORCE),
            proposed=states.get(AccountState.PROPOSED),
            history=accounts,
            **kwargs,
        )

    def form_valid(self, form) -> HttpResponse:
        try:
            services.change_own(self.person, actor=self.actor, **form.cleaned_data)
        except Refused as refused:
            if refused.reason == BankRefusal.CHANGED_MEANWHILE:
                messages.warning(self.request, refused.sentence)
                return redirect("insured:data_bank")
            form.add_error(None, refused.sentence)
            return self.form_invalid(form)
        messages.success(self.request, _("Your new bank account is used from now on."))
        return redirect("insured:data")
