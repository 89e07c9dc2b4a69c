"""What the terminal answers, as a table: every answer, every state, the edges to the minute."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from appointments.choices import Channel, Status
from appointments.rules.arrival import LETS_IN, Answer, Arrival, answer_to, opens_at
from cns_portal.kernel import civil_time

TEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # in Luxembourg
HALF_AN_HOUR, TWENTY_MINUTES = timedelta(minutes=30), timedelta(minutes=20)
SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=count) for count in (1, 60, 3600, 86_400))
S, A = Status, Answer


def answer(*, status=S.CONFIRMED, channel=Channel.ON_SITE, here=True, starts_at=TEN, now=TEN):
    arrival = Arrival(status=status, channel=channel, at_this_agency=here, starts_at=starts_at)
    return answer_to(arrival, now=now, opens_before=HALF_AN_HOUR, grace=TWENTY_MINUTES)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (TEN - HALF_AN_HOUR - SECOND, A.TOO_EARLY),
        (TEN - HALF_AN_HOUR, A.WELCOME),
        (TEN - SECOND, A.WELCOME),
        (TEN, A.WELCOME),
        (TEN + 59 * SECOND, A.WELCOME),
        (TEN + MINUTE, A.WELCOME_LATE),
        (TEN + TWENTY_MINUTES - SECOND, A.WELCOME_LATE),
        (TEN + TWENTY_MINUTES, A.TOO_LATE),
        (TEN + 8 * HOUR, A.TOO_LATE),
        (TEN - 10 * HOUR, A.TOO_EARLY),  # midnight
        (TEN - 10 * HOUR - SECOND, A.WRONG_DAY),
        (TEN + 14 * HOUR - SECOND, A.TOO_LATE),
        (TEN + 14 * HOUR, A.WRONG_DAY),
        (TEN + 7 * DAY, A.WRONG_DAY),
    ],
)
def test_when_somebody_comes(now, said):
    assert answer(now=now) is said


OF_A_STATE = {
    S.HELD: A.UNKNOWN,
    S.REQUESTED: A.NOT_DECIDED,
    S.CONFIRMED: A.WELCOME,
    S.CHECKED_IN: A.ALREADY_ARRIVED,
    S.CALLED: A.ALREADY_ARRIVED,
    S.STARTED: A.ALREADY_ARRIVED,
    S.COMPLETED: A.OVER,
    S.MISSED: A.TOO_LATE,
    S.CANCELLED: A.CANCELLED,
    S.REFUSED: A.UNKNOWN,
    S.MOVED: A.UNKNOWN,
    S.EXPIRED: A.UNKNOWN,
}


@pytest.mark.parametrize("status", S)
def test_in_time_at_the_right_place(status):
    assert answer(status=status) is OF_A_STATE[status]


@pytest.mark.parametrize("status", S)
def test_at_another_agency(status):
    tells_no_place = {A.UNKNOWN, A.CANCELLED, A.NOT_DECIDED}
    usual = OF_A_STATE[status]
    assert answer(status=status, here=False) is (
        usual if usual in tells_no_place else A.WRONG_AGENCY
    )


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize("here", [True, False])
def test_on_another_day_the_day_is_told_first(status, here):
    told_before_the_day = {A.UNKNOWN, A.CANCELLED, A.NOT_DECIDED}
    usual = OF_A_STATE[status]
    said = answer(status=status, here=here, now=TEN + DAY)
    assert said is (usual if usual in told_before_the_day else A.WRONG_DAY)


@pytest.mark.parametrize("status", S)
def test_a_video_call_has_no_entrance(status):
    without_a_call = {A.UNKNOWN, A.CANCELLED}
    usual = OF_A_STATE[status]
    said = answer(status=status, channel=Channel.VIDEO)
    assert said is (usual if usual in without_a_call else A.VIDEO)


def test_only_a_confirmed_appointment_lets_in():
    let_in = {
        status
        for status in S
        for channel in Channel
        for here in (True, False)
        for minutes in range(-60, 60)
        if answer(status=status, channel=channel, here=here, now=TEN + minutes * MINUTE) in LETS_IN
    }
    assert let_in == {S.CONFIRMED}


def test_the_rule_gives_every_answer_about_an_appointment():
    given = {
        answer(status=status, channel=channel, here=here, now=now)
        for status in S
        for channel in Channel
        for here in (True, False)
        for now in (TEN - HOUR, TEN, TEN + 2 * MINUTE, TEN + HOUR, TEN + DAY)
    }
    assert given == set(A) - {A.TOO_MANY, A.BUSY}


@pytest.mark.parametrize(
    ("day", "wall", "opens"),
    [
        (date(2026, 3, 29), time(3, 15), "2026-03-29T01:45:00+01:00"),  # two o'clock is left out
        (date(2026, 10, 25), time(3, 15), "2026-10-25T02:45:00+01:00"),  # two o'clock comes twice
        (date(2026, 3, 30), time(8, 30), "2026-03-30T08:00:00+02:00"),
        (date(2026, 10, 26), time(8, 30), "2026-10-26T08:00:00+01:00"),
    ],
)
def test_across_the_changes_of_the_clock_half_an_hour_stays_half_an_hour(day, wall, opens):
    start = civil_time.at(day, wall)
    at = opens_at(start, opens_before=HALF_AN_HOUR)
    assert civil_time.wall(at).isoformat() == opens
    assert answer(starts_at=start, now=at) is A.WELCOME
    assert answer(starts_at=start, now=at - SECOND) is A.TOO_EARLY
    assert answer(starts_at=start, now=start + TWENTY_MINUTES - SECOND) is A.WELCOME_LATE
    assert answer(starts_at=start, now=start + TWENTY_MINUTES) is A.TOO_LATE


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_day_of_a_change_begins_and_ends_at_luxembourgs_midnight(day):
    start = civil_time.at(day, time(12))
    tomorrow = date.fromordinal(day.toordinal() + 1)
    assert answer(starts_at=start, now=civil_time.midnight(day)) is A.TOO_EARLY
    assert answer(starts_at=start, now=civil_time.midnight(day) - SECOND) is A.WRONG_DAY
    assert answer(starts_at=start, now=civil_time.midnight(tomorrow) - SECOND) is A.TOO_LATE
    assert answer(starts_at=start, now=civil_time.midnight(tomorrow)) is A.WRONG_DAY
