"""Who is next, who is late, and where on the day's list somebody stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from appointments.choices import Refusal, Status
from appointments.rules.states import AT_A_DESK, OPEN, PRESENT, why_not_record
from cns_portal.kernel import civil_time


@dataclass(frozen=True)
class Waiting:
    """Somebody who has arrived: when they were to come, when they came, where they were planned."""

    appointment: int
    starts_at: datetime
    arrived_at: datetime
    planned_desk: int


class Place(StrEnum):
    """A list of the agents' day."""

    WAITING = "waiting"
    AT_DESK = "at_desk"
    LATE = "late"
    COMING = "coming"
    OVER = "over"


def in_order(waiting: Iterable[Waiting]) -> list[Waiting]:
    """By the time of the appointment, then by arrival: coming early gains nothing."""
    return sorted(waiting, key=lambda one: (one.starts_at, one.arrived_at, one.appointment))


def next_for(desk: int, waiting: Iterable[Waiting], *, now: datetime) -> Waiting | None:
    """Whom an agent at `desk` calls next; None when nobody waits.

    First those planned at this desk whose time has come, then whoever is first of all: nobody
    stays seated because their own desk is not staffed.
    """
    ordered = in_order(waiting)
    own = (one for one in ordered if one.planned_desk == desk and one.starts_at <= now)
    return next(own, None) or next(iter(ordered), None)


def place_of(*, status: Status, starts_at: datetime, now: datetime) -> Place:
    """In which list somebody stands who was not cancelled, refused or moved."""
    if status in AT_A_DESK:
        return Place.AT_DESK
    if status in PRESENT:
        return Place.WAITING
    if status == Status.CONFIRMED and starts_at <= now:
        return Place.LATE
    return Place.COMING if status in OPEN else Place.OVER


def minutes_late(starts_at: datetime, *, now: datetime) -> int:
    """How many whole minutes ago it should have begun; never less than none."""
    return max(0, int((now - starts_at).total_seconds()) // 60)


def why_not_serve(
    *, status: Status, outcome: Status, starts_at: datetime, now: datetime
) -> Refusal | None:
    """Why somebody cannot be called to a desk, or served there, now.

    Only on the day itself: who was forgotten yesterday does not sit in the waiting room.
    """
    if refusal := why_not_record(status=status, outcome=outcome, starts_at=starts_at, now=now):
        return refusal
    if civil_time.day_of(now) != civil_time.day_of(starts_at):
        return Refusal.NOT_THE_DAY
    return None


def why_not_call_again(*, status: Status) -> Refusal | None:
    """Why the display cannot chime for somebody once more."""
    return None if status == Status.CALLED else Refusal.NOT_POSSIBLE


def why_not_wait_again(*, status: Status, starts_at: datetime, now: datetime) -> Refusal | None:
    """Why somebody who was called, or whose serving was begun, cannot wait again."""
    if status not in AT_A_DESK:
        return Refusal.NOT_POSSIBLE
    return None if civil_time.day_of(now) == civil_time.day_of(starts_at) else Refusal.NOT_THE_DAY


def why_not_finish(*, status: Status) -> Refusal | None:
    """Why serving cannot be over. It can for somebody called whom nobody noted as begun."""
    return None if status in AT_A_DESK else Refusal.NOT_POSSIBLE


def is_missed(*, status: Status, starts_at: datetime, grace: timedelta, now: datetime) -> bool:
    """Whether nobody waits for this person any longer: the grace after the beginning is over."""
    return status == Status.CONFIRMED and starts_at + grace <= now
