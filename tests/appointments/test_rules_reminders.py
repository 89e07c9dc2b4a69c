"""When a reminder is due, and why one is not sent."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.choices import Channel, ReminderKind, Status
from appointments.rules import reminders as rules
from appointments.rules.reminders import WhyNot, due_at, useful_until, why_not_remind
from cns_portal.kernel import civil_time

TWO_DAYS, TWO_HOURS = ReminderKind.TWO_DAYS, ReminderKind.TWO_HOURS


def at(day, hour, minute=0):
    return civil_time.at(day, time(hour, minute))


TUESDAY = at(date(2026, 3, 10), 9, 30)

MOMENTS = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - Hypothesis wants them bare
    max_value=datetime(2027, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
OFFICE = st.builds(
    lambda days, quarter: civil_time.at(
        date(2026, 1, 1) + timedelta(days=days), time(7 + quarter // 4, quarter % 4 * 15)
    ),
    st.integers(0, 700),
    st.integers(0, 43),
)


@pytest.mark.parametrize(
    ("starts", "due", "hours"),
    [
        ((date(2026, 3, 10), 9), (date(2026, 3, 8), 9), 48),
        # The clocks are put forward in the night of 29 March 2026, back in that of 25 October.
        ((date(2026, 3, 28), 9), (date(2026, 3, 26), 9), 48),
        ((date(2026, 3, 30), 9), (date(2026, 3, 28), 9), 47),
        ((date(2026, 3, 31), 9), (date(2026, 3, 29), 9), 48),
        ((date(2026, 10, 24), 9), (date(2026, 10, 22), 9), 48),
        ((date(2026, 10, 26), 9), (date(2026, 10, 24), 9), 49),
        ((date(2026, 10, 27), 9), (date(2026, 10, 25), 9), 48),
    ],
)
def test_two_days_before_is_the_same_time_on_the_clock(starts, due, hours):
    assert due_at(TWO_DAYS, at(*starts)) == at(*due)
    assert at(*starts) - at(*due) == timedelta(hours=hours)


@pytest.mark.parametrize(
    "starts", [TUESDAY, at(date(2026, 3, 29), 3, 30), at(date(2026, 10, 25), 4)]
)
def test_two_hours_before_are_two_hours(starts):
    assert due_at(TWO_HOURS, starts) == starts - timedelta(hours=2)


@given(starts_at=OFFICE)
def test_two_days_are_between_the_shortest_and_the_longest(starts_at):
    before = starts_at - due_at(TWO_DAYS, starts_at)
    assert rules.SHORTEST_BEFORE[TWO_DAYS] <= before <= rules.LONGEST_BEFORE[TWO_DAYS]
    wall, due = civil_time.wall(starts_at), civil_time.wall(due_at(TWO_DAYS, starts_at))
    assert due.time() == wall.time()
    assert due.date() == wall.date() - timedelta(days=2)


@given(starts_at=OFFICE, kind=st.sampled_from(ReminderKind))
def test_a_reminder_is_due_while_it_is_useful(starts_at, kind):
    assert due_at(kind, starts_at) < useful_until(kind, starts_at) <= starts_at


def why_not(kind=TWO_DAYS, **changes):
    values = {
        "status": Status.CONFIRMED,
        "channel": Channel.ON_SITE,
        "starts_at": TUESDAY,
        "known_since": TUESDAY - timedelta(days=20),
        "now": due_at(kind, TUESDAY),
    }
    return why_not_remind(kind, **values | changes)


VIDEO = {"kind": TWO_HOURS, "channel": Channel.VIDEO}
MINUTE = timedelta(minutes=1)
DUE = due_at(TWO_DAYS, TUESDAY)
DUE_HOURS = due_at(TWO_HOURS, TUESDAY)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"now": DUE - MINUTE}, WhyNot.NOT_DUE),
        ({"known_since": DUE}, None),
        ({"known_since": DUE + MINUTE, "now": DUE + 2 * MINUTE}, WhyNot.KNOWN_SINCE),
        ({"known_since": DUE + MINUTE, "now": DUE}, WhyNot.KNOWN_SINCE),
        ({"now": TUESDAY - timedelta(hours=12, minutes=1)}, None),
        ({"now": TUESDAY - timedelta(hours=12)}, WhyNot.TOO_LATE),
        ({"now": TUESDAY + MINUTE}, WhyNot.TOO_LATE),
        ({"kind": TWO_HOURS}, WhyNot.NO_VIDEO_CALL),
        (VIDEO, None),
        (VIDEO | {"now": DUE_HOURS - MINUTE}, WhyNot.NOT_DUE),
        (VIDEO | {"known_since": DUE_HOURS + MINUTE}, WhyNot.KNOWN_SINCE),
        (VIDEO | {"now": TUESDAY - MINUTE}, None),
        (VIDEO | {"now": TUESDAY}, WhyNot.TOO_LATE),
        ({"channel": Channel.VIDEO}, None),
    ],
)
def test_why_not(changes, expected):
    assert why_not(**changes) == expected


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.CONFIRMED}))
@pytest.mark.parametrize("kind", ReminderKind)
def test_only_what_is_agreed_and_has_not_begun(status, kind):
    changes = {"kind": kind, "status": status, "channel": Channel.VIDEO}
    assert why_not(**changes) == WhyNot.NOT_AGREED


@given(
    kind=st.sampled_from(ReminderKind),
    starts_at=OFFICE,
    known=st.timedeltas(timedelta(0), timedelta(days=5)),
    early=st.timedeltas(timedelta(hours=-3), timedelta(days=5)),
)
def test_nobody_is_reminded_too_early_too_late_or_of_what_they_just_did(
    kind, starts_at, known, early
):
    now, known_since = starts_at - early, starts_at - known
    answer = why_not_remind(
        kind,
        status=Status.CONFIRMED,
        channel=Channel.VIDEO,
        starts_at=starts_at,
        known_since=known_since,
        now=now,
    )
    due = due_at(kind, starts_at)
    sent = answer is None
    assert sent == (known_since <= due <= now < useful_until(kind, starts_at))


@given(first=MOMENTS, second=MOMENTS, kind=st.sampled_from(ReminderKind))
def test_a_later_appointment_is_never_due_before_an_earlier_one(first, second, kind):
    first, second = sorted([first, second])
    slack = timedelta(hours=1)  # the hour that the clocks repeat or skip
    assert due_at(kind, first) <= due_at(kind, second) + slack
