"""Who else is paid: the declarations, a new one, changing and ending one.

Where money goes is personal data, as the bank account is: no mandate opens these pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from insured.access import InsuredPage
from insured.choices.acting import PageScope
from reimbursements.choices.money import PayeeForm
from reimbursements.choices.paying import PayeeRefusal
from reimbursements.forms.payees import PayeeChangeForm, PayeeDeclarationForm
from reimbursements.presenters import payees as presenters
from reimbursements.presenters.payees import PayeeRow
from reimbursements.selectors import payees as selectors
from reimbursements.services import payees as services

if TYPE_CHECKING:
    from reimbursements.models import PayeeDeclaration

FIELD_OF = {
    PayeeRefusal.NOT_AN_IBAN: "iban",
    PayeeRefusal.NO_HOLDER: "holder",
    PayeeRefusal.NOT_CONFIRMED: "confirmed",
    PayeeRefusal.BEGINS_IN_THE_PAST: "first_day",
    PayeeRefusal.ENDS_BEFORE_IT_BEGINS: "last_day",
    PayeeRefusal.NO_CLAIM: "mailing",
    PayeeRefusal.PAID_ALREADY: "mailing",
}


class Payees(InsuredPage, TemplateView):
    """To whom the money goes now, and every declaration there was."""

    scope = PageScope.DATA
    template_name = "reimbursements/payees/list.html"

    def get_context_data(self, **kwargs) -> dict:
        rows = [PayeeRow(row, clock.today()) for row in selectors.all_of(self.person)]
        return super().get_context_data(own=selectors.own_account(self.person), rows=rows, **kwargs)


class NewPayee(InsuredPage, FormView):
    """A declaration for a period or for the bills of one mailing."""

    scope = PageScope.DATA
    form_class = PayeeDeclarationForm
    template_name = "reimbursements/payees/new.html"

    def get_form_kwargs(self) -> dict:
        self.claims = selectors.claims_open_to(self.person)
        return {**super().get_form_kwargs(), "mailings": presenters.mailings(self.claims)}

    def get_initial(self) -> dict:
        return {"first_day": clock.today(), "mailing": self.request.GET.get("mailing", "")}

    def form_valid(self, form: PayeeDeclarationForm) -> HttpResponse:
        said = form.cleaned_data
        wanted = said.get("mailing")
        claim = next((one for one in self.claims if str(one.public_id) == wanted), None)
        return self.declared(form, form=PayeeForm(said["kind"]), claim=claim)

    def declared(self, filled: PayeeDeclarationForm, **what) -> HttpResponse:
        """Do it; back to the form where the rule says no."""
        said = filled.cleaned_data
        try:
            services.declare(
                self.person,
                actor=self.actor,
                iban=said["iban"],
                holder=said["holder"],
                confirmed=said["confirmed"],
                first_day=said["first_day"],
                last_day=said["last_day"],
                **what,
            )
        except Refused as refused:
            field = FIELD_OF.get(refused.reason)
            filled.add_error(field if field in filled.fields else None, refused.sentence)
            return self.form_invalid(filled)
        messages.success(self.request, _("Your declaration is in force. You can end it any time."))
        return redirect("reimbursements:payees")


class ChangePayee(NewPayee):
    """Another payee instead of the one declared (form C)."""

    form_class = PayeeChangeForm
    template_name = "reimbursements/payees/change.html"

    def get_context_data(self, **kwargs) -> dict:
        row = PayeeRow(self.present(), clock.today())
        return super().get_context_data(row=row, **kwargs)

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not PayeeRow(self.present(), clock.today()).can_be_changed:
            messages.warning(request, PayeeRefusal.NOT_IN_FORCE.label)
            return redirect("reimbursements:payees")
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: PayeeChangeForm) -> HttpResponse:
        return self.declared(form, form=PayeeForm.CHANGE, instead_of=self.present())

    def present(self) -> PayeeDeclaration:
        """The one that gives way."""
        return _theirs(self, self.kwargs["public_id"])


class EndPayee(InsuredPage, TemplateView):
    """Asks once more; POST ends it."""

    scope = PageScope.DATA
    template_name = "reimbursements/payees/end.html"

    def get_context_data(self, public_id: UUID, **kwargs) -> dict:
        row = PayeeRow(_theirs(self, public_id), clock.today())
        return super().get_context_data(row=row, **kwargs)

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        try:
            services.end(_theirs(self, public_id), actor=self.actor)
        except Refused as refused:
            messages.warning(request, refused.sentence)
        else:
            messages.success(request, _("It is ended. What is not ordered yet goes to you."))
        return redirect("reimbursements:payees")


def _theirs(page: InsuredPage, public_id: UUID) -> PayeeDeclaration:
    found = selectors.get_of(page.person, public_id)
    if found is None:
        raise Http404
    return found
