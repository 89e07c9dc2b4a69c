"""What an agency pays at once: the hall's rule asked about the bills of a claim.

Domain 1.3: at least a total for the household, paid lately, not from abroad, no physiotherapy, no
dietician; by instant transfer or cheque, also to a proxy who shows the papers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from insured.choices.immediate_reimbursement import BillKind, WhyNotBring
from insured.rules import immediate_reimbursement as hall
from insured.rules.immediate_reimbursement import Answer
from reimbursements.choices.care import Care, Profession
from reimbursements.choices.money import Method, PaymentRefusal
from reimbursements.rules.facts import HOME

MOST_BILLS = 20
"""House convention: what one agent takes in at a desk at one time."""

_BY_CARE = {
    Care.PHYSIOTHERAPY: BillKind.PHYSIOTHERAPY,
    Care.PHYSIOTHERAPY_SERIOUS: BillKind.PHYSIOTHERAPY,
    Care.DIETICIAN: BillKind.DIETICIAN,
    Care.CONSULTATION: BillKind.DOCTOR,
    Care.VISIT: BillKind.DOCTOR,
    Care.DOCTOR_ACT: BillKind.DOCTOR,
    Care.DENTAL: BillKind.DOCTOR,
    Care.MEDICINE: BillKind.MEDICINES,
}
_BY_PROFESSION = {
    Profession.PHYSIOTHERAPIST: BillKind.PHYSIOTHERAPY,
    Profession.DIETICIAN: BillKind.DIETICIAN,
    Profession.DOCTOR: BillKind.DOCTOR,
    Profession.DENTIST: BillKind.DOCTOR,
    Profession.PHARMACY: BillKind.MEDICINES,
}
_NEVER_FIRST = (BillKind.PHYSIOTHERAPY, BillKind.DIETICIAN)


@dataclass(frozen=True, slots=True)
class AtTheDesk:
    """A bill as the desk sees it. `amount` is what was invoiced, in euro; None is not known."""

    key: int
    amount: Decimal | None
    paid_on: date | None
    country: str = HOME
    profession: Profession | None = None
    cares: tuple[Care, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """The bills in their order, each with why it is not paid at once; None: it is."""

    answer: Answer
    why_not: dict[int, WhyNotBring | None]

    @property
    def payable(self) -> tuple[int, ...]:
        """The keys of those that are paid at once."""
        return tuple(key for key, reason in self.why_not.items() if reason is None)


def kind_of(bill: AtTheDesk) -> BillKind:
    """What the hall's rule calls the bill; one physiotherapist's act makes it a physiotherapy."""
    kinds = {_BY_CARE.get(care, BillKind.OTHER) for care in bill.cares}
    if bill.profession:
        kinds.add(_BY_PROFESSION.get(bill.profession, BillKind.OTHER))
    for kind in _NEVER_FIRST:
        if kind in kinds:
            return kind
    return kinds.pop() if len(kinds) == 1 else BillKind.OTHER


def judge(bills: Sequence[AtTheDesk], *, today: date, flat_rates: Collection[int] = ()) -> Judged:
    """Which bills are paid at once today, and whether they are enough.

    `flat_rates` are those that an agent has recognised as a funeral allowance, or as a flat rate
    for food products or nappies: the only ones from abroad. What is not known to be paid, is not.
    """
    asked = [
        hall.Bill(
            kind=_kind(bill, flat_rates),
            amount=bill.amount or Decimal(0),
            paid_on=bill.paid_on or today + timedelta(days=1),
            abroad=bill.country != HOME,
        )
        for bill in bills
    ]
    answer = hall.judge(asked, visit=today)
    reasons = (one.why_not for one in answer.bills)
    return Judged(answer, dict(zip((bill.key for bill in bills), reasons, strict=True)))


def why_not_pay(
    judged: Judged,
    *,
    chosen: Iterable[int],
    method: Method,
    by_proxy: bool,
    proxy_papers: bool,
    proxy_account: bool,
) -> PaymentRefusal | None:
    """Why the chosen bills are not paid at the desk.

    The account of a proxy is needed for an instant transfer only.
    """
    if method not in {Method.INSTANT, Method.CHEQUE} or set(chosen) - set(judged.payable):
        return PaymentRefusal.NOT_AT_THE_DESK
    if not judged.answer.is_enough:
        return PaymentRefusal.TOO_LITTLE
    if by_proxy and not proxy_papers:
        return PaymentRefusal.NO_PROXY_PAPERS
    if by_proxy and method == Method.INSTANT and not proxy_account:
        return PaymentRefusal.NO_ACCOUNT
    return None


def _kind(bill: AtTheDesk, flat_rates: Collection[int]) -> BillKind:
    kind = kind_of(bill)
    # An agent's word never makes a bill payable that is of a kind which never is.
    return BillKind.FUNERAL if kind == BillKind.OTHER and bill.key in flat_rates else kind
