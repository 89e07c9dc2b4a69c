"""Acts of the demonstration with the price of their tariff, and what the engine says about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from reimbursements.choices.reasons import Verdict
from reimbursements.rules.adjudication import adjudicate
from reimbursements.rules.facts import BillFacts, Context, LineFacts, Patient
from reimbursements.rules.result import LineResult
from reimbursements.selectors import tariffs

KNOWN_ON = date(2026, 10, 1)
"""A day on which the tariffs of these acts are published."""

CODES = ("C1", "C2", "C8", "C10", "C14", "C16", "C17")
RENEWAL = "C41"
FOR_CHILDREN = frozenset({"C6"})
ADULT, CHILD = Decimal("0.88"), Decimal("1.00")
PLENTY = Decimal("100000.00")


@dataclass(frozen=True)
class Act:
    """What stands on a bill: an act at its price, perhaps dearer than the tariff.

    `rate` is what an agent sets, with the price as the tariff, where no value is published.
    """

    code: str
    label: str
    amount: Decimal
    fee: Decimal = Decimal("0.00")
    quantity: int = 1
    rate: Decimal | None = None


class Prices:
    """What acts cost and come to, by the tariffs that are loaded now; each is worked out once."""

    def __init__(self) -> None:
        self._context = Context(tariffs.current())
        self._acts: dict[tuple[str, int, int], Act] = {}
        self._results: dict[tuple[Act, date, bool], LineResult] = {}

    def act(self, code: str, *, over: int = 0, fee: int = 0) -> Act:
        """The act at the tariff of `KNOWN_ON`, `over` euro dearer, with a convenience fee.

        Raises `LookupError` when the tariffs are not loaded.
        """
        key = (code, over, fee)
        if key not in self._acts:
            known = self._context.tariffs.act(code, KNOWN_ON)
            line = LineFacts(1, code, KNOWN_ON, 1, PLENTY)
            result = self._answer(line, minor=code in FOR_CHILDREN)
            if known is None or not result.tariff:
                raise LookupError(f"{code} has no tariff on {KNOWN_ON}: load the tariffs first.")
            self._acts[key] = Act(
                code, known.label, result.tariff + Decimal(over), Decimal(f"{fee}.00")
            )
        return self._acts[key]

    def result(self, one: Act, served_on: date, *, minor: bool = False) -> LineResult:
        """The engine's answer; where it leaves the value to an agent, the present one is set."""
        key = (one, served_on, minor)
        if key not in self._results:
            self._results[key] = self._worked_out(one, served_on, minor=minor)
        return self._results[key]

    def _worked_out(self, one: Act, served_on: date, *, minor: bool) -> LineResult:
        line = LineFacts(1, one.code, served_on, one.quantity, one.amount, one.fee)
        result = self._answer(line, minor=minor)
        if result.verdict != Verdict.OPEN:
            return result
        if one.rate is None:
            tariff, rate = self.act(one.code).amount, CHILD if minor else ADULT
        else:
            tariff, rate = one.amount, one.rate
        by_hand = replace(line, approved_tariff=tariff, approved_rate=rate)
        return self._answer(by_hand, minor=minor)

    def _answer(self, line: LineFacts, *, minor: bool) -> LineResult:
        day = line.served_on or KNOWN_ON
        born = date(day.year - (10 if minor else 40), 1, 1)
        bill = BillFacts(
            key=1,
            patient=Patient(1, born),
            lines=(line,),
            sent_on=day,
            paid_on=day,
            issued_on=day,
            prescribed_on=day,
            has_prescription=True,
        )
        (result,) = adjudicate(bill, self._context).lines
        return result
