"""78 weeks within 104, against a count of single days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause
from incapacity.rules import benefit_limit as rules
from incapacity.rules.counting import Counted
from tests.incapacity.calendar import FIRST, SPREAD, absence, absences, days_of, each, many

DAY = timedelta(days=1)


def used_by_hand(ill: set[date], day: date) -> int:
    """Days of the 728 that end with `day`."""
    return len(ill & set(each(day - 727 * DAY, day)))


def end_by_hand(ill: set[date], since: date) -> date | None:
    """The day before the first one beyond 546, looking at each day from `since` on."""
    for day in each(since, max(ill, default=since)):
        if day in ill and used_by_hand(ill, day) > 546:
            return day - DAY
    return None


def lasting(first: date, days: int) -> Counted:
    return Counted([Days(first, first + (days - 1) * DAY)])


def test_the_window_has_104_weeks_and_ends_with_the_day():
    window = rules.window_of(date(2026, 11, 22))
    assert window == Days(date(2024, 11, 25), date(2026, 11, 22))
    assert (window.last - window.first).days + 1 == 104 * 7


@pytest.mark.parametrize(
    ("days", "end"),
    [
        (545, None),
        (546, None),  # reached, not passed
        (547, 545),  # the last day with benefit is the 546th: 545 days after the first
        (700, 545),
    ],
)
def test_546_days_in_a_row_and_not_one_more(days, end):
    first = date(2025, 1, 1)
    found = rules.ends_on(lasting(first, days), since=first)
    assert found == (None if end is None else first + end * DAY)


def test_a_day_at_the_limit_has_none_left():
    first = date(2025, 1, 1)
    standing = rules.standing(lasting(first, 546), today=first + 545 * DAY)
    assert (standing.used, standing.left) == (546, 0)
    assert standing.ends_on is None
    assert standing.would_end_on == first + 545 * DAY


def test_old_days_make_room():
    """A first illness leaves the window a day at a time while the second one goes on."""
    first, second = date(2024, 1, 1), date(2025, 7, 1)
    days = Counted([Days(first, first + 299 * DAY), Days(second, second + 400 * DAY)])
    assert rules.ends_on(days, since=second) == end_by_hand(
        set(each(first, first + 299 * DAY)) | set(each(second, second + 400 * DAY)), second
    )


def test_before_2019_the_limit_was_52_weeks():
    assert rules.standing(Counted([]), today=date(2018, 12, 31)).terms.days == 364
    assert rules.standing(Counted([]), today=date(2019, 1, 1)).terms.days == 546


@pytest.mark.parametrize("cause", ["family", "maternity"])
def test_only_personal_incapacity_counts(cause):
    found = rules.counted(
        [absence(date(2026, 1, 1), date(2026, 6, 30), cause=Cause(cause))], on=date(2026, 7, 1)
    )
    assert found.stretches == ()


def test_nobody_ill_would_have_all_of_it():
    today = date(2026, 11, 22)
    standing = rules.standing(Counted([]), today=today)
    assert (standing.used, standing.left, standing.ends_on) == (0, 546, None)
    assert standing.would_end_on == today + 546 * DAY


@given(many(), st.integers(-40, SPREAD + 800))
def test_every_window_is_counted_as_by_hand(absences, number):
    day = FIRST + number * DAY
    assert rules.used_on(rules.counted(absences, on=day), day) == used_by_hand(
        days_of(absences), day
    )


@given(many(), absences(), st.integers(-40, SPREAD + 800))
def test_one_more_certificate_never_lowers_the_count(absences, another, number):
    day = FIRST + number * DAY
    before = rules.used_on(rules.counted(absences, on=day), day)
    assert rules.used_on(rules.counted([*absences, another], on=day), day) >= before


@given(many(), st.integers(0, SPREAD), st.integers(0, 60))
def test_each_day_says_what_has_changed_since_the_day_before(absences, number, size):
    first = FIRST + number * DAY
    days = rules.counted(absences, on=first)
    found = list(rules.day_by_day(days, first=first, last=first + size * DAY))
    before = rules.used_on(days, first - DAY)
    for one in found:
        assert one.used == before + one.entered - one.left
        assert one.counts == (one.day in days_of(absences))
        before = one.used
    assert [one.day for one in found] == each(first, first + size * DAY)


@given(many(spread=500, longest=600), st.integers(0, SPREAD))
def test_the_end_is_the_one_a_calendar_shows(absences, number):
    since = FIRST + number * DAY
    found = rules.ends_on(rules.counted(absences, on=since), since=since)
    assert found == end_by_hand(days_of(absences), since)


@given(many(spread=500, longest=300), st.integers(0, 900))
def test_a_lasting_incapacity_ends_as_foretold(absences, number):
    since = FIRST + number * DAY
    days = rules.counted(absences, on=since)
    found = rules.would_end_on(days, ill_since=since)
    ill = days_of(absences) | set(each(since, since + 728 * DAY))
    assert found == end_by_hand(ill, since)
