"""When somebody on sick leave may leave the house."""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause, Outings
from incapacity.choices.outings import OutingRule
from incapacity.parameters.outings import Hours
from incapacity.parameters.sourced import KNOWN_FROM
from incapacity.rules.outings import (
    calendar_of,
    rule_on,
    stretches,
)

DAY = timedelta(days=1)
MONDAY = date(2026, 11, 23)
OUT = (Hours(time(10), time(12)), Hours(time(14), time(18)))

first_days = st.dates(min_value=KNOWN_FROM, max_value=date(2100, 12, 31))
lengths = st.integers(1, 400)


@pytest.mark.parametrize(
    ("number", "rule"),
    [
        (1, OutingRule.AT_HOME),
        (5, OutingRule.AT_HOME),
        (6, OutingRule.HOURS),
        (42, OutingRule.HOURS),
        (43, OutingRule.HOURS),
        (365, OutingRule.HOURS),
    ],
)
def test_five_days_at_home_and_then_set_hours(number, rule):
    found = rule_on(MONDAY + (number - 1) * DAY, period_began=MONDAY, cause=Cause.ILLNESS)
    assert (found.number, found.rule) == (number, rule)
    assert found.hours == (OUT if rule == OutingRule.HOURS else ())


def test_days_are_counted_from_the_beginning_of_the_period_not_of_the_sheet():
    prolonged = calendar_of(
        Days(MONDAY, MONDAY + 6 * DAY), period_began=MONDAY - 3 * DAY, cause=Cause.ILLNESS
    )
    assert [day.number for day in prolonged] == list(range(4, 11))
    assert [day.rule for day in prolonged][:3] == [
        OutingRule.AT_HOME,
        OutingRule.AT_HOME,
        OutingRule.HOURS,
    ]


@pytest.mark.parametrize("number", [1, 5, 6, 60])
def test_what_the_doctor_forbids_stays_forbidden_even_when_the_hours_were_lifted(number):
    day = MONDAY + (number - 1) * DAY
    found = rule_on(
        day,
        period_began=MONDAY,
        cause=Cause.ACCIDENT,
        said=Outings.FORBIDDEN,
        lifted=[Days(MONDAY, MONDAY + 90 * DAY)],
    )
    assert (found.rule, found.hours) == (OutingRule.FORBIDDEN, ())


def test_what_the_sheet_allows_does_not_open_the_first_five_days():
    found = rule_on(
        MONDAY + 4 * DAY, period_began=MONDAY, cause=Cause.ILLNESS, said=Outings.ALLOWED
    )
    assert found.rule == OutingRule.AT_HOME


@pytest.mark.parametrize("cause", [Cause.FAMILY, Cause.MATERNITY])
def test_for_other_leave_no_rule_is_invented(cause):
    assert rule_on(MONDAY, period_began=MONDAY, cause=cause).rule == OutingRule.NO_RULE


def test_the_lifted_days_and_no_others_are_free():
    calendar = calendar_of(
        Days(MONDAY, MONDAY + 49 * DAY),
        period_began=MONDAY,
        cause=Cause.ILLNESS,
        lifted=[Days(MONDAY + 44 * DAY, MONDAY + 46 * DAY)],
    )
    assert [
        (stretch.rule, (stretch.days.end - stretch.days.first).days + 1)
        for stretch in stretches(calendar)
    ] == [
        (OutingRule.AT_HOME, 5),
        (OutingRule.HOURS, 39),
        (OutingRule.LIFTED, 3),
        (OutingRule.HOURS, 3),
    ]


def test_a_day_before_the_period_is_a_mistake():
    with pytest.raises(ValueError, match="before the period"):
        rule_on(MONDAY - DAY, period_began=MONDAY, cause=Cause.ILLNESS)


@given(first_days, lengths, st.integers(0, 60), st.sampled_from(Cause), st.sampled_from(Outings))
def test_a_calendar_is_exactly_the_days_of_the_certificate(first, length, before, cause, said):
    days = Days(first, first + (length - 1) * DAY)
    began = max(KNOWN_FROM, first - before * DAY)
    calendar = calendar_of(days, period_began=began, cause=cause, said=said)
    assert [day.day for day in calendar] == [first + n * DAY for n in range(length)]
    for day in calendar:
        assert day == rule_on(day.day, period_began=began, cause=cause, said=said)
        assert bool(day.hours) == (day.rule == OutingRule.HOURS)
    drawn = stretches(calendar)
    assert [
        stretch.days.first + n * DAY
        for stretch in drawn
        for n in range((stretch.days.end - stretch.days.first).days + 1)
    ] == [day.day for day in calendar]
    assert all(one.rule != next_.rule for one, next_ in pairwise(drawn))
