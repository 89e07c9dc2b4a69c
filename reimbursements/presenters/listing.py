"""A claim that was sent, as one entry of the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reimbursements.choices.claims import BillState, ClaimState
from reimbursements.presenters.drafts import amount
from reimbursements.selectors.drafts import provider_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reimbursements.models import Claim

TONES = {
    ClaimState.SENT: "info",
    ClaimState.BEING_CHECKED: "info",
    ClaimState.NEEDS_YOU: "warning",
    ClaimState.PROPOSED: "info",
    ClaimState.DECIDED: "success",
    ClaimState.ORDERED: "success",
    ClaimState.PAID: "success",
    ClaimState.RETURNED: "warning",
    ClaimState.WITHDRAWN: "neutral",
}
MOST_NAMES = 3


@dataclass(frozen=True)
class ClaimRow:
    """Who sent what, when, and how far it has come."""

    claim: Claim

    @property
    def reference(self) -> str:
        return self.claim.procedure.reference

    @property
    def title(self) -> str:
        """From whom the bills are; their number where that is not known."""
        names = list(dict.fromkeys(filter(None, map(provider_of, self.claim.bills.all()))))
        if not names:
            count = len(self.claim.bills.all())
            return ngettext("{count} bill", "{count} bills", count).format(count=count)
        shown = ", ".join(names[:MOST_NAMES])
        return shown if len(names) <= MOST_NAMES else _("{names} and more").format(names=shown)

    @property
    def facts(self) -> str:
        """Who was treated, and what was invoiced."""
        bills = list(self.claim.bills.all())
        people = dict.fromkeys(bill.patient.full_name for bill in bills if bill.patient)
        amounts = [amount(bill.total, bill.currency) for bill in bills]
        return " · ".join(
            part for part in (", ".join(people), " + ".join(filter(None, amounts))) if part
        )

    @property
    def label(self) -> str:
        """Its state; where some bills are decided and others not, how many."""
        bills = [bill.state for bill in self.claim.bills.all()]
        decided = bills.count(BillState.DECIDED)
        if 0 < decided < len(bills):
            return _("{decided} of {bills} decided").format(decided=decided, bills=len(bills))
        return str(ClaimState(self.claim.state).label)

    @property
    def tone(self) -> str:
        return TONES[ClaimState(self.claim.state)]


def rows(claims: Iterable[Claim]) -> list[ClaimRow]:
    """Entries of the list; the claims come with their procedures and bills."""
    return [ClaimRow(claim) for claim in claims]
