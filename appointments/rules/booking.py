"""May this time be booked, by this person? Each answer is a reason, or None."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from appointments.choices import Channel, Refusal, TopicCode
from appointments.rules.free_times import Busy, Offer, fits, free_desks, is_on_grid
from appointments.rules.opening import Calendar
from cns_portal.documents import State
from cns_portal.kernel import civil_time


@dataclass(frozen=True)
class WhyNot:
    """A reason, with what its sentence needs."""

    refusal: Refusal
    details: dict[str, Any] = field(default_factory=dict)


def why_not_channel(topic: str, channel: str, offers: Collection[Offer]) -> Refusal | None:
    """Why `topic` cannot be dealt with through `channel`.

    Seed 001: medical bills are never reimbursed during a video call.
    """
    if topic == TopicCode.REIMBURSEMENT and channel == Channel.VIDEO:
        return Refusal.NO_VIDEO_FOR_REIMBURSEMENT
    if not any(offer.topic == topic and offer.channel == channel for offer in offers):
        return Refusal.NOT_OFFERED
    return None


def why_not_now(
    starts_at: datetime, *, offer: Offer, now: datetime, is_there: bool = False
) -> WhyNot | None:
    """Why a start is too early or too late to be booked at the moment `now`.

    For somebody who `is_there`, the time that is running now is not over yet.
    """
    if (starts_at + offer.slot if is_there else starts_at) <= now:
        return WhyNot(Refusal.PAST)
    if not is_there and starts_at < now + offer.notice:
        return WhyNot(Refusal.TOO_SOON, {"earliest": civil_time.wall(now + offer.notice)})
    latest = last_day(offer, now)
    if civil_time.day_of(starts_at) > latest:
        return WhyNot(Refusal.TOO_FAR, {"latest": latest})
    return None


def last_day(offer: Offer, now: datetime) -> date:
    """The last day that can be booked at the moment `now`."""
    return civil_time.day_of(now) + timedelta(days=offer.horizon_days)


def why_not_open(
    starts_at: datetime, *, offer: Offer, calendar: Calendar, holiday_name: str = ""
) -> WhyNot | None:
    """Why the agency does not serve at that time: holiday, closure, hours, or no start then."""
    day = civil_time.day_of(starts_at)
    planned = calendar.planned(day)
    if day in calendar.holidays and not planned:
        return WhyNot(Refusal.HOLIDAY, {"holiday": holiday_name})
    windows = calendar.windows(day)
    if not fits(starts_at, windows, offer):
        closure = calendar.closure_during(starts_at, starts_at + offer.slot)
        if closure and fits(starts_at, planned, offer):
            return WhyNot(Refusal.CLOSURE, {"reason": closure.reason})
        return WhyNot(Refusal.OUTSIDE_HOURS)
    if not is_on_grid(starts_at, windows, offer):
        return WhyNot(Refusal.NOT_ON_GRID)
    return None


def why_not(
    starts_at: datetime,
    *,
    now: datetime,
    offer: Offer,
    calendar: Calendar,
    desks: Sequence[int],
    busy: Iterable[Busy],
    holiday_name: str = "",
    is_there: bool = False,
) -> WhyNot | None:
    """Why the time cannot be booked at one agency, from the nearest reason to the last."""
    if refused := why_not_now(starts_at, offer=offer, now=now, is_there=is_there):
        return refused
    if refused := why_not_open(
        starts_at, offer=offer, calendar=calendar, holiday_name=holiday_name
    ):
        return refused
    windows = calendar.windows(civil_time.day_of(starts_at))
    if free_desks(starts_at=starts_at, windows=windows, desks=desks, busy=busy, offer=offer):
        return None
    served = free_desks(starts_at=starts_at, windows=windows, desks=desks, busy=(), offer=offer)
    return WhyNot(Refusal.TAKEN if served else Refusal.OUTSIDE_HOURS)


def why_not_another(*, open_bookings: int, limit: int) -> WhyNot | None:
    """Why a person who has `open_bookings` open appointments cannot get one more."""
    return WhyNot(Refusal.TOO_MANY_OPEN, {"limit": limit}) if open_bookings >= limit else None


def needs_identity_copy(*, signed_in: bool) -> bool:
    """Seed 001: whoever books without authentication attaches a copy of the identity card."""
    return not signed_in


def why_not_identity(*, signed_in: bool, copy_state: str | None) -> Refusal | None:
    """Why the identity is not known well enough. `copy_state` is the state of the copy."""
    if not needs_identity_copy(signed_in=signed_in):
        return None
    if copy_state is None:
        return Refusal.IDENTITY_COPY_MISSING
    return Refusal.IDENTITY_COPY_UNREADABLE if copy_state == State.REJECTED else None
