"""The claims in a file that were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet

from reimbursements.models import Bill, Claim

if TYPE_CHECKING:
    from insured.models import InsuredPerson


def sent_of(person: InsuredPerson) -> QuerySet[Claim]:
    """Every claim that is not a draft, the latest first, with its reference and bills.

    Two queries for a page of it, whatever there is.
    """
    bills = Bill.objects.select_related("patient", "provider").order_by("position")
    return (
        Claim.objects.of(person)
        .sent()
        .select_related("procedure", "person")
        .prefetch_related(Prefetch("bills", bills))
        .order_by("-sent_at", "-pk")
    )
