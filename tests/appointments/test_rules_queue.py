"""Who is next and who is late, as tables and for any waiting room."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appointments.choices import Refusal, Status
from appointments.rules import queue
from appointments.rules.queue import Place, Waiting, in_order, next_for

NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GRACE = 20 * MINUTE
S = Status


def waits(number, *, start=0, arrived=-10, desk=1):
    """Minutes from nine o'clock."""
    return Waiting(number, NINE + start * MINUTE, NINE + arrived * MINUTE, desk)


@pytest.mark.parametrize(
    ("here", "desk", "minutes", "expected"),
    [
        ([], 1, 0, None),
        ([waits(1)], 1, 0, 1),
        ([waits(1)], 2, 0, 1),  # its own desk is not staffed
        ([waits(1, start=15), waits(2)], 1, 0, 2),  # by the time of the appointment
        ([waits(1, arrived=-5), waits(2, arrived=-6)], 1, 0, 2),  # then by arrival
        ([waits(1, start=15, arrived=-60), waits(2, arrived=-1)], 2, 0, 2),  # early gains nothing
        ([waits(1, desk=1), waits(2, start=15, desk=2)], 2, 20, 2),  # own, time has come
        ([waits(1, desk=1), waits(2, start=15, desk=2)], 2, 15, 2),
        ([waits(1, desk=1), waits(2, start=15, desk=2)], 2, 14, 1),  # not yet: whoever is first
        ([waits(1, start=30), waits(2, start=15)], 1, 0, 2),  # nobody's time has come
    ],
)
def test_who_is_next(here, desk, minutes, expected):
    found = next_for(desk, here, now=NINE + minutes * MINUTE)
    assert (found and found.appointment) == expected


ROOM = st.lists(
    st.builds(
        waits,
        st.integers(1, 10**6),
        start=st.integers(-60, 60),
        arrived=st.integers(-90, 60),
        desk=st.integers(1, 4),
    ),
    unique_by=lambda one: one.appointment,
    max_size=12,
)


@settings(deadline=None)
@given(room=ROOM, desk=st.integers(1, 4), minutes=st.integers(-60, 90))
def test_nobody_is_passed_over_without_the_reason_of_the_rule(room, desk, minutes):
    now = NINE + minutes * MINUTE
    first = next_for(desk, room, now=now)
    assert (first is None) == (room == [])
    if first is None:
        return
    mine = [one for one in room if one.planned_desk == desk and one.starts_at <= now]
    assert first in (mine or room)
    for other in mine or room:
        assert (first.starts_at, first.arrived_at) <= (other.starts_at, other.arrived_at)


@settings(deadline=None)
@given(room=ROOM, desk=st.integers(1, 4), minutes=st.integers(-60, 90))
def test_calling_again_and_again_empties_the_room_once_each(room, desk, minutes):
    left, called = list(room), []
    while first := next_for(desk, left, now=NINE + minutes * MINUTE):
        called.append(first.appointment)
        left.remove(first)
    assert sorted(called) == sorted(one.appointment for one in room)


@settings(deadline=None)
@given(room=ROOM, seed=st.randoms())
def test_the_order_does_not_depend_on_the_order_of_the_rows(room, seed):
    shuffled = list(room)
    seed.shuffle(shuffled)
    assert in_order(shuffled) == in_order(room)


@pytest.mark.parametrize(
    ("status", "minutes", "place"),
    [
        (S.CHECKED_IN, -5, Place.WAITING),
        (S.CHECKED_IN, 50, Place.WAITING),
        (S.CALLED, 0, Place.AT_DESK),
        (S.STARTED, 0, Place.AT_DESK),
        (S.CONFIRMED, -1, Place.COMING),
        (S.CONFIRMED, 0, Place.LATE),
        (S.REQUESTED, -1, Place.COMING),
        (S.REQUESTED, 5, Place.COMING),
        (S.COMPLETED, 0, Place.OVER),
        (S.MISSED, 30, Place.OVER),
    ],
)
def test_in_which_list_somebody_stands(status, minutes, place):
    assert queue.place_of(status=status, starts_at=NINE, now=NINE + minutes * MINUTE) == place


@pytest.mark.parametrize(("seconds", "late"), [(-90, 0), (0, 0), (59, 0), (60, 1), (1259, 20)])
def test_minutes_late_are_whole_minutes(seconds, late):
    assert queue.minutes_late(NINE, now=NINE + timedelta(seconds=seconds)) == late


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize(("minutes", "over"), [(-1, False), (0, False), (19, False), (20, True)])
def test_only_who_was_expected_and_is_past_the_grace_has_missed_it(status, minutes, over):
    now = NINE + minutes * MINUTE
    missed = queue.is_missed(status=status, starts_at=NINE, grace=GRACE, now=now)
    assert missed == (over and status == S.CONFIRMED)


def test_nobody_of_another_day_is_called_or_sent_back():
    tomorrow = NINE + timedelta(days=1)
    known = {"starts_at": NINE, "now": tomorrow}
    assert (
        queue.why_not_serve(status=S.CHECKED_IN, outcome=S.CALLED, **known) == Refusal.NOT_THE_DAY
    )
    assert queue.why_not_wait_again(status=S.CALLED, **known) == Refusal.NOT_THE_DAY
