"""A year of reimbursements, added up by month, by person and by kind of care.

The three ways come to the same sums, to the cent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum

from reimbursements.rules.result import ZERO

MONTHS = range(1, 13)


class By(StrEnum):
    """Which day puts an act into a year: that of the care, or that on which the bill was paid."""

    CARE = "care"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Amounts:
    """In euro: invoiced = reimbursed + participation + over_tariff + refused."""

    invoiced: Decimal = ZERO
    reimbursed: Decimal = ZERO
    participation: Decimal = ZERO
    over_tariff: Decimal = ZERO
    refused: Decimal = ZERO

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def not_covered(self) -> Decimal:
        """What the insurance does not pay for, besides the participation."""
        return self.over_tariff + self.refused

    @property
    def own(self) -> Decimal:
        """What the person has borne."""
        return self.invoiced - self.reimbursed


NOTHING = Amounts()


@dataclass(frozen=True, slots=True)
class Cell:
    """What was decided about one person's care of one kind in one month.

    `person` is None where it was never clear who was treated; `care` may be empty.
    """

    month: int
    person: int | None
    care: str
    acts: int
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class Year:
    """The decided acts of a year."""

    year: int
    cells: tuple[Cell, ...] = ()

    @property
    def total(self) -> Amounts:
        return _sum(self.cells)

    @property
    def acts(self) -> int:
        """How many acts were decided."""
        return sum(cell.acts for cell in self.cells)

    def of(self, person: int | None) -> Year:
        """The same year of one of the people treated alone."""
        return Year(self.year, tuple(cell for cell in self.cells if cell.person == person))

    def by_month(self) -> dict[int, Amounts]:
        """All twelve months, in order, whether or not anything happened in them."""
        found = _grouped(self.cells, "month")
        return {month: found.get(month, NOTHING) for month in MONTHS}

    def by_person(self) -> dict[int | None, Amounts]:
        """Whoever cost most comes first."""
        return _largest_first(_grouped(self.cells, "person"))

    def by_care(self) -> dict[str, Amounts]:
        """What cost most comes first."""
        return _largest_first(_grouped(self.cells, "care"))


def _sum(cells: Iterable[Cell]) -> Amounts:
    return sum((cell.amounts for cell in cells), NOTHING)


def _grouped(cells: Iterable[Cell], name: str) -> dict:
    found: dict = {}
    for cell in cells:
        key = getattr(cell, name)
        found[key] = found.get(key, NOTHING) + cell.amounts
    return found


def _largest_first(groups: dict) -> dict:
    return dict(sorted(groups.items(), key=lambda item: (-item[1].invoiced, str(item[0]))))
