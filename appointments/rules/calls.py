"""A video call: when one may go in, when one is let in, and what the two browsers may say."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from appointments.choices import Refusal, Status
from appointments.rules import states

S = Status

PRESENT_WITHIN = timedelta(seconds=15)
"""Whoever was heard of within this time is there: three of the slowest beats of the page."""

MOST_SIGNALS_AT_ONCE = 60
MOST_SIGNALS_OF_A_SESSION = 600
"""A call needs some thirty; each repair of a lost connection about as many again."""

MOST_LETTERS = {"offer": 24_000, "answer": 24_000, "candidate": 1_000}
"""What is kept for the other end, and how long it may be. Browsers send a third of it."""

KINDS = frozenset(MOST_LETTERS) | {"hello", "bye"}
"""`hello`: this page is the one now; `bye`: it goes. Both are only about who is there."""

RELAY_VALID = timedelta(hours=4)

_SESSION = re.compile(r"[0-9a-f]{32}")


def why_not_enter(
    *, status: Status, starts_at: datetime, ends_at: datetime, now: datetime
) -> Refusal | None:
    """Why the person cannot go to the waiting room of the call now."""
    if status not in states.STANDING:
        return Refusal.NOT_OPEN
    if status == S.REQUESTED or now < states.waiting_room_opens_at(starts_at):
        return Refusal.ROOM_NOT_OPEN
    if not states.waiting_room_is_open(
        status=status, starts_at=starts_at, ends_at=ends_at, now=now
    ):
        return Refusal.NOT_OPEN
    return None


def why_not_admit(
    *, status: Status, waits: bool, starts_at: datetime, now: datetime
) -> Refusal | None:
    """Why the agent cannot let the person in. `waits`: somebody has gone to the waiting room."""
    if status not in states.STANDING:
        return Refusal.NOT_OPEN
    if now < states.waiting_room_opens_at(starts_at):
        return Refusal.ROOM_NOT_OPEN
    if not waits or status in states.OPEN:
        return Refusal.NOBODY_WAITS
    return None if states.may_follow(status, S.STARTED) else Refusal.NOT_POSSIBLE


def why_not_end(*, status: Status) -> Refusal | None:
    """Why the agent cannot end the call."""
    return None if status == S.STARTED else Refusal.NOT_POSSIBLE


def is_there(seen_at: datetime | None, *, now: datetime) -> bool:
    """Whether an end of the call was heard of just now."""
    return seen_at is not None and now - seen_at <= PRESENT_WITHIN


def is_session(text: Any) -> bool:
    """Whether this can be the name of one opening of the page: 128 bits in hexadecimal."""
    return isinstance(text, str) and _SESSION.fullmatch(text) is not None


def is_signal(content: Any) -> bool:
    """Whether a browser may send this to the other end: a known kind, and nothing besides."""
    if not isinstance(content, Mapping) or not _is_kind(content.get("kind")):
        return False
    kind = content["kind"]
    if kind not in MOST_LETTERS:
        return content.keys() == {"kind"}
    number, letters = content.get("n"), content.get("sdp")
    if kind == "candidate" and not (_is_place(content.get("mid")) and _is_line(content)):
        return False
    allowed = {"kind", "n", "to", "sdp"} | ({"mid", "line"} if kind == "candidate" else set())
    return (
        content.keys() <= allowed
        and type(number) is int
        and 0 < number < 2**31
        and is_session(content.get("to"))
        and isinstance(letters, str)
        and len(letters) <= MOST_LETTERS[kind]
        and "\x00" not in letters
    )


def _is_kind(kind: Any) -> bool:
    return isinstance(kind, str) and kind in KINDS


def _is_place(mid: Any) -> bool:
    return mid is None or (isinstance(mid, str) and len(mid) <= 40 and "\x00" not in mid)


def _is_line(content: Mapping) -> bool:
    line = content.get("line")
    return line is None or (type(line) is int and 0 <= line < 64)


def relay_credentials(secret: str, *, now: datetime) -> tuple[str, str]:
    """Name and password for a TURN server, valid for `RELAY_VALID`, with nobody's name in them.

    As coturn's `use-auth-secret` wants them (draft-uberti-behave-turn-rest-00): the name is the
    second of expiry, the password its HMAC-SHA1 under the shared secret, in base64.
    """
    name = f"{int((now + RELAY_VALID).timestamp())}:portal"
    digest = hmac.new(secret.encode(), name.encode(), hashlib.sha1).digest()
    return name, base64.b64encode(digest).decode()
