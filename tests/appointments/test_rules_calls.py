"""When one goes into a video call, who is let in, and what two browsers may say to each other."""

import base64
import hashlib
import hmac
from datetime import UTC, date, datetime, timedelta

import pytest

from appointments.choices import Refusal, Status
from appointments.rules import calls, states
from tests.factories import at

S = Status
NINE = datetime(2026, 3, 9, 8, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)
MINUTE = timedelta(minutes=1)
LATEST = TEN + states.OVERRUN
HERE = "a" * 32

ENTERING = {
    S.CONFIRMED: None,
    S.CHECKED_IN: None,
    S.CALLED: None,
    S.STARTED: None,
    S.REQUESTED: Refusal.ROOM_NOT_OPEN,
}
ADMITTING = {
    S.CHECKED_IN: None,
    S.CALLED: None,
    S.REQUESTED: Refusal.NOBODY_WAITS,
    S.CONFIRMED: Refusal.NOBODY_WAITS,
    S.STARTED: Refusal.NOT_POSSIBLE,
}


def entering(status, now):
    return calls.why_not_enter(status=status, starts_at=NINE, ends_at=TEN, now=now)


def admitting(status, now, *, waits=True):
    return calls.why_not_admit(status=status, waits=waits, starts_at=NINE, now=now)


@pytest.mark.parametrize("status", S)
def test_each_state_of_an_appointment_and_the_waiting_room(status):
    assert entering(status, NINE) == ENTERING.get(status, Refusal.NOT_OPEN)


@pytest.mark.parametrize("status", S)
def test_each_state_of_an_appointment_and_the_agents_door(status):
    assert admitting(status, NINE) == ADMITTING.get(status, Refusal.NOT_OPEN)


@pytest.mark.parametrize("status", S)
def test_only_a_call_that_has_begun_can_be_ended(status):
    ending = calls.why_not_end(status=status)
    assert ending == (None if status == S.STARTED else Refusal.NOT_POSSIBLE)


@pytest.mark.parametrize("status", [S.CHECKED_IN, S.CALLED])
def test_nobody_is_let_in_who_has_not_come(status):
    """An agent may have noted an arrival on the telephone."""
    assert admitting(status, NINE, waits=False) == Refusal.NOBODY_WAITS


@pytest.mark.parametrize("status", [S.CONFIRMED, S.CHECKED_IN])
def test_nobody_is_let_in_before_the_room_is_open(status):
    early = NINE - 15 * MINUTE - timedelta(seconds=1)
    assert entering(status, early) == Refusal.ROOM_NOT_OPEN
    assert admitting(status, early) == Refusal.ROOM_NOT_OPEN
    assert entering(status, NINE - 15 * MINUTE) is None


@pytest.mark.parametrize(
    ("status", "now", "is_open"),
    [
        (S.CONFIRMED, TEN - MINUTE, True),
        (S.CONFIRMED, TEN, False),
        (S.CHECKED_IN, TEN, True),
        (S.STARTED, TEN, True),
        (S.STARTED, TEN + 90 * MINUTE, True),
        (S.STARTED, LATEST, False),
        (S.COMPLETED, TEN - MINUTE, False),
    ],
)
def test_whoever_is_in_stays_past_the_end(status, now, is_open):
    assert is_open == states.waiting_room_is_open(
        status=status, starts_at=NINE, ends_at=TEN, now=now
    )


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
@pytest.mark.parametrize("hour", [0, 2, 3, 4, 9])
def test_a_quarter_of_an_hour_is_fifteen_minutes_while_the_clocks_change(day, hour):
    starts_at = at(day, hour, 5)
    ends_at = starts_at + 20 * MINUTE
    opens_at = states.waiting_room_opens_at(starts_at)
    assert starts_at - opens_at == timedelta(seconds=900)
    for moment, is_open in (
        (opens_at - timedelta(seconds=1), False),
        (opens_at, True),
        (ends_at - timedelta(seconds=1), True),
        (ends_at, False),
    ):
        assert is_open == states.waiting_room_is_open(
            status=S.CONFIRMED, starts_at=starts_at, ends_at=ends_at, now=moment
        )


def test_somebody_is_there_who_was_heard_of_just_now():
    assert not calls.is_there(None, now=NINE)
    assert calls.is_there(NINE - calls.PRESENT_WITHIN, now=NINE)
    assert not calls.is_there(NINE - calls.PRESENT_WITHIN - timedelta(seconds=1), now=NINE)


@pytest.mark.parametrize(
    "content",
    [
        {"kind": "hello"},
        {"kind": "bye"},
        {"kind": "offer", "n": 1, "to": HERE, "sdp": "v=0"},
        {"kind": "answer", "n": 2, "to": HERE, "sdp": "v" * 24_000},
        {"kind": "candidate", "n": 3, "to": HERE, "sdp": "candidate:1", "mid": "0", "line": 0},
        {"kind": "candidate", "n": 3, "to": HERE, "sdp": "candidate:1", "mid": None, "line": None},
    ],
)
def test_what_browsers_say_is_understood(content):
    assert calls.is_signal(content)


@pytest.mark.parametrize(
    "content",
    [
        None,
        "hello",
        [],
        {},
        {"kind": "shout"},
        {"kind": ["offer"]},
        {"kind": "hello", "more": 1},
        {"kind": "offer"},
        {"kind": "offer", "n": 1, "to": HERE},
        {"kind": "offer", "n": 0, "to": HERE, "sdp": "v=0"},
        {"kind": "offer", "n": True, "to": HERE, "sdp": "v=0"},
        {"kind": "offer", "n": 2**31, "to": HERE, "sdp": "v=0"},
        {"kind": "offer", "n": 1, "to": "x" * 32, "sdp": "v=0"},
        {"kind": "offer", "n": 1, "to": HERE, "sdp": 5},
        {"kind": "offer", "n": 1, "to": HERE, "sdp": "v" * 24_001},
        {"kind": "offer", "n": 1, "to": HERE, "sdp": "\x00"},
        {"kind": "offer", "n": 1, "to": HERE, "sdp": "v=0", "mid": "0"},
        {"kind": "candidate", "n": 1, "to": HERE, "sdp": "c" * 1001, "mid": "0", "line": 0},
        {"kind": "candidate", "n": 1, "to": HERE, "sdp": "c", "mid": 0, "line": 0},
        {"kind": "candidate", "n": 1, "to": HERE, "sdp": "c", "mid": "0", "line": -1},
        {"kind": "candidate", "n": 1, "to": HERE, "sdp": "c", "mid": "0", "line": {}},
        {"kind": "candidate", "n": 1, "to": HERE, "sdp": "c", "mid": "x" * 41, "line": 0},
    ],
)
def test_anything_else_is_not(content):
    assert not calls.is_signal(content)


def test_a_relays_password_is_what_coturn_computes_for_the_name():
    """draft-uberti-behave-turn-rest-00: base64(HMAC-SHA1(secret, name))."""
    name, password = calls.relay_credentials("a shared secret", now=NINE)
    assert name == f"{int((NINE + calls.RELAY_VALID).timestamp())}:portal"
    digest = hmac.new(b"a shared secret", name.encode(), hashlib.sha1).digest()
    assert password == base64.b64encode(digest).decode()
    assert calls.relay_credentials("another secret", now=NINE)[1] != password
    assert calls.relay_credentials("a shared secret", now=TEN)[0] != name
