"""How far a video call is, as the pages of its two ends say it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils import formats

from appointments.choices import Channel, Status
from appointments.rules import states
from cns_portal.kernel import civil_time

if TYPE_CHECKING:
    from appointments.models import Appointment
    from appointments.services.signalling import Heard


class Stage(StrEnum):
    """What a page shows. The scripts know these words."""

    CLOSED = "closed"
    """Not open yet, or over: the page itself says which."""
    OUTSIDE = "outside"
    """The person has yet to say that they are ready."""
    WAITING = "waiting"
    CALL = "call"


def stage_of(appointment: Appointment, *, waiting_since: datetime | None, now: datetime) -> Stage:
    """How far the call is, the same for both ends."""
    status = Status(appointment.status)
    is_open = appointment.channel == Channel.VIDEO and states.waiting_room_is_open(
        status=status, starts_at=appointment.starts_at, ends_at=appointment.ends_at, now=now
    )
    if not is_open:
        return Stage.CLOSED
    if status == Status.STARTED:
        return Stage.CALL
    # An agent may have noted an arrival on the telephone: nobody waits in front of a camera yet.
    return Stage.WAITING if waiting_since and status in states.PRESENT else Stage.OUTSIDE


def answer(appointment: Appointment, heard: Heard, *, now: datetime) -> dict[str, Any]:
    """What one end's page is told, as JSON."""
    since = heard.waiting_since
    return {
        "stage": stage_of(appointment, waiting_since=since, now=now),
        "here": heard.other_is_there,
        "other": heard.other_session,
        "current": heard.is_current,
        "replaced": heard.is_replaced,
        "since": formats.time_format(civil_time.wall(since), "TIME_FORMAT") if since else "",
        "signals": heard.signals,
        "after": heard.after,
        "relays": heard.relays,
        "room": heard.room,
    }
