"""To whom the money goes: declarations of another payee."""

from datetime import date

import pytest

from reimbursements.choices.claims import ClaimState
from reimbursements.choices.money import PayeeForm, PayeeState, PaymentState
from reimbursements.choices.paying import PayeeRefusal
from reimbursements.rules import payees as rules
from reimbursements.rules.payees import Declared

TODAY = date(2026, 11, 20)
A, B = PayeeForm.PERIOD, PayeeForm.BILLS
IN_FORCE, REPLACED, REVOKED = PayeeState.IN_FORCE, PayeeState.REPLACED, PayeeState.REVOKED


def declared(key, *, form=A, state=IN_FORCE, first=(2026, 1, 1), last=None):
    return Declared(key, form, state, date(*first), date(*last) if last else None)


@pytest.mark.parametrize(
    ("declarations", "sent_on", "for_these_bills", "expected"),
    [
        ([], TODAY, None, None),
        ([declared(1)], TODAY, None, 1),
        ([declared(1)], date(2025, 12, 31), None, None),
        ([declared(1, last=(2026, 11, 20))], TODAY, None, 1),
        ([declared(1, last=(2026, 11, 19))], TODAY, None, None),
        ([declared(1, state=REVOKED)], TODAY, None, None),
        # only for the mailing for which it was made
        ([declared(1, form=B)], TODAY, None, None),
        ([declared(1, form=B)], TODAY, 1, 1),
        ([declared(1, form=B), declared(2)], TODAY, 1, 1),
        ([declared(1, form=B, state=REVOKED), declared(2)], TODAY, 1, 2),
        # the one that was changed holds for the days left of it
        (
            [
                declared(1, state=REPLACED, last=(2026, 11, 9)),
                declared(2, form=PayeeForm.CHANGE, first=(2026, 11, 10)),
            ],
            date(2026, 11, 9),
            None,
            1,
        ),
        (
            [
                declared(1, state=REPLACED, last=(2026, 11, 9)),
                declared(2, form=PayeeForm.CHANGE, first=(2026, 11, 10)),
            ],
            date(2026, 11, 10),
            None,
            2,
        ),
    ],
)
def test_which_declaration_holds(declarations, sent_on, for_these_bills, expected):
    found = rules.chosen(declarations, sent_on=sent_on, for_these_bills=for_these_bills)
    assert found == expected


GOOD = {
    "form": A,
    "number": "LU280019400644750000",
    "holder": "Jean Muster",
    "confirmed": True,
    "first_day": TODAY,
    "last_day": None,
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({}, None),
        ({"number": "LU280019400644750001"}, PayeeRefusal.NOT_AN_IBAN),
        ({"number": "US00"}, PayeeRefusal.NOT_AN_IBAN),
        ({"holder": "  "}, PayeeRefusal.NO_HOLDER),
        ({"confirmed": False}, PayeeRefusal.NOT_CONFIRMED),
        ({"first_day": date(2026, 11, 19)}, PayeeRefusal.BEGINS_IN_THE_PAST),
        ({"first_day": None}, PayeeRefusal.BEGINS_IN_THE_PAST),
        ({"last_day": date(2026, 11, 20)}, None),
        ({"last_day": date(2026, 11, 19)}, PayeeRefusal.ENDS_BEFORE_IT_BEGINS),
        ({"form": B, "first_day": None}, None),
    ],
)
def test_making_a_declaration(fields, refusal):
    assert rules.why_not_declare(**GOOD | fields) == refusal


@pytest.mark.parametrize(
    ("state", "payments", "refusal"),
    [
        (None, [], PayeeRefusal.NO_CLAIM),
        (ClaimState.WITHDRAWN, [], PayeeRefusal.NO_CLAIM),
        (ClaimState.SENT, [], None),
        (ClaimState.DECIDED, [PaymentState.WAITING], None),
        (ClaimState.RETURNED, [PaymentState.RETURNED], None),
        (ClaimState.DECIDED, [PaymentState.BATCHED], PayeeRefusal.PAID_ALREADY),
        (ClaimState.ORDERED, [PaymentState.ORDERED], PayeeRefusal.PAID_ALREADY),
        (ClaimState.BEING_CHECKED, [PaymentState.PAID], PayeeRefusal.PAID_ALREADY),
    ],
)
def test_for_the_bills_of_one_mailing(state, payments, refusal):
    assert rules.why_not_for_claim(state=state, payments=payments) == refusal


@pytest.mark.parametrize("state", PayeeState)
def test_only_what_is_in_force_is_ended(state):
    assert (rules.why_not_end(state) is None) == (state == IN_FORCE)
