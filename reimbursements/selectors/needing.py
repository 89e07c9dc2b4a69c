"""The mailings of a person that may need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from reimbursements.choices.claims import ClaimState, Original
from reimbursements.models import Bill, Claim
from reimbursements.rules.states import WAITING

if TYPE_CHECKING:
    from insured.models import InsuredPerson

MOST = 10
"""A list of more helps nobody; the rest is under My reimbursements."""


def candidates(person: InsuredPerson) -> QuerySet[Claim]:
    """Drafts, what came back from the bank, and what waits for its paper; the oldest first.

    Each with `paid_first`, when the first of its bills was paid, and `has_bills`.
    """
    waits_for_paper = Q(original=Original.AWAITED, state__in=[str(state) for state in WAITING])
    return (
        Claim.objects.of(person)
        .filter(Q(state__in=[ClaimState.DRAFT, ClaimState.RETURNED]) | waits_for_paper)
        .select_related("procedure")
        .defer("as_sent")
        .annotate(
            paid_first=Min("bills__paid_on"),
            has_bills=Exists(Bill.objects.filter(claim=OuterRef("pk"))),
        )
        .order_by("created_at", "pk")[:MOST]
    )
