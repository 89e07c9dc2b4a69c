"""Which bills to bring to a visit that reimburses them at once, and whether they are enough.

Everything counts from the day of the visit, not from today. Asked before the visit, when it is
booked, and during it, when a claim is decided at the desk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from insured.choices.immediate_reimbursement import BillKind, WhyNotBring
from insured.parameters.immediate_reimbursement import CONDITIONS


@dataclass(frozen=True)
class Bill:
    """A bill of the household. `abroad` is about the service, not about the payment."""

    kind: BillKind
    amount: Decimal
    paid_on: date
    abroad: bool = False


@dataclass(frozen=True)
class Judged:
    """A bill, why it should stay at home (None: bring it), and from when its payment is too old."""

    bill: Bill
    why_not: WhyNotBring | None
    too_old_from: date


@dataclass(frozen=True)
class Answer:
    """What a household's bills come to on the day of the visit. Amounts are euros."""

    bills: tuple[Judged, ...]
    total: Decimal
    least: Decimal

    @property
    def missing(self) -> Decimal:
        """How much is missing; zero when the bills are enough."""
        return max(self.least - self.total, Decimal(0))

    @property
    def is_enough(self) -> bool:
        """Exactly the least total is enough."""
        return self.total >= self.least


def too_old_from(paid_on: date, *, visit: date) -> date:
    """The first day of a visit for which a payment of that day is too old."""
    return paid_on + timedelta(days=CONDITIONS.on(visit).days_until_too_old)


def why_not_bring(bill: Bill, *, visit: date) -> WhyNotBring | None:
    """Why the bill is not paid at once on the day of the visit; what never changes comes first."""
    conditions = CONDITIONS.on(visit)
    if bill.kind in conditions.never:
        return WhyNotBring(bill.kind)
    if bill.abroad and bill.kind not in conditions.also_from_abroad:
        return WhyNotBring.ABROAD
    if bill.paid_on > visit:
        return WhyNotBring.NOT_PAID_YET
    if visit >= too_old_from(bill.paid_on, visit=visit):
        return WhyNotBring.TOO_OLD
    return None


def judge(bills: Sequence[Bill], *, visit: date) -> Answer:
    """Each bill, and all of them together, on the day of the visit."""
    judged = tuple(
        Judged(
            bill,
            why_not_bring(bill, visit=visit),
            too_old_from=too_old_from(bill.paid_on, visit=visit),
        )
        for bill in bills
    )
    total = sum((one.bill.amount for one in judged if one.why_not is None), Decimal(0))
    return Answer(judged, total, CONDITIONS.on(visit).least_total)


def latest_visit(bills: Sequence[Bill], *, first: date, visit: date) -> date | None:
    """The last day from `first` to the one before `visit` on which these bills are enough."""
    day = visit - timedelta(days=1)
    while day >= first:
        if judge(bills, visit=day).is_enough:
            return day
        day -= timedelta(days=1)
    return None
