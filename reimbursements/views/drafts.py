"""A claim that is not sent yet: its bills, the last look, sending."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from insured.access import InsuredPage
from insured.choices.acting import PageScope
from reimbursements.choices.claims import ClaimRefusal, Original
from reimbursements.choices.sending import SendingRefusal
from reimbursements.models import Bill, Claim
from reimbursements.presenters.drafts import BillCard
from reimbursements.presenters.estimating import together
from reimbursements.presenters.receiving import receiver_of
from reimbursements.selectors import checking, drafts
from reimbursements.services import adjudicating, sending
from reimbursements.services import drafts as services


class OfADraft(InsuredPage):
    """A page of one draft; somebody else's, or one that was sent, is not there."""

    scope = PageScope.REIMBURSEMENTS

    def claim(self) -> Claim:
        claim = drafts.draft_of(self.person, self.kwargs["public_id"])
        if claim is None:
            raise Http404
        return claim

    @property
    def is_sent(self) -> bool:
        """Whether it was sent by now: then its confirmation says so."""
        sent = Claim.objects.of(self.person).sent()
        return sent.filter(public_id=self.kwargs["public_id"]).exists()

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.is_sent:
            return redirect("reimbursements:sent", kwargs["public_id"])
        return super().get(request, *args, **kwargs)


class Draft(OfADraft, TemplateView):
    """The bills so far: one more, a copy, one less; throw it away, or go on to send it."""

    template_name = "reimbursements/drafts/draft.html"

    def get_context_data(self, **kwargs) -> dict:
        claim = self.claim()
        checked = checking.checked(claim, today=clock.today())
        return super().get_context_data(
            claim=claim, cards=[BillCard(bill) for bill in checked.bills], **kwargs
        )

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        claim = self.claim()
        try:
            return redirect(self._do(claim, request.POST))
        except Refused as refused:
            messages.warning(request, refused.sentence)
        return redirect("reimbursements:draft", claim.public_id)

    def _do(self, claim: Claim, asked) -> str:
        """What one of the buttons asks for; where to go then."""
        if "discard" in asked:
            services.discard(claim.pk, actor=self.actor)
            messages.success(self.request, _("The claim is deleted. Nothing was sent."))
            return reverse("reimbursements:list")
        if "remove" in asked:
            services.remove_bill(self._bill(claim, asked["remove"]).pk, actor=self.actor)
            messages.success(self.request, _("The bill is taken out."))
            return reverse("reimbursements:draft", args=[claim.public_id])
        like = self._bill(claim, asked["copy"]) if asked.get("copy") else None
        bill = services.add_bill(claim.pk, like=like)
        return reverse("reimbursements:bill", args=[bill.public_id])

    @staticmethod
    def _bill(claim: Claim, public_id: str) -> Bill:
        found = [bill for bill in claim.bills.all() if str(bill.public_id) == public_id]
        if not found:
            raise Http404
        return found[0]


class Check(OfADraft, TemplateView):
    """Everything on one page: what is missing, what looks wrong, the estimate; and send."""

    template_name = "reimbursements/drafts/check.html"
    refused = ""

    def get_context_data(self, **kwargs) -> dict:
        claim = self.claim()
        checked = checking.checked(claim, today=clock.today())
        results = adjudicating.propose(bill.bill for bill in checked.bills)
        cards = [BillCard(bill, results[bill.bill.pk]) for bill in checked.bills]
        return super().get_context_data(
            claim=claim,
            cards=cards,
            total=together(card.estimate for card in cards),
            receiver=receiver_of(claim),
            opens_data=self.file.opens(PageScope.DATA),
            checked=checked,
            why_not=checked.refusal.label if checked.refusal else "",
            original_needed=checked.original == Original.AWAITED,
            refused=self.refused,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.is_sent:  # the button was pressed twice
            return redirect("reimbursements:sent", kwargs["public_id"])
        try:
            sending.send(
                self.claim(),
                actor=self.actor,
                seen=request.POST.get("seen", ""),
                on_behalf_of=self.on_behalf_of,
            )
        except Refused as refused:
            if refused.reason == SendingRefusal.SENT_ALREADY:
                return redirect("reimbursements:sent", kwargs["public_id"])
            self.refused = refused.sentence
            if refused.reason != ClaimRefusal.CHANGED:
                self.refused = ""  # the page says it beside the button
            return self.render_to_response(self.get_context_data())
        return redirect("reimbursements:sent", kwargs["public_id"])


class Sent(InsuredPage, TemplateView):
    """It has arrived: the reference, what happens next, what to do with the paper."""

    scope = PageScope.REIMBURSEMENTS
    template_name = "reimbursements/drafts/sent.html"

    def get_context_data(self, **kwargs) -> dict:
        claim = (
            Claim.objects.of(self.person)
            .sent()
            .select_related("procedure")
            .filter(public_id=self.kwargs["public_id"])
            .first()
        )
        if claim is None:
            raise Http404
        return super().get_context_data(
            claim=claim,
            bills=claim.bills.count(),
            original_awaited=claim.original == Original.AWAITED,
            opens_messages=self.file.opens(PageScope.MESSAGES),
            **kwargs,
        )
