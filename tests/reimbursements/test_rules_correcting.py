"""Correcting a line: what an agent may enter."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from reimbursements.choices.correcting import WrongCorrection as Wrong
from reimbursements.choices.reasons import Reason
from reimbursements.rules import correcting as rules
from reimbursements.rules.correcting import LineEntered

SENT = date(2026, 11, 20)
LINE = LineEntered(code="C1", served_on=SENT - timedelta(days=3), quantity=2, amount=Decimal("70"))


@pytest.mark.parametrize(
    ("entered", "wrong"),
    [
        ({}, {}),
        ({"code": "", "served_on": None, "amount": None}, {}),
        ({"quantity": 0}, {"quantity": Wrong.QUANTITY}),
        ({"quantity": 1000}, {"quantity": Wrong.QUANTITY}),
        ({"amount": Decimal("0.00")}, {"amount": Wrong.AMOUNT}),
        ({"amount": Decimal("-1")}, {"amount": Wrong.AMOUNT}),
        ({"amount": Decimal("0.001")}, {"amount": Wrong.AMOUNT}),
        ({"amount": Decimal("NaN")}, {"amount": Wrong.AMOUNT}),
        ({"amount": Decimal("10000000")}, {"amount": Wrong.AMOUNT}),
        ({"convenience_fee": Decimal("-0.01")}, {"convenience_fee": Wrong.FEE}),
        ({"served_on": SENT}, {}),
        ({"served_on": SENT + timedelta(days=1)}, {"served_on": Wrong.SERVED_ON}),
        ({"approved_quantity": 0}, {}),
        ({"approved_quantity": 2}, {}),
        ({"approved_quantity": 3}, {"approved_quantity": Wrong.APPROVED_QUANTITY}),
        ({"approved_quantity": -1}, {"approved_quantity": Wrong.APPROVED_QUANTITY}),
        ({"approved_tariff": Decimal("0.00"), "approved_rate": Decimal("0.88")}, {}),
        ({"approved_tariff": Decimal("62.605")}, {"approved_tariff": Wrong.TARIFF}),
        ({"approved_rate": Decimal("1.01")}, {"approved_rate": Wrong.RATE}),
        ({"approved_rate": Decimal("NaN")}, {"approved_rate": Wrong.RATE}),
        ({"approved_rate": Decimal("-0.01")}, {"approved_rate": Wrong.RATE}),
        ({"refused_for": Reason.NO_PROOF}, {}),
        ({"refused_for": "whatever"}, {"refused_for": Wrong.REASON}),
        (
            {"refused_for": Reason.NO_PROOF, "approved_quantity": 0},
            {"refused_for": Wrong.TARIFF_AND_REASON},
        ),
    ],
)
def test_what_an_agent_may_enter(entered, wrong):
    assert rules.what_is_wrong(replace(LINE, **entered), sent_on=SENT) == wrong


@pytest.mark.parametrize("reason", list(Reason))
def test_nobody_refuses_a_line_with_what_follows_from_the_amounts(reason):
    wrong = rules.what_is_wrong(replace(LINE, refused_for=reason), sent_on=SENT)
    assert (wrong == {"refused_for": Wrong.REASON}) == (reason in rules.FOLLOW_FROM_THE_AMOUNTS)
    assert (reason in rules.REASONS_TO_REFUSE) == (not wrong)
