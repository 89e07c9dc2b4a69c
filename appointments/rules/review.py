"""Does an agreed appointment still fit the agency's plan: hours, closures, desks, what is offered?

One rule for the question before a change is saved and for the review after it. What was agreed
stays agreed: the length is the appointment's own, the grid of starts is not asked again (an open
agency can receive somebody at 9.05), and notice and horizon were asked when the time was booked,
whose moment does not change.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from appointments.choices import Channel, Refusal, TopicCode
from appointments.rules.booking import WhyNot
from appointments.rules.opening import Calendar, Window
from cns_portal.kernel import civil_time


class Booking(NamedTuple):
    """An agreed appointment, as far as the plan decides about it."""

    key: int
    agency: int
    channel: str
    topic: str
    desk: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Plan:
    """What one agency serves through one channel; `desks` in the order of staffing."""

    calendar: Calendar = field(default_factory=Calendar)
    desks: tuple[int, ...] = ()
    topics: frozenset[str] = frozenset()
    takes_appointments: bool = False


Plans = Mapping[tuple[int, str], Plan]
"""The plan of every agency and channel."""

NOTHING = Plan()


@dataclass(frozen=True)
class Day:
    """One day of a plan, worked out once for all of its appointments."""

    is_holiday: bool
    planned: Sequence[Window]
    windows: Sequence[Window]

    @classmethod
    def of(cls, calendar: Calendar, day: date) -> "Day":
        """The day as the calendar has it."""
        return cls(day in calendar.holidays, calendar.planned(day), calendar.windows(day))


def outside(bookings: Iterable[Booking], plans: Plans) -> Iterator[tuple[Booking, WhyNot]]:
    """The bookings that the plans no longer allow, each with the first reason."""
    days: dict[tuple[int, str, date], Day] = {}
    for booking in bookings:
        plan = plans.get((booking.agency, booking.channel), NOTHING)
        key = (booking.agency, booking.channel, civil_time.day_of(booking.starts_at))
        if key not in days:
            days[key] = Day.of(plan.calendar, key[2])
        if reason := why_not_stand(booking, plan, days[key]):
            yield booking, reason


def touched(
    bookings: Sequence[Booking], *, before: Plans, after: Plans
) -> list[tuple[Booking, WhyNot]]:
    """The bookings that a change leaves outside: those that fitted before it and no longer do."""
    were_outside = {booking.key for booking, _reason in outside(bookings, before)}
    return [
        (booking, reason)
        for booking, reason in outside(bookings, after)
        if booking.key not in were_outside
    ]


def why_not_stand(booking: Booking, plan: Plan, day: Day) -> WhyNot | None:
    """Why the plan no longer allows the booking, from what concerns most people to what fewest."""
    if booking.topic == TopicCode.REIMBURSEMENT and booking.channel == Channel.VIDEO:
        return WhyNot(Refusal.NO_VIDEO_FOR_REIMBURSEMENT)
    if booking.topic not in plan.topics:
        return WhyNot(Refusal.NOT_OFFERED)
    if not plan.takes_appointments:
        return WhyNot(Refusal.AGENCY_UNKNOWN)
    if reason := _why_not_open(booking, plan, day):
        return reason
    if booking.desk not in plan.desks:
        return WhyNot(Refusal.DESK_OUT)
    if booking.desk not in _served(booking, plan, day):
        return WhyNot(Refusal.DESK_NOT_SERVED)
    return None


def other_desks(booking: Booking, plan: Plan, *, taken: Collection[int]) -> list[int]:
    """The desks that could receive the booking at its own time, in the order of staffing.

    `taken` are those that are occupied during it. None when the plan forbids the time itself.
    """
    day = Day.of(plan.calendar, civil_time.day_of(booking.starts_at))
    offered = booking.topic in plan.topics and plan.takes_appointments
    if not offered or _why_not_open(booking, plan, day):
        return []
    return [
        desk for desk in _served(booking, plan, day) if desk not in taken and desk != booking.desk
    ]


def _why_not_open(booking: Booking, plan: Plan, day: Day) -> WhyNot | None:
    if _around(booking, day.windows):
        return None
    if day.is_holiday and not day.planned:
        return WhyNot(Refusal.HOLIDAY)
    closure = plan.calendar.closure_during(booking.starts_at, booking.ends_at)
    if closure and _around(booking, day.planned):
        return WhyNot(Refusal.CLOSURE, {"reason": closure.reason})
    return WhyNot(Refusal.OUTSIDE_HOURS)


def _around(booking: Booking, windows: Iterable[Window]) -> list[Window]:
    """The windows in which the person's whole time lies."""
    return [
        window
        for window in windows
        if window.opens_at <= booking.starts_at and booking.ends_at <= window.closes_at
    ]


def _served(booking: Booking, plan: Plan, day: Day) -> tuple[int, ...]:
    """The desks that are served during the booking: a window with two desks uses the first two."""
    counts = [
        len(plan.desks) if window.desks is None else window.desks
        for window in _around(booking, day.windows)
    ]
    return plan.desks[: max(counts, default=0)]
