"""Something earlier: who is asked next about a time that somebody gave back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from appointments.choices import Refusal, Status
from appointments.rules.states import OPEN
from cns_portal.kernel import civil_time

MORNING, EVENING = time(7), time(21)
"""Between them people are asked; a time freed at night waits for the morning."""


@dataclass(frozen=True)
class Freed:
    """A time that was given back at an agency."""

    number: int
    agency: int
    channel: str
    starts_at: datetime


@dataclass(frozen=True)
class Asker:
    """Somebody who asked to be told, and the appointment they have at present.

    `offered_on` are the days on which something was offered to them, `offered` the numbers of the
    freed times, `left` the times they gave up themselves. `is_being_asked` says that an offer to
    them is open.
    """

    wish: int
    asked_at: datetime
    appointment: int
    agency: int
    channel: str
    topic: str
    status: str
    starts_at: datetime
    offered_on: frozenset[date] = frozenset()
    offered: frozenset[int] = frozenset()
    left: frozenset[datetime] = frozenset()
    is_being_asked: bool = False


class Verdict(Enum):
    """Whether a freed time is for somebody."""

    NOW = "now"
    LATER = "later"
    NEVER = "never"


def why_not_wish(*, status: Status, starts_at: datetime, now: datetime) -> Refusal | None:
    """Why nobody can be told about something earlier than this appointment."""
    return None if status in OPEN and now < starts_at else Refusal.NOT_OPEN


def is_night(now: datetime) -> bool:
    """Whether an offer would only run out while its person sleeps. Luxembourg's wall time."""
    return not MORNING <= civil_time.wall(now).time() < EVENING


def is_earlier(freed_at: datetime, *, than: datetime) -> bool:
    """Whether a time is worth offering to somebody who has `than`."""
    return freed_at < than


def verdict(freed: Freed, asker: Asker, *, now: datetime) -> Verdict:
    """Whether `asker` can be asked about the freed time now, on another day, or not at all.

    A request that is still being checked can have no other time yet, and nobody is asked at night,
    twice on one Luxembourg day, or while they have an offer to answer. Nobody is asked again about
    a time they have been asked about or have given up themselves.
    """
    if (freed.agency, freed.channel) != (asker.agency, asker.channel):
        return Verdict.NEVER
    if freed.starts_at <= now or not is_earlier(freed.starts_at, than=asker.starts_at):
        return Verdict.NEVER
    if asker.status not in OPEN or freed.number in asker.offered or freed.starts_at in asker.left:
        return Verdict.NEVER
    today = civil_time.day_of(now)
    if today in asker.offered_on:
        return Verdict.LATER if today < civil_time.day_of(freed.starts_at) else Verdict.NEVER
    if asker.is_being_asked or asker.status != Status.CONFIRMED or is_night(now):
        return Verdict.LATER
    return Verdict.NOW


def whom_next(
    freed: Freed, askers: Iterable[Asker], *, now: datetime, unfit_topics: Collection[str] = ()
) -> Asker | None:
    """Who has asked longest among those who can be asked now; None when there is nobody.

    `unfit_topics` are those whose appointments do not fit into the freed time.
    """
    able = [
        asker
        for asker in askers
        if asker.topic not in unfit_topics and verdict(freed, asker, now=now) == Verdict.NOW
    ]
    return min(able, key=lambda asker: (asker.asked_at, asker.wish), default=None)


def is_worth_keeping(
    freed: Freed, askers: Iterable[Asker], *, now: datetime, unfit_topics: Collection[str] = ()
) -> bool:
    """Whether anybody can be asked about the freed time at a later moment."""
    return any(
        asker.topic not in unfit_topics and verdict(freed, asker, now=now) != Verdict.NEVER
        for asker in askers
    )


def kept_until(*, now: datetime, minutes: int, starts_at: datetime) -> datetime:
    """Until when the time is kept for one person: never beyond its own beginning."""
    return min(now + timedelta(minutes=minutes), starts_at)
