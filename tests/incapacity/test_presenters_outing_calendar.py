"""The small calendar of a certificate's days."""

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause, Outings
from incapacity.choices.outings import OutingRule
from incapacity.presenters.outing_calendar import MOST_DAYS, MOST_WEEKS, OutingCalendar, shows

DAY = timedelta(days=1)
THURSDAY = date(2026, 11, 19)
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def calendar(length=16, *, first=THURSDAY, cause=Cause.ILLNESS, today=TODAY, **more):
    days = Days(first, first + (length - 1) * DAY)
    return OutingCalendar.of(days, cause=cause, today=today, **more)


def drawn(found):
    return [cell.day for week in found.weeks for cell in week if cell.found]


def test_the_days_are_told_in_stretches_with_their_hours():
    assert [(line.when, line.what, line.is_now) for line in calendar().lines] == [
        ("Thursday 19 November 2026 to Monday 23 November 2026", "Stay at home", True),
        (
            "Tuesday 24 November 2026 to Friday 4 December 2026",
            "You may go out from 10:00 to 12:00 and from 14:00 to 18:00",
            False,
        ),
    ]


def test_weeks_begin_on_monday_and_hold_exactly_the_days_of_the_certificate():
    found = calendar()
    assert found.weekdays[0]["full"] == "Monday"
    assert drawn(found) == [THURSDAY + n * DAY for n in range(16)]
    assert all(week[0].day.weekday() == 0 for week in found.weeks)
    assert [cell.day for week in found.weeks for cell in week if cell.is_today] == [TODAY]
    assert found.caption == "November 2026 to December 2026"
    assert calendar(3).caption == "November 2026"


def test_a_prolongation_says_from_where_its_days_are_counted():
    found = calendar(first=TODAY, period_began=THURSDAY)
    assert "Thursday 19 November 2026" in found.counted
    assert found.lines[0].when == "Sunday 22 November 2026 to Monday 23 November 2026"
    assert calendar().counted == ""


def test_of_a_long_certificate_the_weeks_around_today_are_drawn_and_all_days_told():
    found = calendar(300, today=THURSDAY + 150 * DAY)
    assert len(found.weeks) == MOST_WEEKS
    assert THURSDAY + 150 * DAY in drawn(found)
    assert found.cut.startswith("8 weeks")
    assert found.lines[-1].stretch.days.end == THURSDAY + 299 * DAY
    assert calendar(20).cut == ""


def test_a_slip_of_the_year_does_not_become_a_calendar_of_a_lifetime():
    found = OutingCalendar.of(Days(THURSDAY, date(9999, 12, 31)), cause=Cause.ILLNESS, today=TODAY)
    assert len(found.days) == MOST_DAYS


@pytest.mark.parametrize(("length", "speaks"), [(42, False), (43, True)])
def test_after_six_weeks_it_says_that_the_hours_may_be_lifted(length, speaks):
    assert bool(calendar(length).lifting) is speaks


@pytest.mark.parametrize(("until", "speaks"), [(41, True), (42, False)])
def test_what_is_lifted_for_all_days_ahead_is_not_offered_again(until, speaks):
    lifted = [Days(TODAY, THURSDAY + until * DAY)]
    assert bool(calendar(43, lifted=lifted).lifting) is speaks


def test_of_days_that_are_over_nothing_can_be_lifted():
    assert calendar(43, today=THURSDAY + 43 * DAY).lifting == ""
    assert calendar(43, today=THURSDAY + 43 * DAY).is_over
    assert not calendar(43, today=THURSDAY + 42 * DAY).is_over


@pytest.mark.parametrize("cause", [Cause.FAMILY, Cause.MATERNITY])
def test_where_no_rule_is_known_none_is_drawn(cause):
    found = calendar(60, cause=cause)
    assert not shows(cause)
    assert (found.has_rules, found.lifting, found.counted) == (False, "", "")
    html = render_to_string("incapacity/_outing_calendar.html", {"calendar": found})
    assert "no rule is known" in html
    assert "<table" not in html


def test_nothing_is_told_by_colour_alone():
    html = render_to_string(
        "incapacity/_outing_calendar.html",
        {"calendar": calendar(said=Outings.FORBIDDEN)},
    )
    assert html.count("at home, by the doctor") == 16 + 1  # every day, and the legend
    assert ", today" in html


@given(
    st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 1, 1)),
    st.integers(1, 400),
    st.integers(-40, 440),
    st.integers(0, 90),
    st.sampled_from(Outings),
)
def test_the_list_tells_every_day_and_the_drawing_shows_only_days_of_it(
    first, length, now, before, said
):
    found = calendar(
        length, first=first, today=first + now * DAY, period_began=first - before * DAY, said=said
    )
    told = [
        line.stretch.days.first + n * DAY
        for line in found.lines
        for n in range((line.stretch.days.end - line.stretch.days.first).days + 1)
    ]
    assert told == [first + n * DAY for n in range(length)]
    assert 1 <= len(found.weeks) <= MOST_WEEKS
    assert set(drawn(found)) <= set(told)
    assert all(len(week) == 7 for week in found.weeks)
    assert {look["rule"] for look in found.looks} <= {rule.value for rule in OutingRule}
    assert found.caption
    if found.today in told:
        assert found.today in drawn(found)
