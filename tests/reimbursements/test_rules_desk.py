"""What an agency pays at once: the hall's rule about the bills of a claim, and how it is paid."""

from datetime import date
from decimal import Decimal

import pytest

from insured.choices.immediate_reimbursement import BillKind, WhyNotBring
from reimbursements.choices.care import Care, Profession
from reimbursements.choices.money import Method, PaymentRefusal
from reimbursements.rules import desk as rules
from reimbursements.rules.desk import AtTheDesk

TODAY = date(2026, 11, 20)
YESTERDAY = date(2026, 11, 19)


def bill(key=1, amount="100.00", *, paid_on=YESTERDAY, **fields):
    return AtTheDesk(key, None if amount is None else Decimal(amount), paid_on, **fields)


@pytest.mark.parametrize(
    ("profession", "cares", "kind"),
    [
        (None, (), BillKind.OTHER),
        (Profession.DOCTOR, (), BillKind.DOCTOR),
        (Profession.DOCTOR, (Care.CONSULTATION, Care.DOCTOR_ACT), BillKind.DOCTOR),
        (Profession.PHYSIOTHERAPIST, (), BillKind.PHYSIOTHERAPY),
        (Profession.HOSPITAL, (Care.CONSULTATION, Care.PHYSIOTHERAPY), BillKind.PHYSIOTHERAPY),
        (None, (Care.PHYSIOTHERAPY_SERIOUS,), BillKind.PHYSIOTHERAPY),
        (Profession.DIETICIAN, (Care.OTHER,), BillKind.DIETICIAN),
        (Profession.OTHER, (Care.DIETICIAN,), BillKind.DIETICIAN),
        (Profession.PHARMACY, (Care.MEDICINE,), BillKind.MEDICINES),
        (Profession.LABORATORY, (Care.LABORATORY,), BillKind.OTHER),
    ],
)
def test_what_the_hall_calls_a_bill(profession, cares, kind):
    assert rules.kind_of(bill(profession=profession, cares=cares)) == kind


@pytest.mark.parametrize(
    ("one", "why_not"),
    [
        (bill(), None),
        (bill(paid_on=date(2026, 11, 6)), None),  # 14 days
        (bill(paid_on=date(2026, 11, 5)), WhyNotBring.TOO_OLD),
        (bill(paid_on=None), WhyNotBring.NOT_PAID_YET),
        (bill(country="FR"), WhyNotBring.ABROAD),
        (bill(cares=(Care.PHYSIOTHERAPY,)), WhyNotBring.PHYSIOTHERAPY),
    ],
)
def test_which_bills_are_paid_at_once(one, why_not):
    assert rules.judge([one], today=TODAY).why_not == {1: why_not}


def test_a_flat_rate_from_abroad_is_paid_at_once():
    from_abroad = bill(country="FR")
    assert rules.judge([from_abroad], today=TODAY, flat_rates=[1]).payable == (1,)


def test_no_word_of_an_agent_makes_physiotherapy_payable():
    one = bill(country="FR", cares=(Care.PHYSIOTHERAPY,))
    assert rules.judge([one], today=TODAY, flat_rates=[1]).payable == ()


@pytest.mark.parametrize(
    ("amounts", "enough"),
    [(["100.00"], True), (["99.99"], False), (["60.00", "40.00"], True), (["60.00", None], False)],
)
def test_the_bills_together_come_to_a_hundred_euros(amounts, enough):
    bills = [bill(key, amount) for key, amount in enumerate(amounts)]
    assert rules.judge(bills, today=TODAY).answer.is_enough is enough


HOW = {
    "chosen": [1],
    "method": Method.INSTANT,
    "by_proxy": False,
    "proxy_papers": False,
    "proxy_account": False,
}


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({}, None),
        ({"method": Method.CHEQUE}, None),
        ({"method": Method.TRANSFER}, PaymentRefusal.NOT_AT_THE_DESK),
        ({"chosen": [1, 2]}, PaymentRefusal.NOT_AT_THE_DESK),
        ({"by_proxy": True}, PaymentRefusal.NO_PROXY_PAPERS),
        ({"by_proxy": True, "proxy_papers": True}, PaymentRefusal.NO_ACCOUNT),
        ({"by_proxy": True, "proxy_papers": True, "proxy_account": True}, None),
        ({"by_proxy": True, "proxy_papers": True, "method": Method.CHEQUE}, None),
    ],
)
def test_how_it_is_paid(fields, refusal):
    judged = rules.judge([bill()], today=TODAY)
    assert rules.why_not_pay(judged, **HOW | fields) == refusal


def test_too_little_is_not_paid_at_once():
    judged = rules.judge([bill(amount="99.99")], today=TODAY)
    assert rules.why_not_pay(judged, **HOW) == PaymentRefusal.TOO_LITTLE
