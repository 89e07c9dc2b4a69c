"""Luxembourg's wall clock through both changes of the year."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel import civil_time

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    ("day", "wall", "utc_hour"),
    [
        (date(2026, 3, 28), time(9), 8),
        (date(2026, 3, 30), time(9), 7),
        (date(2026, 10, 24), time(9), 7),
        (date(2026, 10, 26), time(9), 8),
        (SPRING, time(9), 7),
        (AUTUMN, time(9), 8),
    ],
)
def test_nine_o_clock_is_nine_on_the_wall(day, wall, utc_hour):
    moment = civil_time.at(day, wall)
    assert moment == datetime(day.year, day.month, day.day, utc_hour, tzinfo=UTC)
    assert civil_time.wall(moment).time() == wall


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 6, 1), 24)])
def test_how_long_a_day_is(day, hours):
    length = civil_time.midnight(day + timedelta(days=1)) - civil_time.midnight(day)
    assert length == timedelta(hours=hours)


def test_the_repeated_hour_means_the_first_one():
    assert civil_time.at(AUTUMN, time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_skipped_hour_is_read_with_the_offset_before():
    moment = civil_time.at(SPRING, time(2, 30))
    assert moment == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert civil_time.wall(moment).time() == time(3, 30)


@given(st.integers(1577836800, 2208988800).map(lambda second: datetime.fromtimestamp(second, UTC)))
def test_a_moment_belongs_to_the_day_between_two_midnights(moment):
    day = civil_time.day_of(moment)
    assert civil_time.midnight(day) <= moment < civil_time.midnight(day + timedelta(days=1))
