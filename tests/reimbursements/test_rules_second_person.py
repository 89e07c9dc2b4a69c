"""Second person: which decisions need one, and who may be that person."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reimbursements.choices.claims import ClaimRefusal
from reimbursements.choices.money import DecisionState, SecondReason
from reimbursements.rules import second_person as rules
from reimbursements.rules.second_person import AboutToDecide

TODAY = date(2026, 11, 20)
SALT = "a secret of the tests"
CENT = Decimal("0.01")


def a_bill(*, drawn: bool) -> str:
    """A name that chance picks, or one that it does not."""
    return next(
        name for name in map(str, range(10_000)) if rules.is_drawn(name, salt=SALT) == drawn
    )


PLAIN = AboutToDecide(
    bill=a_bill(drawn=False),
    reimbursed=Decimal("55.09"),
    with_the_others=Decimal("55.09"),
    by_hand=Decimal("0.00"),
    account_changed_on=None,
    is_relatives=False,
)


def reasons(**facts) -> tuple:
    return rules.reasons(replace(PLAIN, **facts), today=TODAY, salt=SALT)


def test_an_ordinary_bill_needs_nobody_else():
    assert reasons() == ()


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"with_the_others": rules.HIGH - CENT}, ()),
        ({"with_the_others": rules.HIGH}, (SecondReason.AMOUNT,)),
        ({"with_the_others": rules.HIGH, "reimbursed": Decimal("0.00")}, ()),
        ({"by_hand": rules.HIGH_BY_HAND - CENT}, ()),
        ({"by_hand": rules.HIGH_BY_HAND}, (SecondReason.SET_BY_AGENT,)),
        ({"account_changed_on": TODAY}, (SecondReason.ACCOUNT_CHANGED,)),
        ({"account_changed_on": TODAY - timedelta(days=30)}, (SecondReason.ACCOUNT_CHANGED,)),
        ({"account_changed_on": TODAY - timedelta(days=31)}, ()),
        ({"account_changed_on": TODAY, "reimbursed": Decimal("0.00")}, ()),
        ({"is_relatives": True}, (SecondReason.OWN_OR_RELATIVE,)),
        (
            {"is_relatives": True, "reimbursed": Decimal("0.00")},
            (SecondReason.OWN_OR_RELATIVE,),
        ),
        ({"bill": a_bill(drawn=True)}, (SecondReason.RANDOM,)),
        (
            {"with_the_others": rules.HIGH, "account_changed_on": TODAY, "is_relatives": True},
            (SecondReason.AMOUNT, SecondReason.ACCOUNT_CHANGED, SecondReason.OWN_OR_RELATIVE),
        ),
    ],
)
def test_what_calls_for_a_second_agent(facts, expected):
    assert reasons(**facts) == expected


@given(bill=st.uuids(), times=st.integers(2, 5))
def test_deciding_again_does_not_draw_again(bill, times):
    assert len({rules.is_drawn(str(bill), salt=SALT) for _ in range(times)}) == 1


def test_chance_picks_about_one_in_so_many():
    drawn = sum(rules.is_drawn(str(number), salt=SALT) for number in range(20_000))
    assert 300 < drawn < 500  # 400 expected; the names are fixed, so this never varies


def test_another_secret_draws_other_bills():
    names = [str(number) for number in range(2_000)]
    one = {name for name in names if rules.is_drawn(name, salt=SALT)}
    other = {name for name in names if rules.is_drawn(name, salt="another secret")}
    assert one != other


@given(
    reimbursed=st.decimals(0, 5_000, places=2),
    more=st.decimals(0, 5_000, places=2),
    relatives=st.booleans(),
)
def test_more_money_never_needs_fewer_eyes(reimbursed, more, relatives):
    def of(amount):
        return set(reasons(reimbursed=amount, with_the_others=amount, is_relatives=relatives))

    assert of(reimbursed) <= of(reimbursed + more)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({}, None),
        ({"state": DecisionState.IN_FORCE}, ClaimRefusal.CLOSED),
        ({"state": DecisionState.SENT_BACK}, ClaimRefusal.CLOSED),
        ({"is_who_proposed": True}, ClaimRefusal.SAME_AGENT),
        ({"is_own_file": True}, ClaimRefusal.OWN_FILE),
        ({"is_relatives": True}, ClaimRefusal.RELATIVES_FILE),
    ],
)
def test_who_may_be_the_second(facts, refusal):
    usual = {
        "state": DecisionState.PROPOSED,
        "is_who_proposed": False,
        "is_own_file": False,
        "is_relatives": False,
    }
    assert rules.why_not_confirm(**{**usual, **facts}) == refusal
