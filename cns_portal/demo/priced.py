"""Acts of the demonstration with the price of their tariff, and what the engine says about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache

from reimbursements.choices.reasons import Verdict
from reimbursements.rules.adjudication import adjudicate
from reimbursements.rules.facts import BillFacts, Context, LineFacts, Patient
from reimbursements.rules.result import LineResult
from reimbursements.selectors import tariffs

KNOWN_ON = date(2026, 10, 1)
"""A day on which the tariffs of these acts are published."""

CODES = ("C1", "C2", "C8", "C10", "C14", "C16", "C17", "C41")
ADULT, CHILD = Decimal("0.88"), Decimal("1.00")
PLENTY = Decimal("100000.00")


@dataclass(frozen=True)
class Act:
    """What stands on a bill: an act at its price, perhaps dearer than the tariff."""

    code: str
    label: str
    amount: Decimal
    fee: Decimal = Decimal("0.00")


@cache
def act(code: str, *, over: int = 0, fee: int = 0) -> Act:
    """The act at the tariff of `KNOWN_ON`, `over` euro dearer, with a convenience fee."""
    known = tariffs.current().act(code, KNOWN_ON)
    result = _answer(LineFacts(1, code, KNOWN_ON, 1, PLENTY), minor=False)
    if known is None or result.verdict == Verdict.OPEN:
        raise LookupError(f"{code} has no tariff on {KNOWN_ON}: load the tariffs first.")
    return Act(code, known.label, result.tariff + Decimal(over), Decimal(f"{fee}.00"))


@cache
def priced(one: Act, served_on: date, *, minor: bool = False) -> LineResult:
    """The engine's answer; where it leaves the value to an agent, the present tariff is set."""
    line = LineFacts(1, one.code, served_on, 1, one.amount, one.fee)
    result = _answer(line, minor=minor)
    if result.verdict == Verdict.OPEN:
        by_hand = replace(
            line,
            approved_tariff=act(one.code).amount,
            approved_rate=CHILD if minor else ADULT,
        )
        result = _answer(by_hand, minor=minor)
    return result


def _answer(line: LineFacts, *, minor: bool) -> LineResult:
    day = line.served_on or KNOWN_ON
    born = date(day.year - (10 if minor else 40), 1, 1)
    bill = BillFacts(
        key=1, patient=Patient(1, born), lines=(line,), sent_on=day, paid_on=day, issued_on=day
    )
    (result,) = adjudicate(bill, Context(tariffs.current())).lines
    return result
