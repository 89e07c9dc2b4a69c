"""Months as laws count them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel.months import last_of_month, lasted_months, months_later

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))


@pytest.mark.parametrize(
    ("day", "count", "later"),
    [
        (date(2026, 1, 15), 3, date(2026, 4, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(9999, 12, 1), 1, date.max),
        (date(1, 1, 1), -1, date.min),
    ],
)
def test_the_same_day_some_months_later(day, count, later):
    assert months_later(day, count) == later


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2028, 2, 29), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_the_last_day_of_a_month(day, last):
    assert last_of_month(day) == last


@pytest.mark.parametrize(
    ("first", "last", "enough"),
    [
        (date(2026, 1, 1), date(2026, 6, 30), True),
        (date(2026, 1, 1), date(2026, 6, 29), False),
        (date(2025, 8, 31), date(2026, 2, 27), True),
        (date(2025, 8, 31), date(2026, 2, 26), False),
        (date(2026, 1, 1), date.max, True),
    ],
)
def test_whether_six_months_have_passed(first, last, enough):
    assert lasted_months(first, last, 6) is enough


@given(day=days, shift=st.integers(0, 400), count=st.integers(-30, 30))
def test_whoever_comes_later_arrives_later(day, shift, count):
    assert months_later(day, count) <= months_later(day + timedelta(days=shift), count)
