"""Why a time cannot be booked, in words: for pages, agents and logs."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from appointments.choices import Refusal, Status
from appointments.models import Agency, Appointment
from appointments.rules import booking as rules
from appointments.rules.booking import WhyNot
from appointments.rules.free_times import Offer
from appointments.selectors import offers
from appointments.selectors.calendars import calendars, holiday_name
from appointments.selectors.free_times import taken_times
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused


def explain(*, agency: Agency, offer: Offer, starts_at: datetime, now: datetime) -> WhyNot | None:
    """The first reason why `starts_at` cannot be booked at `agency`; None when it can."""
    if not agency.active:
        return WhyNot(Refusal.AGENCY_UNKNOWN)
    day = civil_time.day_of(starts_at)
    known = calendars([agency.pk], offer.channel, day, day)[agency.pk]
    busy, _expiries = taken_times([agency.pk], day, day, now)
    return rules.why_not(
        starts_at,
        now=now,
        offer=offer,
        calendar=known.calendar,
        desks=known.desks,
        busy=busy.get((agency.pk, day), ()),
        holiday_name=holiday_name(day),
    )


def explain_choice(
    *, agency: Agency, topic: str, channel: str, starts_at: datetime, now: datetime
) -> WhyNot | None:
    """As `explain`, for any topic and channel: also those that are not offered."""
    try:
        offer = offers.offer_for(topic, channel)
    except Refused as refused:
        return WhyNot(refused.reason, refused.details)
    return explain(agency=agency, offer=offer, starts_at=starts_at, now=now)


def explain_past(*, agency: Agency, topic: str, channel: str, starts_at: datetime) -> WhyNot | None:
    """Whether a time that is over could have been booked, going by the rows as they are today.

    Who had booked then and how far ahead one asked is not known, so notice, horizon and taken
    desks are not asked.
    """
    try:
        offer = offers.offer_for(topic, channel)
    except Refused as refused:
        return WhyNot(refused.reason, refused.details)
    day = civil_time.day_of(starts_at)
    known = calendars([agency.pk], channel, day, day)[agency.pk]
    return rules.why_not(
        starts_at,
        now=starts_at - offer.notice - timedelta(minutes=1),
        offer=offer,
        calendar=known.calendar,
        desks=known.desks,
        busy=(),
        holiday_name=holiday_name(day),
    )


def taken_by(
    *, agency: Agency, channel: str, starts_at: datetime, minutes: int, now: datetime
) -> Sequence[Appointment]:
    """Which appointments take a desk then, in the order of desks; kept times among them."""
    until = starts_at + timedelta(minutes=minutes)
    return list(
        Appointment.objects.occupying()
        .filter(agency=agency, channel=channel, starts_at__lt=until, occupied_until__gt=starts_at)
        .exclude(status=Status.HELD, hold_expires_at__lte=now)
        .select_related("desk", "procedure")
        .order_by("desk__position", "desk", "starts_at")
    )


def booked_at(*, agency: Agency, channel: str, starts_at: datetime) -> Sequence[Appointment]:
    """Every appointment that was agreed for this moment, whatever became of it."""
    return list(
        Appointment.objects.filter(
            agency=agency, channel=channel, starts_at=starts_at, procedure__isnull=False
        )
        .select_related("desk", "procedure")
        .order_by("desk__position", "pk")
    )
