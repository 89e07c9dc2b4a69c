"""What a household has borne: whose care counts, on which days, what no longer counts."""

from datetime import date
from decimal import Decimal

import pytest

from cns_portal.kernel.spans import Days
from insured.selectors.families import insured_through
from reimbursements.choices.care import Care
from reimbursements.selectors.participations import of_household
from tests.factories import InsuredPersonFactory
from tests.insured.factories import PeriodFactory
from tests.reimbursements.treated import treated

pytestmark = pytest.mark.django_db

SHARE = Decimal("7.51")
IN_APRIL = date(2026, 4, 10)


@pytest.fixture
def marie():
    return PeriodFactory(person=InsuredPersonFactory(signs_in=True)).person


@pytest.fixture
def max_(marie):
    return PeriodFactory(
        person=InsuredPersonFactory(signs_in=True), through=marie, first_day=date(2026, 3, 1)
    ).person


def test_care_of_the_household_counts_whoever_sent_the_bill(marie, max_):
    other = InsuredPersonFactory(signs_in=True)
    treated(marie, IN_APRIL)
    treated(max_, IN_APRIL, sent_by=marie)
    treated(max_, IN_APRIL, sent_by=other)
    treated(other, IN_APRIL, sent_by=marie)
    found = of_household(marie, 2026)
    assert found.people == (marie, max_)
    assert (found.of(marie), found.of(max_), found.counted) == (SHARE, 2 * SHARE, 3 * SHARE)


def test_the_days_of_care_say_whose_year_it_is(marie, max_):
    treated(max_, date(2026, 2, 28), sent_by=marie)  # not insured through her yet
    treated(marie, date(2025, 12, 31))
    treated(marie, date(2027, 1, 1))
    assert of_household(marie, 2026).counted == 0
    assert of_household(marie, 2025).counted == of_household(marie, 2027).counted == SHARE
    assert (marie, Days(date(2026, 1, 1), date(2026, 12, 31))) in insured_through(
        marie, first=date(2026, 1, 1), last=date(2026, 12, 31)
    )


def test_dental_prostheses_are_shown_and_do_not_count(marie):
    treated(marie, IN_APRIL, care=Care.DENTAL_PROSTHESIS, participation="80.00")
    treated(marie, IN_APRIL, care=Care.DENTAL, participation="3.00")
    found = of_household(marie, 2026)
    assert (found.counted, found.not_counted) == (Decimal("3.00"), Decimal("80.00"))


def test_what_was_replaced_or_not_told_does_not_count(marie):
    treated(marie, IN_APRIL, state="replaced")
    treated(marie, IN_APRIL, told=False)
    assert of_household(marie, 2026).counted == 0
    assert of_household(marie, 2026, told_only=False).counted == SHARE


def test_it_costs_two_queries_whatever_the_family(marie, max_, django_assert_num_queries):
    for day in range(1, 6):
        treated(max_, date(2026, 5, day), sent_by=marie)
    with django_assert_num_queries(2):
        assert of_household(marie, 2026).counted == 5 * SHARE
