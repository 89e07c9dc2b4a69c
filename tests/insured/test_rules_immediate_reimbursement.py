"""Which bills to bring: domain 1.3, read as a table and as properties."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel.dated import NothingInForceError
from insured.choices.immediate_reimbursement import BillKind, WhyNotBring
from insured.rules.immediate_reimbursement import (
    Bill,
    judge,
    latest_visit,
    too_old_from,
    why_not_bring,
)

VISIT = date(2026, 3, 18)
DOCTOR, FUNERAL = BillKind.DOCTOR, BillKind.FUNERAL
NEVER = {BillKind.PHYSIOTHERAPY, BillKind.DIETICIAN}
ALSO_FROM_ABROAD = {BillKind.FUNERAL, BillKind.FOOD, BillKind.NAPPIES}


def bill(amount="100", *, kind=DOCTOR, paid_on=VISIT, abroad=False):
    return Bill(kind, Decimal(amount), paid_on, abroad)


# -- how old the payment may be ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("paid_on", "visit", "why_not"),
    [
        (date(2026, 3, 18), date(2026, 3, 18), None),  # paid on the day itself
        (date(2026, 3, 4), date(2026, 3, 18), None),  # 14 days
        (date(2026, 3, 3), date(2026, 3, 18), WhyNotBring.TOO_OLD),  # 15 days
        (date(2026, 3, 3), date(2026, 3, 17), None),
        (date(2026, 2, 18), date(2026, 3, 4), None),  # February has 28 days
        (date(2026, 2, 17), date(2026, 3, 4), WhyNotBring.TOO_OLD),
        (date(2028, 2, 19), date(2028, 3, 4), None),  # and 29 in a leap year
        (date(2028, 2, 18), date(2028, 3, 4), WhyNotBring.TOO_OLD),
        (date(2028, 2, 29), date(2028, 3, 14), None),
        (date(2028, 2, 29), date(2028, 3, 15), WhyNotBring.TOO_OLD),
        (date(2026, 12, 20), date(2027, 1, 3), None),  # over the year's end
        (date(2026, 12, 20), date(2027, 1, 4), WhyNotBring.TOO_OLD),
        (date(2026, 3, 19), date(2026, 3, 18), WhyNotBring.NOT_PAID_YET),
    ],
)
def test_a_payment_is_less_than_fifteen_calendar_days_old(paid_on, visit, why_not):
    assert why_not_bring(bill(paid_on=paid_on), visit=visit) == why_not


def test_the_day_from_which_it_is_too_old():
    assert too_old_from(date(2026, 3, 3), visit=VISIT) == date(2026, 3, 18)


# -- kinds and countries -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", BillKind)
@pytest.mark.parametrize("abroad", [False, True])
def test_every_kind_here_and_abroad(kind, abroad):
    expected = None
    if kind in NEVER:
        expected = WhyNotBring(kind)
    elif abroad and kind not in ALSO_FROM_ABROAD:
        expected = WhyNotBring.ABROAD
    assert why_not_bring(bill(kind=kind, abroad=abroad), visit=VISIT) == expected


def test_what_never_changes_is_said_before_what_another_day_would_mend():
    old = date(2026, 1, 1)
    physiotherapy = bill(kind=BillKind.PHYSIOTHERAPY, paid_on=old, abroad=True)
    assert why_not_bring(physiotherapy, visit=VISIT) == WhyNotBring.PHYSIOTHERAPY
    assert why_not_bring(bill(paid_on=old, abroad=True), visit=VISIT) == WhyNotBring.ABROAD
    allowance = bill(kind=FUNERAL, paid_on=old, abroad=True)
    assert why_not_bring(allowance, visit=VISIT) == WhyNotBring.TOO_OLD


def test_every_kind_that_is_never_paid_at_once_has_its_sentence():
    assert {WhyNotBring(kind).label for kind in NEVER}


# -- the total ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amounts", "missing"),
    [
        ([], "100"),
        (["99.99"], "0.01"),
        (["100.00"], "0"),
        (["100.01"], "0"),
        (["33.33", "33.33", "33.34"], "0"),
        (["0.10"] * 999 + ["0.09"], "0.01"),  # binary fractions would not come to this
    ],
)
def test_the_bills_of_the_household_come_to_a_hundred_euros(amounts, missing):
    answer = judge([bill(amount) for amount in amounts], visit=VISIT)
    assert answer.missing == Decimal(missing)
    assert answer.is_enough == (answer.missing == 0)


def test_only_what_may_be_brought_counts():
    answer = judge(
        [
            bill("60"),
            bill("500", kind=BillKind.PHYSIOTHERAPY),
            bill("500", abroad=True),
            bill("39.99", paid_on=date(2026, 3, 4)),
            bill("500", paid_on=date(2026, 3, 3)),
        ],
        visit=VISIT,
    )
    assert (answer.total, answer.missing) == (Decimal("99.99"), Decimal("0.01"))
    assert [one.why_not is None for one in answer.bills] == [True, False, False, True, False]


# -- an earlier visit --------------------------------------------------------------------------


def test_the_last_day_on_which_the_bills_are_enough():
    bills = [bill("60", paid_on=date(2026, 3, 1)), bill("60", paid_on=date(2026, 3, 3))]
    assert latest_visit(bills, first=date(2026, 3, 5), visit=VISIT) == date(2026, 3, 15)
    assert latest_visit(bills, first=date(2026, 3, 16), visit=VISIT) is None


def test_no_earlier_visit_helps_when_the_amount_is_too_small():
    assert latest_visit([bill("60")], first=date(2026, 3, 1), visit=VISIT) is None


def test_before_the_first_known_conditions_there_is_no_answer():
    with pytest.raises(NothingInForceError):
        judge([], visit=date(2022, 12, 31))


# -- properties --------------------------------------------------------------------------------

visits = st.dates(date(2023, 6, 1), date(2099, 12, 31))
amounts = st.decimals(Decimal("0.01"), Decimal(500), places=2)


@st.composite
def bills_around(draw, visit):
    paid_on = visit - timedelta(days=draw(st.integers(-3, 30)))
    return Bill(draw(st.sampled_from(BillKind)), draw(amounts), paid_on, draw(st.booleans()))


@given(st.data())
def test_the_answer_is_what_the_text_says_bill_by_bill(data):
    visit = data.draw(visits)
    bills = data.draw(st.lists(bills_around(visit), max_size=8))
    answer = judge(bills, visit=visit)
    brought = [
        one
        for one in bills
        if one.kind not in NEVER
        and (not one.abroad or one.kind in ALSO_FROM_ABROAD)
        and 0 <= (visit - one.paid_on).days < 15
    ]
    assert [one.bill for one in answer.bills if one.why_not is None] == brought
    assert answer.total == sum((one.amount for one in brought), Decimal(0))
    assert answer.is_enough == (answer.total >= 100)
    assert answer.total + answer.missing >= 100


@given(st.data())
def test_a_bill_is_good_until_the_day_before_it_is_too_old(data):
    visit = data.draw(visits)
    one = data.draw(bills_around(visit))
    limit = too_old_from(one.paid_on, visit=visit)
    assert why_not_bring(one, visit=limit - timedelta(days=1)) not in {
        WhyNotBring.TOO_OLD,
        WhyNotBring.NOT_PAID_YET,
    }
    assert why_not_bring(one, visit=limit) is not None


@given(st.data())
def test_no_day_after_the_latest_visit_is_enough(data):
    visit = data.draw(visits)
    bills = data.draw(st.lists(bills_around(visit), max_size=8))
    first = visit - timedelta(days=data.draw(st.integers(0, 30)))
    found = latest_visit(bills, first=first, visit=visit)
    days = [first + timedelta(days=n) for n in range((visit - first).days)]
    enough = [day for day in days if judge(bills, visit=day).is_enough]
    assert found == (enough[-1] if enough else None)


@given(st.data())
def test_another_bill_never_makes_it_less(data):
    visit = data.draw(visits)
    bills = data.draw(st.lists(bills_around(visit), min_size=1, max_size=8))
    assert judge(bills, visit=visit).total >= judge(bills[1:], visit=visit).total
