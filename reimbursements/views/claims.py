"""The page of a mailing after it was sent."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from cns_portal import clock
from insured.access import InsuredPage
from insured.choices.acting import PageScope
from reimbursements.presenters.claim import ClaimView
from reimbursements.selectors import cases, delays, payees
from reimbursements.selectors import statements as told


class OneClaim(InsuredPage, TemplateView):
    """How far it has come, what was decided and paid."""

    scope = PageScope.REIMBURSEMENTS
    template_name = "reimbursements/claim.html"

    def get_context_data(self, public_id: UUID, **kwargs) -> dict:
        claim = cases.sent_of(self.person, public_id)
        if claim is None:
            raise Http404
        return super().get_context_data(
            view=ClaimView(
                claim=claim,
                bills=list(claim.bills.all()),
                decisions=told.in_force_of(claim),
                told=told.of_claim(claim),
                delay=delays.lately(now=clock.now()),
                account=payees.account_shown(self.person, claim=claim),
                today=clock.today(),
            ),
            list_url=reverse("reimbursements:list"),
            sees_messages=self.file.opens(PageScope.MESSAGES),
            sees_data=self.file.opens(PageScope.DATA),
            **kwargs,
        )
