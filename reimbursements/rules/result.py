"""What the engine answers: every amount of every line, and why. Amounts are euros with cents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from reimbursements.choices.reasons import Reason, Verdict

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Because:
    """A reason with what it speaks of: days as ISO text, amounts as text, so that it can be kept.

    Known names: `until` (send it by), `possible_again_on`, `reference`, `limit`, `left`, `rate`,
    `value`, `since`, `country`, and `legal_basis` where it is another than that of the reason.
    """

    code: Reason
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the calculation: which value was used, since when it holds, and its basis."""

    what: str
    """A stable code: "tariff", "suffix", "quantity", "rate", "full_cover", "cap", …"""
    amount: Decimal
    """What it came to after this step."""
    value: Decimal | None = None
    """The value used: a coefficient, a rate, a cap."""
    since: date | None = None
    legal_basis: str = ""
    source: str = ""
    times: Decimal | None = None
    """What the value is multiplied by: the key letter, where `value` is a coefficient."""


@dataclass(frozen=True, slots=True)
class LineResult:
    """invoiced = reimbursed + participation + over_tariff + refused + open, to the cent."""

    key: int
    verdict: Verdict
    invoiced: Decimal
    tariff: Decimal = ZERO
    participation: Decimal = ZERO
    reimbursed: Decimal = ZERO
    over_tariff: Decimal = ZERO
    refused: Decimal = ZERO
    open: Decimal = ZERO
    """What nobody but an agent can say; nothing is decided while it is more than zero."""
    quantity: int = 1
    """What counted: none of a refused line; all of one that is open."""
    rate: Decimal | None = None
    care: str = ""
    reasons: tuple[Because, ...] = ()
    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        parts = (self.reimbursed, self.participation, self.over_tariff, self.refused, self.open)
        if sum(parts, ZERO) != self.invoiced or min(*parts, self.tariff) < 0:
            raise ValueError(f"The parts of line {self.key} do not add up to what was invoiced.")


@dataclass(frozen=True, slots=True)
class BillResult:
    """The lines in their order; the totals are their sums."""

    key: int
    lines: tuple[LineResult, ...]
    version: str = ""
    """Of the tariffs that were used."""

    def total(self, part: str) -> Decimal:
        """The sum of one of the amounts of all lines."""
        return sum((getattr(line, part) for line in self.lines), ZERO)

    @property
    def verdict(self) -> Verdict:
        """Open while a line is; refused when all are; accepted when nothing was cut."""
        verdicts = {line.verdict for line in self.lines}
        if Verdict.OPEN in verdicts or not verdicts:
            return Verdict.OPEN
        return verdicts.pop() if len(verdicts) == 1 else Verdict.PARTLY
