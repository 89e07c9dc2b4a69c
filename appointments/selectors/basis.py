"""What the rules see when a time is agreed, small enough to be kept with the appointment."""

from datetime import date, datetime, timedelta
from typing import Any

from appointments.models import Appointment
from appointments.rules.booking import WhyNot, why_not_now
from appointments.rules.free_times import Offer
from appointments.rules.opening import Calendar
from appointments.selectors import offers, plans
from appointments.selectors.calendars import calendars
from cns_portal.kernel import civil_time


def picture(
    *, agency_id: int, channel: str, topic: str, day: date, desk_id: int | None = None
) -> dict[str, Any]:
    """An agency's day for one topic and channel as the rows have it now, as plain JSON.

    Times are Luxembourg's, "08:30"; lengths and notice in minutes. What the offer says is None
    where the topic is not offered. Six queries.
    """
    known = calendars([agency_id], channel, day, day)[agency_id]
    offer = next(
        (one for one in offers.offers() if (one.topic, one.channel) == (topic, channel)), None
    )
    return {
        "day": day.isoformat(),
        "windows": _windows(known.calendar, day),
        "holiday": day in known.calendar.holidays,
        "closures": [
            [_clock(one.from_time), _clock(one.until_time), one.reason]
            for one in known.calendar.closures
            if one.day == day
        ],
        "desks": len(known.desks),
        "desk": known.desks.index(desk_id) + 1 if desk_id in known.desks else None,
        "slot": offer.slot_minutes if offer else None,
        "buffer": offer.buffer_minutes if offer else None,
        "notice": int(offer.notice / timedelta(minutes=1)) if offer else None,
        "horizon": offer.horizon_days if offer else None,
    }


def basis_of(appointment: Appointment, *, by: str, asked_at: datetime, now: datetime) -> dict:
    """The picture in which the appointment is being agreed, and what the rules say about it.

    `by` is the kind of actor; notice and horizon count from `asked_at`. A refusal in it was
    waived by whoever agreed all the same.
    """
    day = civil_time.day_of(appointment.starts_at)
    seen = picture(
        agency_id=appointment.agency_id,
        channel=appointment.channel,
        topic=appointment.topic,
        day=day,
        desk_id=appointment.desk_id,
    )
    refused = _why_not(appointment, seen, asked_at)
    return {
        **seen,
        "at": now.isoformat(timespec="seconds"),
        "asked_at": asked_at.isoformat(timespec="seconds"),
        "by": by,
        "version": offers.calendar_version(),
        "refusal": refused.refusal.value if refused else "",
    }


def _why_not(appointment: Appointment, seen: dict, asked_at: datetime) -> WhyNot | None:
    if seen["notice"] is not None:
        offer = Offer(
            appointment.topic,
            appointment.channel,
            seen["slot"],
            seen["buffer"],
            timedelta(minutes=seen["notice"]),
            seen["horizon"],
        )
        if refused := why_not_now(appointment.starts_at, offer=offer, now=asked_at):
            return refused
    # Whether a desk is one of those that are served is asked of its own plan.
    return plans.why_not_stand(appointment)


def _windows(calendar: Calendar, day: date) -> list[list]:
    """The stretches that stay open, as [opens, closes, desks served or None]."""
    return [
        [
            _clock(civil_time.wall(window.opens_at).time()),
            _clock(civil_time.wall(window.closes_at).time()),
            window.desks,
        ]
        for window in calendar.windows(day)
    ]


def _clock(time) -> str | None:
    return f"{time:%H:%M}" if time is not None else None
