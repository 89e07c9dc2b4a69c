"""What an agent may enter for a line, and which reasons an agent may refuse one with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reimbursements.choices.correcting import WrongCorrection
from reimbursements.choices.reasons import Reason

MOST_LINES = 60
MOST_OF_ONE = 999
CENT = Decimal("0.01")
MOST_EURO = Decimal("9999999.99")

FOLLOW_FROM_THE_AMOUNTS = frozenset(
    {
        Reason.QUANTITY_CUT,
        Reason.OVER_TARIFF,
        Reason.CONVENIENCE_FEE,
        Reason.REDUCED,
        Reason.NOT_CUMULATED,
        Reason.FOREIGN_BILL,
        Reason.BELGIAN_SUPPLEMENT,
        Reason.AN_AGENT_DECIDES,
        Reason.SET_BY_AGENT,
        Reason.QUANTITY_APPROVED,
    }
)
"""What the calculation says about a part of a line; nobody refuses a whole line with it."""

REASONS_TO_REFUSE = tuple(reason for reason in Reason if reason not in FOLLOW_FROM_THE_AMOUNTS)
"""What an agent may refuse a line with, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class LineEntered:
    """A line as an agent wants it. None and "" mean that nothing is known, or nothing is set."""

    code: str = ""
    served_on: date | None = None
    quantity: int = 1
    amount: Decimal | None = None
    convenience_fee: Decimal = Decimal("0.00")
    approved_quantity: int | None = None
    approved_tariff: Decimal | None = None
    approved_rate: Decimal | None = None
    refused_for: str = ""


def what_is_wrong(line: LineEntered, *, sent_on: date) -> dict[str, WrongCorrection]:
    """By field, why the line cannot be kept so; empty when it can.

    An approved quantity of zero is zero, not "nothing set".
    """
    wrong = {
        "quantity": None if 1 <= line.quantity <= MOST_OF_ONE else WrongCorrection.QUANTITY,
        "amount": _unless(
            line.amount is None or (_is_money(line.amount) and line.amount > 0),
            WrongCorrection.AMOUNT,
        ),
        "convenience_fee": _unless(_is_money(line.convenience_fee), WrongCorrection.FEE),
        "served_on": why_not_day(line.served_on, sent_on=sent_on, else_say="served_on"),
        "approved_quantity": _unless(
            line.approved_quantity is None or 0 <= line.approved_quantity <= line.quantity,
            WrongCorrection.APPROVED_QUANTITY,
        ),
        "approved_tariff": _unless(
            line.approved_tariff is None or _is_money(line.approved_tariff),
            WrongCorrection.TARIFF,
        ),
        "approved_rate": _unless(
            line.approved_rate is None or _is_share(line.approved_rate), WrongCorrection.RATE
        ),
        "refused_for": _why_not_refused_so(line),
    }
    return {name: why for name, why in wrong.items() if why is not None}


def why_not_day(day: date | None, *, sent_on: date, else_say: str) -> WrongCorrection | None:
    """Why `day` cannot stand on a bill that was sent on `sent_on`: nothing of it came later."""
    return None if day is None or day <= sent_on else WrongCorrection(else_say)


def _why_not_refused_so(line: LineEntered) -> WrongCorrection | None:
    if not line.refused_for:
        return None
    if line.refused_for not in REASONS_TO_REFUSE:
        return WrongCorrection.REASON
    set_besides = (line.approved_quantity, line.approved_tariff, line.approved_rate)
    return _unless(all(value is None for value in set_besides), WrongCorrection.TARIFF_AND_REASON)


def _is_money(amount: Decimal) -> bool:
    """Not negative, whole cents, and not more than a column holds."""
    return amount.is_finite() and 0 <= amount <= MOST_EURO and amount == amount.quantize(CENT)


def _is_share(rate: Decimal) -> bool:
    return rate.is_finite() and 0 <= rate <= 1


def _unless(is_right: bool, why: WrongCorrection) -> WrongCorrection | None:
    return None if is_right else why
