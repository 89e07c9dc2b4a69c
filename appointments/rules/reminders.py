"""Reminders: when they are due, and why one is not sent."""

from datetime import datetime, timedelta
from enum import Enum

from appointments.choices import Channel, ReminderKind, Status
from cns_portal.kernel import civil_time

TWO_DAYS = timedelta(days=2)
TWO_HOURS = timedelta(hours=2)

USEFUL_UNTIL = {ReminderKind.TWO_DAYS: timedelta(hours=12), ReminderKind.TWO_HOURS: timedelta(0)}
"""How long before the appointment a reminder is of no use any more. A worker that slept still sends
that of two days before while an evening or a morning is left to prepare; later it only alarms."""

LONGEST_BEFORE = {ReminderKind.TWO_DAYS: timedelta(hours=49), ReminderKind.TWO_HOURS: TWO_HOURS}
SHORTEST_BEFORE = {ReminderKind.TWO_DAYS: timedelta(hours=47), ReminderKind.TWO_HOURS: TWO_HOURS}
"""How long before the appointment each is due, at the most and at the least: with the clocks put
back in between, two days have 49 hours, with the clocks put forward 47."""


class WhyNot(Enum):
    """Why no reminder is sent; nobody reads these but the tests and the next programmer."""

    NOT_AGREED = "cancelled, moved, being checked, or the person is there already"
    NO_VIDEO_CALL = "only a video call is reminded of on its day"
    NOT_DUE = "too early"
    KNOWN_SINCE = "booked, moved or confirmed after the reminder was due"
    TOO_LATE = "it would be of no use any more"


def due_at(kind: ReminderKind, starts_at: datetime) -> datetime:
    """When the reminder is sent.

    Two days before is the same wall time two Luxembourg days earlier, also when the clocks change
    in between; two hours before is two hours by any clock.
    """
    if kind == ReminderKind.TWO_HOURS:
        return starts_at - TWO_HOURS
    wall = civil_time.wall(starts_at)
    return civil_time.at(wall.date() - TWO_DAYS, wall.time())


def useful_until(kind: ReminderKind, starts_at: datetime) -> datetime:
    """From when on the reminder is not sent any more; never after the appointment began."""
    return starts_at - USEFUL_UNTIL[kind]


def why_not_remind(
    kind: ReminderKind,
    *,
    status: Status,
    channel: str,
    starts_at: datetime,
    known_since: datetime,
    now: datetime,
) -> WhyNot | None:
    """Why the reminder is not sent at the moment `now`; None when it is.

    `known_since` is when the person was last told this time: booked, moved or confirmed. Whoever
    heard of it after the reminder was due needs none.
    """
    if status != Status.CONFIRMED:
        return WhyNot.NOT_AGREED
    if kind == ReminderKind.TWO_HOURS and channel != Channel.VIDEO:
        return WhyNot.NO_VIDEO_CALL
    due = due_at(kind, starts_at)
    if known_since > due:
        return WhyNot.KNOWN_SINCE
    if now < due:
        return WhyNot.NOT_DUE
    if now >= useful_until(kind, starts_at):
        return WhyNot.TOO_LATE
    return None
