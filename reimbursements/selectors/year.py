"""A year of decided acts, of the bills that somebody has sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear, TruncDate

from cns_portal.kernel import civil_time
from reimbursements.models import LineDecision
from reimbursements.rules.year import Amounts, By, Cell, Year

if TYPE_CHECKING:
    from insured.models import InsuredPerson

AMOUNTS = ("invoiced", "reimbursed", "participation", "over_tariff", "refused")
BILL = "decision__bill"
SENT = TruncDate(f"{BILL}__claim__sent_at", tzinfo=civil_time.LUXEMBOURG)
DAYS = {
    By.CARE: Coalesce("served_on", f"{BILL}__issued_on", f"{BILL}__paid_on", SENT),
    By.PAID: Coalesce(f"{BILL}__paid_on", f"{BILL}__issued_on", "served_on", SENT),
}
"""The day that puts an act into a year; where it is not known, the nearest that is."""


@dataclass(frozen=True)
class YearOf:
    """A year, with the names of the people treated."""

    year: Year
    names: dict[int, str]


def year_of(person: InsuredPerson, year: int, *, by: By) -> YearOf:
    """What was decided and told about the bills in the claims of `person`; one query."""
    rows = (
        _acts(person, year, by=by)
        .annotate(month=ExtractMonth("day"))
        .order_by("month", "patient", "care")
        .values(
            "month", "patient", "patient__first_name", "patient__last_name", "care",
            acts=Count("pk"),
            **{f"sum_{name}": Sum(name) for name in AMOUNTS},
        )
    )  # fmt: skip
    cells, names = [], {}
    for row in rows:
        names[row["patient"]] = f"{row['patient__first_name']} {row['patient__last_name']}"
        amounts = Amounts(*(row[f"sum_{name}"] for name in AMOUNTS))
        cells.append(Cell(row["month"], row["patient"], row["care"], row["acts"], amounts))
    return YearOf(Year(year, tuple(cells)), names)


def acts_of(person: InsuredPerson, year: int, *, by: By) -> QuerySet[LineDecision]:
    """Each act of the same year, in the order of its days, with what a file says about it."""
    return (
        _acts(person, year, by=by)
        .select_related(
            "patient", f"{BILL}__provider", f"{BILL}__claim__procedure", "decision__statement"
        )
        .defer("reasons", "steps", f"{BILL}__claim__as_sent", f"{BILL}__note")
        .order_by("day", "decision", "pk")
    )


def years_of(person: InsuredPerson, *, by: By) -> list[int]:
    """The years in which there is anything, the latest first."""
    years = LineDecision.objects.of(person).told().annotate(of=ExtractYear(DAYS[by]))
    return list(years.order_by("-of").values_list("of", flat=True).distinct())


def _acts(person: InsuredPerson, year: int, *, by: By) -> QuerySet[LineDecision]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    return (
        LineDecision.objects.of(person)
        .told()
        .annotate(day=DAYS[by])
        .filter(day__gte=first, day__lte=last)
    )
