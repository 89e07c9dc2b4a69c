"""Whether an agent knows the people of a file: then another agent has a look as well."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain
from typing import TYPE_CHECKING

from django.db.models import Q

from insured.models import FamilyTie, Guardianship, InsuredPerson, Mandate

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account


def is_related(account: Account, people: Collection[int]) -> bool:
    """Whether somebody of `people` (keys) is family of whoever signs in with `account`.

    Family is who was ever co-insured with them, is their child or parent, or stands so to one of
    those (a brother, a grandchild, the other parent); and who gave them a mandate or got one. One's
    own file is no relative's. At most six queries, whatever their number.
    """
    own = InsuredPerson.objects.filter(account=account).values_list("pk", flat=True).first()
    others = set(people) - {own}
    if own is None or not others:
        return False
    near = _next_to({own})
    if others & (near | _next_to(near)):
        return True
    mandates = Mandate.objects.filter(
        Q(grantor=own, holder__in=others) | Q(holder=own, grantor__in=others)
    )
    return mandates.exists()


def _next_to(keys: set[int]) -> set[int]:
    """Those tied to one of `keys`, and these themselves; two queries."""
    ties = FamilyTie.objects.filter(Q(principal__in=keys) | Q(member__in=keys))
    wards = Guardianship.objects.filter(Q(holder__in=keys) | Q(child__in=keys))
    pairs = chain(
        ties.values_list("principal", "member"),
        wards.values_list("holder", "child"),
    )
    return keys | set(chain.from_iterable(pairs))
