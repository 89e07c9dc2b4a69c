"""The files of a bill while it is a draft: added, removed, turned, put in order, named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cns_portal import clock
from cns_portal.documents.pages.services import Pages
from cns_portal.kernel.refusal import Refused
from reimbursements.choices.care import PageKind
from reimbursements.choices.claims import ClaimRefusal, ClaimState
from reimbursements.models import Bill, BillPage, Claim
from reimbursements.rules import pages as rules

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier


class PagesOfBills(Pages):
    """The claim is held before the bill, as whoever sends it does."""

    model, owner, purpose = BillPage, "bill", "bill_page"
    kinds, usual = PageKind, PageKind.INVOICE

    def hold(self, key: int) -> Bill:
        """The bill with its claim. Raises `Refused` once it was sent, or when it is gone."""
        claim_id = Bill.objects.values_list("claim", flat=True).filter(pk=key).first()
        claim = (
            Claim.objects.select_for_update(of=("self",))
            .select_related("person__dossier")
            .filter(pk=claim_id)
            .first()
        )
        bill = Bill.objects.select_for_update(of=("self",)).filter(pk=key).first()
        if claim is None or bill is None:
            raise Refused(ClaimRefusal.CHANGED)
        if refusal := rules.why_not_change(state=ClaimState(claim.state)):
            raise Refused(refusal)
        bill.claim = claim
        return bill

    def dossier_of(self, owner: Bill) -> Dossier:
        return owner.claim.person.dossier

    def touch(self, owner: Bill) -> None:
        owner.claim.changed_at = clock.now()
        owner.claim.save(update_fields=["changed_at"])


pages = PagesOfBills()
