"""To whom a reimbursement goes: the insured person, or whoever has paid the bills.

Code of social security, article 84, paragraph 1; the form of the CNS "Claim for reimbursement to a
person other than the main insured" has three kinds: A for a period, B for the bills of one
mailing, C instead of an earlier declaration. That the day of sending decides is a convention of
this portal; the form itself was not found.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cns_portal.kernel import iban as numbers
from reimbursements.choices.claims import ClaimState
from reimbursements.choices.money import PayeeForm, PayeeState, PaymentState
from reimbursements.choices.paying import PayeeRefusal

STILL_OPEN = frozenset({PaymentState.WAITING, PaymentState.RETURNED, PaymentState.REPLACED})
"""States of payments whose account may still change."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration as it is on file. `key` names its row."""

    key: int
    form: PayeeForm
    state: PayeeState
    first_day: date
    last_day: date | None = None


def chosen(
    declarations: Iterable[Declared], *, sent_on: date, for_these_bills: int | None = None
) -> int | None:
    """The declaration that holds for bills sent on a day; None: the insured person is paid.

    `for_these_bills` is the declaration that was made for just this mailing; it comes first. One
    that was replaced still holds for the days that are left of it, one that was ended for none.
    """
    known = {one.key: one for one in declarations if one.state != PayeeState.REVOKED}
    if for_these_bills in known:
        return for_these_bills
    for one in known.values():
        if one.form != PayeeForm.BILLS and _covers(one, sent_on):
            return one.key
    return None


def why_not_declare(
    *,
    form: PayeeForm,
    number: str,
    holder: str,
    confirmed: bool,
    first_day: date | None,
    last_day: date | None,
    today: date,
) -> PayeeRefusal | None:
    """Why a declaration cannot be made with these fields. The days count for a period only."""
    if numbers.why_not(number):
        return PayeeRefusal.NOT_AN_IBAN
    if not holder.strip():
        return PayeeRefusal.NO_HOLDER
    if not confirmed:
        return PayeeRefusal.NOT_CONFIRMED
    if form == PayeeForm.BILLS:
        return None
    if first_day is None or first_day < today:
        return PayeeRefusal.BEGINS_IN_THE_PAST
    if last_day is not None and last_day < first_day:
        return PayeeRefusal.ENDS_BEFORE_IT_BEGINS
    return None


def why_not_for_claim(
    *, state: ClaimState | None, payments: Iterable[PaymentState]
) -> PayeeRefusal | None:
    """Why the bills of a mailing cannot go to somebody else; `state` is None without a mailing."""
    if state is None or state == ClaimState.WITHDRAWN:
        return PayeeRefusal.NO_CLAIM
    return PayeeRefusal.PAID_ALREADY if set(payments) - STILL_OPEN else None


def why_not_end(state: PayeeState) -> PayeeRefusal | None:
    """Why a declaration cannot be ended or changed."""
    return None if state == PayeeState.IN_FORCE else PayeeRefusal.NOT_IN_FORCE


def _covers(one: Declared, day: date) -> bool:
    return one.first_day <= day and (one.last_day is None or day <= one.last_day)
