"""Which certificates may need their person: the rule says whether they do."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from incapacity.models import Certificate
from incapacity.rules.sheets import LONGEST
from incapacity.selectors.work import SEALED

if TYPE_CHECKING:
    from insured.models import InsuredPerson

MOST = 20
"""More of them on one page help nobody."""


def candidates(person: InsuredPerson, *, today: date) -> list[Certificate]:
    """Begun, arrived electronically, or sent of late with the employer's sheet not ticked off.

    With the earlier certificate and the procedure; one query. Nothing sealed is read.
    """
    not_given = Q(
        state__in=["sent", "being_checked", "needs_you", "at_board", "accepted"],
        employer_given_on__isnull=True,
        first_day__gte=today - LONGEST,
    )
    found = Certificate.objects.of(person).filter(Q(state__in=["draft", "arrived"]) | not_given)
    return list(
        found.select_related("earlier", "procedure")
        .defer(*SEALED, *(f"earlier__{name}" for name in SEALED))
        .order_by("changed_at", "pk")[:MOST]
    )
