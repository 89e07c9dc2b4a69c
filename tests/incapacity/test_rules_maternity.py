"""Maternity leave: its days, its certificate, the months of insurance before it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel.dated import NothingInForceError
from cns_portal.kernel.spans import Days
from incapacity.rules import maternity as rules
from tests.incapacity.calendar import each

EXPECTED = date(2026, 11, 30)
DAY = timedelta(days=1)
expected_days = st.dates(date(2018, 6, 1), date(2035, 12, 31))


def test_eight_weeks_before_and_twelve_after():
    leave = rules.leave(EXPECTED)
    assert leave == Days(date(2026, 10, 5), date(2027, 2, 22))
    assert len(each(leave.first, EXPECTED - DAY)) == 8 * 7
    assert len(each(EXPECTED + DAY, leave.last)) == 12 * 7


@pytest.mark.parametrize(
    ("born_on", "first", "last"),
    [
        (date(2026, 11, 30), date(2026, 10, 5), date(2027, 2, 22)),
        (date(2026, 11, 20), date(2026, 10, 5), date(2027, 2, 22)),  # ten days early: added
        (date(2026, 12, 4), date(2026, 10, 5), date(2027, 2, 26)),  # late: twelve weeks after
        (date(2026, 10, 5), date(2026, 10, 5), date(2027, 2, 22)),
        (date(2026, 9, 1), date(2026, 9, 1), date(2027, 1, 19)),  # before the leave began
    ],
)
def test_the_birth_moves_the_end(born_on, first, last):
    assert rules.leave(EXPECTED, born_on=born_on) == Days(first, last)


@given(expected_days, st.integers(-120, 30))
def test_an_early_child_takes_no_day_away(expected_on, moved):
    planned = rules.leave(expected_on)
    leave = rules.leave(expected_on, born_on=expected_on + moved * DAY)
    assert (leave.last - leave.first).days >= (planned.last - planned.first).days
    assert leave.last - (expected_on + moved * DAY) >= timedelta(weeks=12)


def test_the_certificate_is_from_the_last_twelve_weeks():
    assert rules.certificate_from(EXPECTED) == date(2026, 9, 7)


def test_nothing_is_guessed_for_births_before_2018():
    with pytest.raises(NothingInForceError):
        rules.leave(date(2017, 12, 31))


BEGINS = date(2026, 10, 5)


@pytest.mark.parametrize(
    ("insured", "enough"),
    [
        ([Days(date(2025, 10, 5))], True),
        ([Days(date(2026, 4, 5))], True),  # six months in a row, to the day
        ([Days(date(2026, 4, 8))], False),  # three days less
        ([Days(date(2026, 2, 1), date(2026, 7, 31))], True),  # 181 days, six months
        ([Days(date(2020, 1, 1), date(2025, 12, 31))], False),  # 88 days of the twelve months
        ([Days(date(2025, 10, 5), date(2026, 1, 5)), Days(date(2026, 6, 1))], True),  # broken
        ([Days(date(2025, 10, 5), date(2025, 12, 31)), Days(date(2026, 8, 1))], False),
        ([Days(date(2026, 10, 5))], False),  # begins with the leave
        ([], False),
    ],
)
def test_insured_for_six_of_the_twelve_months_before(insured, enough):
    assert rules.insured_long_enough(insured, begins=BEGINS) is enough


def test_the_twelve_months_end_the_day_before_the_leave():
    assert rules.looked_at(BEGINS) == Days(date(2025, 10, 5), date(2026, 10, 4))


@given(expected_days, st.lists(st.tuples(st.integers(-500, 40), st.integers(0, 300)), max_size=5))
def test_more_insurance_is_never_worse(expected_on, stretches):
    begins = rules.leave(expected_on).first
    insured = [
        Days(begins + offset * DAY, begins + (offset + size) * DAY) for offset, size in stretches
    ]
    answers = [
        rules.insured_long_enough(insured[:count], begins=begins)
        for count in range(len(insured) + 1)
    ]
    assert answers == sorted(answers)
    days = {day for one in insured for day in each(one.first, one.last)}
    if len(days & set(each(*_looked_at(begins)))) >= 184:
        assert answers[-1]


def _looked_at(begins: date) -> tuple[date, date]:
    return begins - timedelta(days=365), begins - DAY
