"""The life of an appointment, as a table."""

from datetime import UTC, datetime, timedelta

import pytest

from appointments.choices import Refusal, Status
from appointments.rules import states

NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)
MINUTE = timedelta(minutes=1)
S = Status

MAY_FOLLOW = {
    (S.HELD, S.REQUESTED),
    (S.HELD, S.CONFIRMED),
    (S.HELD, S.EXPIRED),
    (S.REQUESTED, S.CONFIRMED),
    (S.REQUESTED, S.REFUSED),
    (S.REQUESTED, S.CANCELLED),
    (S.REQUESTED, S.MOVED),
    (S.CONFIRMED, S.CHECKED_IN),
    (S.CONFIRMED, S.COMPLETED),
    (S.CONFIRMED, S.MISSED),
    (S.CONFIRMED, S.CANCELLED),
    (S.CONFIRMED, S.MOVED),
    (S.CHECKED_IN, S.CALLED),
    (S.CHECKED_IN, S.STARTED),
    (S.CHECKED_IN, S.COMPLETED),
    (S.CHECKED_IN, S.MISSED),
    (S.CHECKED_IN, S.CONFIRMED),
    (S.CHECKED_IN, S.CANCELLED),
    (S.CALLED, S.STARTED),
    (S.CALLED, S.CHECKED_IN),
    (S.CALLED, S.COMPLETED),
    (S.CALLED, S.MISSED),
    (S.CALLED, S.CANCELLED),
    (S.STARTED, S.COMPLETED),
    (S.STARTED, S.CHECKED_IN),
    (S.STARTED, S.CANCELLED),
    (S.MISSED, S.COMPLETED),
}


@pytest.mark.parametrize("before", S)
@pytest.mark.parametrize("after", S)
def test_which_state_may_follow_which(before, after):
    assert states.may_follow(before, after) == ((before, after) in MAY_FOLLOW)


def test_whoever_waits_or_is_expected_takes_the_desk():
    there = {S.CHECKED_IN, S.CALLED, S.STARTED}
    assert there == states.PRESENT
    assert {S.HELD, S.REQUESTED, S.CONFIRMED} | there == states.OCCUPIES_THE_DESK
    assert {S.REQUESTED, S.CONFIRMED} == states.OPEN


def test_nothing_that_is_over_takes_the_desk_again():
    for over in set(S) - states.OCCUPIES_THE_DESK:
        assert not states.FOLLOWS[over] & states.OCCUPIES_THE_DESK


@pytest.mark.parametrize(
    ("status", "now", "refusal"),
    [
        (S.CONFIRMED, NINE - MINUTE, None),
        (S.REQUESTED, NINE - MINUTE, None),
        (S.CONFIRMED, NINE, Refusal.ALREADY_STARTED),
        (S.REQUESTED, NINE, Refusal.ALREADY_STARTED),
        *((status, NINE - MINUTE, Refusal.NOT_OPEN) for status in sorted(set(S) - states.OPEN)),
    ],
)
def test_cancelling_and_moving_until_it_begins(status, now, refusal):
    assert states.why_not_cancel(status=status, starts_at=NINE, now=now) == refusal
    assert states.why_not_move(status=status, starts_at=NINE, now=now) == refusal


@pytest.mark.parametrize(
    ("status", "now", "refusal"),
    [
        (S.CONFIRMED, TEN - MINUTE, None),
        (S.REQUESTED, TEN - MINUTE, None),
        (S.CHECKED_IN, TEN - MINUTE, None),
        (S.CONFIRMED, TEN, Refusal.NOT_OPEN),
        *(
            (status, NINE, Refusal.NOT_OPEN)
            for status in (S.HELD, S.CANCELLED, S.REFUSED, S.MOVED, S.COMPLETED, S.MISSED)
        ),
    ],
)
def test_staff_may_cancel_until_it_ends(status, now, refusal):
    assert states.why_not_cancel_by_staff(status=status, ends_at=TEN, now=now) == refusal


@pytest.mark.parametrize("status", S)
def test_whatever_staff_may_cancel_can_become_cancelled(status):
    may = states.why_not_cancel_by_staff(status=status, ends_at=TEN, now=NINE) is None
    assert may == states.may_follow(status, S.CANCELLED)


@pytest.mark.parametrize("status", S)
def test_only_what_was_sent_and_not_decided_can_be_decided(status):
    expected = None if status == S.REQUESTED else Refusal.NOT_WAITING
    assert states.why_not_decide(status=status) == expected


@pytest.mark.parametrize(
    ("status", "now", "is_open"),
    [
        (S.CONFIRMED, NINE - 16 * MINUTE, False),
        (S.CONFIRMED, NINE - 15 * MINUTE, True),
        (S.CONFIRMED, TEN - MINUTE, True),
        (S.CONFIRMED, TEN, False),
        (S.CHECKED_IN, NINE, True),
        (S.REQUESTED, NINE, False),
        (S.CANCELLED, NINE, False),
    ],
)
def test_the_waiting_room_opens_fifteen_minutes_before(status, now, is_open):
    answer = states.waiting_room_is_open(status=status, starts_at=NINE, ends_at=TEN, now=now)
    assert answer == is_open
    assert states.waiting_room_opens_at(NINE) == NINE - 15 * MINUTE


@pytest.mark.parametrize(
    ("status", "outcome", "minutes_later", "refusal"),
    [
        (Status.CONFIRMED, Status.CHECKED_IN, -60, None),
        (Status.CONFIRMED, Status.CHECKED_IN, -24 * 60, Refusal.NOT_THE_DAY),
        (Status.CONFIRMED, Status.MISSED, -1, Refusal.NOT_BEGUN),
        (Status.CONFIRMED, Status.MISSED, 0, None),
        (Status.CONFIRMED, Status.COMPLETED, -1, Refusal.NOT_BEGUN),
        (Status.CHECKED_IN, Status.COMPLETED, -1, None),
        (Status.CANCELLED, Status.COMPLETED, 5, Refusal.NOT_POSSIBLE),
    ],
)
def test_recording_how_it_went(status, outcome, minutes_later, refusal):
    starts_at = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
    now = starts_at + timedelta(minutes=minutes_later)
    found = states.why_not_record(status=status, outcome=outcome, starts_at=starts_at, now=now)
    assert found == refusal
