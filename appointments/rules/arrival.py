"""What the terminal at the entrance answers to a code."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from appointments.choices import Channel, Status
from appointments.rules.states import PRESENT
from cns_portal.kernel import civil_time

A_MINUTE = timedelta(minutes=1)


class Answer(Enum):
    """Everything that can be said to somebody who shows a code; each has its own sentence."""

    WELCOME = "welcome"
    WELCOME_LATE = "welcome_late"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    WRONG_DAY = "wrong_day"
    WRONG_AGENCY = "wrong_agency"
    CANCELLED = "cancelled"
    ALREADY_ARRIVED = "already_arrived"
    OVER = "over"
    NOT_DECIDED = "not_decided"
    VIDEO = "video"
    UNKNOWN = "unknown"
    # about the terminal, not about an appointment
    TOO_MANY = "too_many"
    BUSY = "busy"


LETS_IN = frozenset({Answer.WELCOME, Answer.WELCOME_LATE})
"""The answers after which the person is there and has a ticket."""

NEVER_TOLD = frozenset({Status.HELD, Status.EXPIRED, Status.REFUSED, Status.MOVED})
"""States whose code nobody was given: kept, expired and refused ones print nothing, and the code
of a moved appointment goes along to its new time."""


@dataclass(frozen=True)
class Arrival:
    """What is known about the appointment of a code, for an agency's terminal."""

    status: Status
    channel: Channel
    at_this_agency: bool
    starts_at: datetime


def opens_at(starts_at: datetime, *, opens_before: timedelta) -> datetime:
    """The moment from which somebody can check in."""
    return starts_at - opens_before


def answer_to(
    arrival: Arrival, *, now: datetime, opens_before: timedelta, grace: timedelta
) -> Answer:
    """What to say at `now`.

    The day comes before the agency: whoever is told to go elsewhere should go on the right day.
    Lateness counts in whole minutes, and ends where the appointment counts as missed: `grace`
    after its beginning.
    """
    if arrival.status in NEVER_TOLD:
        return Answer.UNKNOWN
    if arrival.status == Status.CANCELLED:
        return Answer.CANCELLED
    if arrival.channel == Channel.VIDEO:
        return Answer.VIDEO
    if arrival.status == Status.REQUESTED:
        return Answer.NOT_DECIDED
    if civil_time.day_of(now) != civil_time.day_of(arrival.starts_at):
        return Answer.WRONG_DAY
    if not arrival.at_this_agency:
        return Answer.WRONG_AGENCY
    if arrival.status in PRESENT:
        return Answer.ALREADY_ARRIVED
    if arrival.status == Status.COMPLETED:
        return Answer.OVER
    if arrival.status == Status.MISSED or now >= arrival.starts_at + grace:
        return Answer.TOO_LATE
    if now < opens_at(arrival.starts_at, opens_before=opens_before):
        return Answer.TOO_EARLY
    return Answer.WELCOME if now < arrival.starts_at + A_MINUTE else Answer.WELCOME_LATE
