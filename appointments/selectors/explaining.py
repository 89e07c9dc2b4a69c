"""Why a time cannot be booked, in words: for pages, agents and logs."""

from datetime import datetime

from appointments.models import Agency
from appointments.rules import booking as rules
from appointments.rules.booking import WhyNot
from appointments.rules.free_times import Offer
from appointments.selectors.calendars import calendars, holiday_name
from appointments.selectors.free_times import taken_times
from cns_portal.kernel import civil_time


def explain(*, agency: Agency, offer: Offer, starts_at: datetime, now: datetime) -> WhyNot | None:
    """The first reason why `starts_at` cannot be booked at `agency`; None when it can."""
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
