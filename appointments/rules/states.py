"""The life of an appointment: which state follows which, and which of them takes a desk's time."""

from datetime import datetime, timedelta

from appointments.choices import Refusal, Status
from cns_portal.kernel import civil_time

S = Status

PRESENT = frozenset({S.CHECKED_IN, S.CALLED, S.STARTED})
"""The person is there: waiting, called to a desk, or being served."""

AT_A_DESK = frozenset({S.CALLED, S.STARTED})
"""Called to a desk or being served there: nobody else can be called to it."""

OCCUPIES_THE_DESK = frozenset({S.HELD, S.REQUESTED, S.CONFIRMED}) | PRESENT
"""The states in which nobody else may have the time. The database's constraint uses this set."""

OPEN = frozenset({S.REQUESTED, S.CONFIRMED})
"""Sent, not over: the appointments that count towards the limit and can still be cancelled."""

OUTCOMES = PRESENT | {S.COMPLETED, S.MISSED}
"""What is written down about the day itself."""

NOT_GIVEN_UP = OPEN | OUTCOMES
"""Neither given up nor refused: what an agenda shows."""

AGREED = frozenset({S.CONFIRMED}) | PRESENT
"""Accepted: the code opens the terminal, the waiting room can be used, papers can be printed."""

STANDING = OPEN | AGREED
"""Sent, and neither decided against nor over: what a person still has to come."""

FOLLOWS: dict[Status, frozenset[Status]] = {
    S.HELD: frozenset({S.REQUESTED, S.CONFIRMED, S.EXPIRED}),
    S.REQUESTED: frozenset({S.CONFIRMED, S.REFUSED, S.CANCELLED, S.MOVED}),
    S.CONFIRMED: frozenset({S.CHECKED_IN, S.COMPLETED, S.MISSED, S.CANCELLED, S.MOVED}),
    S.CHECKED_IN: frozenset({S.CALLED, S.STARTED, S.COMPLETED, S.MISSED, S.CONFIRMED, S.CANCELLED}),
    S.CALLED: frozenset({S.STARTED, S.CHECKED_IN, S.COMPLETED, S.MISSED, S.CANCELLED}),
    S.STARTED: frozenset({S.COMPLETED, S.CHECKED_IN, S.CANCELLED}),
    S.COMPLETED: frozenset(),
    S.MISSED: frozenset({S.COMPLETED}),
    S.CANCELLED: frozenset(),
    S.REFUSED: frozenset(),
    S.MOVED: frozenset(),
    S.EXPIRED: frozenset(),
}

WAITING_ROOM_OPENS = timedelta(minutes=15)
"""Seed 001: the waiting room can be entered at most fifteen minutes before the call."""

OVERRUN = timedelta(hours=4)
"""Nobody is put out because it is late; but a visit or a call that was forgotten ends."""


def may_follow(before: Status, after: Status) -> bool:
    """Whether an appointment may go from one state to the other."""
    return after in FOLLOWS[before]


def gives_time_back(before: Status, after: Status) -> bool:
    """Whether the step makes the desk's time free for somebody else."""
    return before in OCCUPIES_THE_DESK and after not in OCCUPIES_THE_DESK


def why_not_cancel(*, status: Status, starts_at: datetime, now: datetime) -> Refusal | None:
    """Why the appointment cannot be cancelled by its person.

    The CNS states no deadline (domain 1.2), so cancelling is possible until the appointment begins.
    """
    if status not in OPEN:
        return Refusal.NOT_OPEN
    if now >= starts_at:
        return Refusal.ALREADY_STARTED
    return None


def why_not_cancel_by_staff(*, status: Status, ends_at: datetime, now: datetime) -> Refusal | None:
    """Why staff cannot cancel it. They may until its end: an agent may fall ill in the middle."""
    if status not in STANDING or now >= ends_at:
        return Refusal.NOT_OPEN
    return None


def why_not_decide(*, status: Status) -> Refusal | None:
    """Why a request can be neither accepted nor refused."""
    return None if status == S.REQUESTED else Refusal.NOT_WAITING


def why_not_move(*, status: Status, starts_at: datetime, now: datetime) -> Refusal | None:
    """Why the appointment cannot get another time."""
    return why_not_cancel(status=status, starts_at=starts_at, now=now)


def why_not_record(
    *, status: Status, outcome: Status, starts_at: datetime, now: datetime
) -> Refusal | None:
    """Why the day's next step cannot be written down: arrived, called, started, over, missed.

    Nobody arrives on another day, and nobody has missed what has not begun.
    """
    if outcome in {S.CALLED, S.STARTED} and status in {S.REQUESTED, S.CONFIRMED}:
        return Refusal.NOT_HERE_YET
    if not may_follow(status, outcome):
        return Refusal.NOT_POSSIBLE
    if outcome == S.CHECKED_IN and status != S.CONFIRMED:
        return Refusal.NOT_POSSIBLE  # who was called and waits again has not arrived again
    if outcome == S.CHECKED_IN and civil_time.day_of(now) != civil_time.day_of(starts_at):
        return Refusal.NOT_THE_DAY
    if outcome in {S.COMPLETED, S.MISSED} and status not in PRESENT and now < starts_at:
        return Refusal.NOT_BEGUN
    return None


def is_past(*, status: Status, ends_at: datetime, now: datetime) -> bool:
    """Whether its time has passed: at the end, or `OVERRUN` later while the person is there."""
    return now >= (ends_at + OVERRUN if status in PRESENT else ends_at)


def waiting_room_opens_at(starts_at: datetime) -> datetime:
    """The moment from which "Go to the waiting room" can be used."""
    return starts_at - WAITING_ROOM_OPENS


def waiting_room_is_open(
    *, status: Status, starts_at: datetime, ends_at: datetime, now: datetime
) -> bool:
    """Whether the person can go to the waiting room of a video call now.

    Until the end; whoever waits or is in the call stays, should it take longer.
    """
    if status not in AGREED or now < waiting_room_opens_at(starts_at):
        return False
    return not is_past(status=status, ends_at=ends_at, now=now)
