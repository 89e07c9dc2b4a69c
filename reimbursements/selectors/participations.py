"""What the people of a household have borne as participation in a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q, Sum

from insured.selectors import families
from reimbursements.models import LineDecision
from reimbursements.rules import complementary as rules
from reimbursements.rules.complementary import Counted

if TYPE_CHECKING:
    from insured.models import InsuredPerson


@dataclass(frozen=True)
class Household:
    """The participations of a person, and of those who were insured through them, in a year."""

    year: int
    people: tuple[InsuredPerson, ...]
    rows: tuple[Counted, ...]

    @property
    def counted(self) -> Decimal:
        """What is compared with the threshold."""
        return rules.participation(self.rows)

    def of(self, person: InsuredPerson) -> Decimal:
        """What counts of one of them."""
        return rules.participation(row for row in self.rows if row.person == person.pk)

    @property
    def not_counted(self) -> Decimal:
        """Participations in care that does not count."""
        return sum((row.amount for row in self.rows if not row.counts), Decimal("0.00"))


def of_household(person: InsuredPerson, year: int, *, told_only: bool = True) -> Household:
    """From the decisions in force about care in that calendar year; two queries.

    `told_only`: without what no statement has told yet.
    """
    stretches = families.insured_through(person, first=date(year, 1, 1), last=date(year, 12, 31))
    treated = Q(pk__in=())
    for one, days in stretches:
        treated |= Q(patient=one.pk, served_on__gte=days.first, served_on__lte=days.end)
    lines = LineDecision.objects.told() if told_only else LineDecision.objects.in_force()
    sums = (
        lines.filter(treated, participation__gt=0)
        .order_by("patient", "care")
        .values_list("patient", "care")
        .annotate(amount=Sum("participation"))
    )
    people = {one.pk: one for one, _days in stretches}
    return Household(year, tuple(people.values()), tuple(Counted(*row) for row in sums))
