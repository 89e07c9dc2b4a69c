"""Free times against a walk over every minute; the explanation against the list."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appointments.choices import Refusal
from appointments.rules import booking
from appointments.rules.free_times import (
    Busy,
    FreeTime,
    Offer,
    fits,
    free_desks,
    free_times,
    is_on_grid,
    moment,
)
from appointments.rules.opening import Calendar, Closure, WeeklyHours
from cns_portal.kernel import civil_time
from tests.appointments import oracle

MONDAY = date(2026, 3, 2)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def at(hour, minute=0, day=MONDAY):
    return civil_time.at(day, time(hour, minute))


def weekly(opens, closes, **columns):
    return WeeklyHours(0, opens, closes, date(2020, 1, 1), **columns)


def offer(slot=15, buffer=0, **columns):
    known = {"notice": timedelta(0), "horizon_days": 10_000, **columns}
    return Offer("information", "on_site", slot, buffer, **known)


def starts(calendar, desks=(1,), busy=(), offered=None, day=MONDAY):
    """The starts as wall time, with the number of desks: {"08:30": 1}."""
    found = free_times(
        day=day,
        windows=calendar.windows(day),
        desks=desks,
        busy=busy,
        offer=offered or offer(),
    )
    return {f"{civil_time.wall(moment(free)):%H:%M}": free.free for free in found}


def taken(desk, begins_at, minutes):
    return Busy(desk, begins_at.timestamp(), begins_at.timestamp() + minutes * 60)


MORNING = Calendar(weekly=[weekly(time(8, 30), time(10))])


def test_starts_lie_on_the_grid_and_end_before_the_agency_closes():
    assert list(starts(MORNING)) == ["08:30", "08:45", "09:00", "09:15", "09:30", "09:45"]
    assert list(starts(MORNING, offered=offer(40))) == ["08:30", "09:10"]


def test_minutes_after_the_person_are_the_agents_and_may_lie_after_closing():
    assert list(starts(MORNING, offered=offer(30, 15))) == ["08:30", "09:15"]


def test_minutes_after_the_person_keep_the_next_one_away():
    busy = [taken(1, at(8, 50), 5)]
    assert list(starts(MORNING, busy=busy, offered=offer(20))) == ["08:30", "09:10", "09:30"]
    assert list(starts(MORNING, busy=busy, offered=offer(15, 10))) == ["08:55", "09:20", "09:45"]


def test_a_booking_takes_its_desk_only():
    assert starts(MORNING, desks=(1, 2), busy=[taken(2, at(9), 15)])["09:00"] == 1
    assert starts(MORNING, desks=(1, 2), busy=[taken(2, at(9), 15)])["08:45"] == 2


def test_hours_that_open_one_desk_open_the_first_in_the_order_of_staffing():
    calendar = Calendar(weekly=[weekly(time(8, 30), time(9), desks=1)])
    assert starts(calendar, desks=(7, 5)) == {"08:30": 1, "08:45": 1}
    assert starts(calendar, desks=(7, 5), busy=[taken(7, at(8, 30), 30)]) == {}
    assert starts(calendar, desks=(7, 5), busy=[taken(5, at(8, 30), 30)])["08:30"] == 1


def test_a_closure_in_the_morning_does_not_shift_later_times():
    closed = Closure(MONDAY, time(8, 40), time(8, 50), "fire drill")
    calendar = Calendar(weekly=MORNING.weekly, closures=[closed])
    assert list(starts(calendar)) == ["09:00", "09:15", "09:30", "09:45"]


def test_two_stretches_that_touch_are_two():
    calendar = Calendar(weekly=[weekly(time(8), time(8, 20)), weekly(time(8, 20), time(9))])
    assert list(starts(calendar, offered=offer(15))) == ["08:00", "08:20", "08:35"]


def test_without_desks_or_hours_nothing_is_free():
    assert starts(MORNING, desks=()) == {}
    assert starts(Calendar()) == {}
    assert starts(Calendar(weekly=[weekly(time(8), time(9), desks=0)])) == {}


def test_a_free_time_is_a_moment():
    assert moment(FreeTime(int(at(9).timestamp()), 1)) == at(9)


@settings(max_examples=200, deadline=None)
@given(oracle.situations())
def test_free_times_are_those_of_the_walk_over_every_minute(situation):
    day, calendar, desks, busy, offered = situation
    found = free_times(
        day=day, windows=calendar.windows(day), desks=desks, busy=busy, offer=offered
    )
    expected = oracle.free_times(calendar, day, desks, busy, offered)
    assert {moment(free): free.free for free in found} == expected
    assert list(found) == sorted(found)


@settings(max_examples=60, deadline=None)
@given(oracle.situations())
def test_the_explanation_agrees_with_the_list_for_every_tick_of_the_day(situation):
    day, calendar, desks, busy, offered = situation
    windows = calendar.windows(day)
    found = {
        moment(free)
        for free in free_times(day=day, windows=windows, desks=desks, busy=busy, offer=offered)
    }
    for start in oracle.minutes_of(day)[:: oracle.TICK]:
        reason = booking.why_not(
            start, now=LONG_AGO, offer=offered, calendar=calendar, desks=desks, busy=busy
        )
        assert (reason is None) == (start in found), (civil_time.wall(start), reason)
        free = free_desks(starts_at=start, windows=windows, desks=desks, busy=busy, offer=offered)
        assert bool(free) == (start in found)


odd_times = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))


@settings(max_examples=200, deadline=None)
@given(
    hours=st.tuples(odd_times, odd_times).filter(lambda pair: pair[0] < pair[1]),
    closed=st.tuples(odd_times, odd_times).filter(lambda pair: pair[0] < pair[1]),
    slot=st.integers(1, 90),
    buffer=st.integers(0, 30),
    booked=st.integers(0, 1439),
    lasts=st.integers(1, 60),
)
def test_odd_minutes_never_lead_out_of_the_hours_or_onto_a_booking(
    hours, closed, slot, buffer, booked, lasts
):
    calendar = Calendar(weekly=[weekly(*hours)], closures=[Closure(MONDAY, *closed, "closed")])
    offered = offer(slot, buffer)
    midnight = civil_time.midnight(MONDAY)
    busy = [taken(1, midnight + timedelta(minutes=booked), lasts)]
    for free in free_times(
        day=MONDAY, windows=calendar.windows(MONDAY), desks=[1], busy=busy, offer=offered
    ):
        start, end = moment(free), moment(free) + offered.slot
        assert at(hours[0].hour, hours[0].minute) <= start
        assert end <= at(hours[1].hour, hours[1].minute)
        assert end <= at(closed[0].hour, closed[0].minute) or start >= at(
            closed[1].hour, closed[1].minute
        )
        assert (start + offered.occupied).timestamp() <= busy[
            0
        ].from_second or start.timestamp() >= busy[0].until_second
        assert (
            booking.why_not(
                start, now=LONG_AGO, offer=offered, calendar=calendar, desks=[1], busy=busy
            )
            is None
        )


@pytest.mark.parametrize(
    "wrong", [timedelta(minutes=1), timedelta(seconds=1), timedelta(microseconds=1)]
)
def test_between_two_ticks_nothing_starts(wrong):
    windows = MORNING.windows(MONDAY)
    assert is_on_grid(at(9), windows, offer())
    assert not is_on_grid(at(9) + wrong, windows, offer())
    assert (
        free_desks(starts_at=at(9) + wrong, windows=windows, desks=[1], busy=[], offer=offer())
        == []
    )


def test_what_fits_ends_when_the_agency_closes_at_the_latest():
    windows = MORNING.windows(MONDAY)
    assert fits(at(9, 45), windows, offer())
    assert not fits(at(9, 50), windows, offer())
    assert not fits(at(8, 25), windows, offer())


def test_a_reason_for_each_kind_of_no():
    calendar = Calendar(
        weekly=[weekly(time(8, 30), time(10)), weekly(time(13), time(14), desks=1)],
        closures=[Closure(MONDAY, time(9), time(9, 15), "fire drill")],
    )

    def why_not(start, desks=(1,), busy=(), **columns):
        reason = booking.why_not(
            start,
            now=columns.pop("now", LONG_AGO),
            offer=offer(**columns),
            calendar=calendar,
            desks=desks,
            busy=busy,
        )
        return reason.refusal if reason else None

    assert why_not(at(8, 30)) is None
    assert why_not(at(8, 40)) == Refusal.NOT_ON_GRID
    assert why_not(at(9)) == Refusal.CLOSURE
    assert why_not(at(8, 30), slot=60) == Refusal.CLOSURE  # in the middle of it
    assert why_not(at(10)) == Refusal.OUTSIDE_HOURS
    assert why_not(at(3)) == Refusal.OUTSIDE_HOURS
    assert why_not(at(8, 30), busy=[taken(1, at(8, 30), 5)]) == Refusal.TAKEN
    assert why_not(at(8, 30), desks=()) == Refusal.OUTSIDE_HOURS
    assert why_not(at(13), desks=(1, 2), busy=[taken(1, at(13), 60)]) == Refusal.TAKEN
    assert why_not(at(8, 30), now=at(8, 30)) == Refusal.PAST
    assert why_not(at(9, 30), now=at(9), notice=timedelta(hours=2)) == Refusal.TOO_SOON
    assert why_not(at(9, 30), horizon_days=60) == Refusal.TOO_FAR
