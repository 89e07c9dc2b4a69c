"""One bill of a draft: filled in, kept, and estimated while one types."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from insured.access import InsuredPage
from insured.choices.acting import PageScope
from reimbursements.forms.began import initial_of
from reimbursements.forms.bills import BillForm
from reimbursements.models import Bill
from reimbursements.presenters.drafts import title_of
from reimbursements.presenters.estimating import estimate
from reimbursements.presenters.pages import files_of
from reimbursements.selectors import drafts, providers
from reimbursements.services import adjudicating
from reimbursements.services import drafts as services


class OfABill(InsuredPage):
    """A page of one bill of a draft; somebody else's, or one that was sent, is not there."""

    scope = PageScope.REIMBURSEMENTS

    def bill(self) -> Bill:
        bill = drafts.bill_of(self.person, self.kwargs["public_id"])
        if bill is None:
            raise Http404
        return bill

    def form(self, bill: Bill, **kwargs) -> BillForm:
        people = drafts.patients_in(self.person, today=clock.today())
        suggest_url = reverse("reimbursements:providers", args=[bill.public_id])
        return BillForm(people=people, suggest_url=suggest_url, **kwargs)

    def keep(self, bill: Bill, form: BillForm) -> Bill:
        """Save what was typed, as far as it is right; the bill as it is then. Raises `Refused`."""
        unseen = drafts.read_unseen(bill, form.cleaned_data.get("shown", ""))
        services.fill_in(
            bill.pk,
            values=form.values(unseen),
            lines=form.lines(unseen),
            known_rows=form.known_rows,
        )
        return self.bill()


class FillIn(OfABill, FormView):
    """The files of the bill, what stands on it, and what it would come to."""

    template_name = "reimbursements/drafts/bill.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self._sent() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self._sent() or super().post(request, *args, **kwargs)

    def _sent(self) -> HttpResponse | None:
        """Another window has sent it: then its confirmation says so."""
        claim = drafts.sent_with(self.person, self.kwargs["public_id"])
        return redirect("reimbursements:sent", claim.public_id) if claim else None

    def get_form(self, form_class=None) -> BillForm:
        self.shown = self.bill()
        if self.request.method == "POST":
            return self.form(self.shown, data=self.request.POST)
        initial = initial_of(self.shown)
        asked = self.request.GET.get("acts", "")
        rows = max(initial["rows"], int(asked) if asked.isdecimal() and len(asked) < 3 else 0)
        form = self.form(self.shown, initial=initial, rows=rows)
        form.initial["rows"] = form.row_count
        return form

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        bill = self.shown
        return context | {
            "bill": bill,
            "claim": bill.claim,
            "title": title_of(bill),
            "files": files_of(bill),
            "estimate": _estimate(bill),
        }

    def form_valid(self, form: BillForm) -> HttpResponse:
        try:
            bill = self.keep(self.shown, form)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            return super().form_invalid(form)
        here = reverse("reimbursements:bill", args=[bill.public_id])
        if "more" in self.request.POST:
            number = len(bill.lines.all()) + 1
            return redirect(f"{here}?acts={number}#act-{number}")
        if "calculate" in self.request.POST:
            return redirect(f"{here}#estimate")
        messages.success(self.request, _("The bill is saved. It is not sent yet."))
        return redirect("reimbursements:draft", bill.claim.public_id)

    def form_invalid(self, form: BillForm) -> HttpResponse:
        """What is wrong is shown to be put right; all the rest is kept already."""
        with suppress(Refused):
            self.shown = self.keep(self.shown, form)
            form.data = form.data.copy()
            form.data["began"] = form.began_now()
        return super().form_invalid(form)


class EstimateBill(OfABill, View):
    """What is typed is kept, and the estimate answers; asked while somebody fills in the form."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        bill = self.bill()
        form = self.form(bill, data=request.POST)
        problem = "" if form.is_valid() else next(iter(form.errors.values()))[0]
        began = form.began_now()
        try:
            bill = self.keep(bill, form)
        except Refused as refused:
            problem, began = refused.sentence, request.POST.get("began", "")
        return render(
            request,
            "reimbursements/drafts/_estimate_live.html",
            {
                "estimate": _estimate(bill),
                "bill": bill,
                "began": began,
                "problem": problem,
                "saved_at": clock.now(),
            },
        )


class SuggestProviders(OfABill, View):
    """Providers whose code or name begins like what was typed."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.bill()
        found = providers.suggested(request.POST.get("provider_typed", ""))
        return render(request, "reimbursements/drafts/_providers.html", {"providers": found})


def _estimate(bill: Bill):
    return estimate(bill, adjudicating.propose([bill])[bill.pk])
