"""The calendar of a year: what lies at its ends."""

from datetime import date

import pytest
from django.utils import translation

from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause
from incapacity.presenters.year import YearCalendar
from incapacity.rules.facts import Absence

TODAY = date(2027, 3, 1)
OVER_NEW_YEAR = [
    Absence(Days(date(2026, 12, 21), date(2026, 12, 31)), Cause.ILLNESS),
    Absence(Days(date(2027, 1, 1), date(2027, 1, 8)), Cause.ILLNESS),
]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize("year", [2026, 2027])
def test_a_period_over_new_year_is_told_whole_in_both_years(year):
    (line,) = YearCalendar(year, OVER_NEW_YEAR, TODAY).lines
    assert "21 December 2026" in line.when
    assert "8 January 2027" in line.when
    assert line.how_long == "19 days"


def test_only_the_days_of_the_year_itself_are_drawn_and_counted():
    assert "8 days" in YearCalendar(2027, OVER_NEW_YEAR, TODAY).summary
    assert "11 days" in YearCalendar(2026, OVER_NEW_YEAR, TODAY).summary


def test_what_ended_on_the_last_day_of_the_year_before_is_not_told():
    assert YearCalendar(2027, OVER_NEW_YEAR[:1], TODAY).lines == []
