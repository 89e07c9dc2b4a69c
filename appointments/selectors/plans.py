"""The plan of all agencies as it stands, and whose appointments a change of it leaves outside."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from appointments.choices import Channel
from appointments.models import Agency, Appointment
from appointments.rules import review
from appointments.rules.booking import WhyNot
from appointments.rules.review import Booking, Plan
from appointments.selectors import offers
from appointments.selectors.calendars import calendars
from cns_portal.kernel import civil_time

AT_ONCE = 2000
"""Rows that are fetched together."""


@dataclass(frozen=True)
class Snapshot:
    """The plans of all agencies for every day on which somebody has an appointment."""

    first: date
    last: date
    plans: review.Plans


def snapshot(*, now: datetime, last: date | None = None) -> Snapshot:
    """The plans as they stand: eleven queries, whatever there is of days and appointments.

    `last` is the day up to which; without it, that of the last appointment.
    """
    first = civil_time.day_of(now)
    if last is None:
        latest = _to_come(now).aggregate(latest=Max("starts_at"))["latest"]
        last = max(first, civil_time.day_of(latest)) if latest else first
    agencies = dict(Agency.objects.values_list("pk", "active"))
    offered = offers.offers()
    plans = {}
    for channel in Channel.values:
        topics = frozenset(offer.topic for offer in offered if offer.channel == channel)
        for agency, known in calendars(list(agencies), channel, first, last).items():
            plans[agency, channel] = Plan(known.calendar, known.desks, topics, agencies[agency])
    return Snapshot(first, last, plans)


def touched_since(before: Snapshot, *, now: datetime) -> list[tuple[Booking, WhyNot]]:
    """The appointments to come that fitted the plans of `before` and do not fit those of now.

    Only the agencies whose plans differ are looked at. Twelve queries.
    """
    after = snapshot(now=now, last=before.last)
    changed = {
        key for key, plan in after.plans.items() if before.plans.get(key, review.NOTHING) != plan
    }
    if not changed:
        return []
    agencies = {agency for agency, _channel in changed}
    bookings = [
        booking
        for booking in bookings_to_come(now=now, agency_ids=agencies)
        if (booking.agency, booking.channel) in changed
    ]
    return review.touched(bookings, before=before.plans, after=after.plans)


def bookings_to_come(
    *, now: datetime, agency_ids: Collection[int] | None = None
) -> Iterator[Booking]:
    """What was agreed and has not begun, in order; one query, fetched in batches."""
    rows = _to_come(now)
    if agency_ids is not None:
        rows = rows.filter(agency__in=agency_ids)
    columns = ("pk", "agency_id", "channel", "topic", "desk_id", "starts_at", "ends_at")
    found = rows.order_by("starts_at", "pk").values_list(*columns)
    return (Booking(*row) for row in found.iterator(chunk_size=AT_ONCE))


def as_booking(appointment: Appointment) -> Booking:
    """One appointment, for the rules."""
    return Booking(
        appointment.pk,
        appointment.agency_id,
        appointment.channel,
        appointment.topic,
        appointment.desk_id,
        appointment.starts_at,
        appointment.ends_at,
    )


def plan_of(appointment: Appointment) -> Plan:
    """The plan of the appointment's agency and channel for its day: six queries."""
    day = civil_time.day_of(appointment.starts_at)
    agency, channel = appointment.agency_id, appointment.channel
    known = calendars([agency], channel, day, day)[agency]
    return Plan(
        known.calendar,
        known.desks,
        frozenset(offer.topic for offer in offers.offers() if offer.channel == channel),
        Agency.objects.filter(pk=agency, active=True).exists(),
    )


def why_not_stand(appointment: Appointment) -> WhyNot | None:
    """Why the plan of today no longer allows the appointment; None when it does."""
    booking, plan = as_booking(appointment), plan_of(appointment)
    return next((reason for _one, reason in review.outside([booking], _only(booking, plan))), None)


def _only(booking: Booking, plan: Plan) -> review.Plans:
    return {(booking.agency, booking.channel): plan}


def _to_come(now: datetime):
    return Appointment.objects.open().filter(starts_at__gt=now)
