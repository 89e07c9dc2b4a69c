"""Lists of free times as pages get them."""

from datetime import timedelta

from appointments.models import Appointment
from appointments.rules import free_times as rules
from appointments.selectors import offers as selected
from appointments.selectors.free_times import free_times, next_free
from cns_portal import clock
from cns_portal.kernel import civil_time

INFORMATION = ("information", "on_site")
LONG_TERM_CARE = ("long_term_care", "on_site")


def listed(*agencies, first=None, count=60, offered=INFORMATION):
    """The list as a page gets it."""
    return free_times(
        offer=selected.offer_for(*offered),
        agency_ids=[agency.pk for agency in agencies],
        first=first or clock.today(),
        count=count,
        now=clock.now(),
    )


def on_the_day(agency, day, offered=INFORMATION):
    """The starts of one day as wall time."""
    found = listed(agency, first=day, count=1, offered=offered)[agency.pk].get(day, ())
    return [f"{civil_time.wall(rules.moment(free)):%H:%M}" for free in found]


def earliest(agency, offered=INFORMATION):
    offer = selected.offer_for(*offered)
    return next_free(offer=offer, agency_ids=[agency.pk], now=clock.now())[agency.pk]


def occupy(desk, *starts, minutes=15):
    """Bookings of a desk, as cheaply as possible."""
    Appointment.objects.bulk_create(
        Appointment(
            agency_id=desk.agency_id,
            desk=desk,
            topic="information",
            channel=desk.channel,
            starts_at=start,
            ends_at=start + timedelta(minutes=minutes),
            occupied_until=start + timedelta(minutes=minutes),
            hold_key=f"{desk.pk} {start}",
            hold_expires_at=clock.now() + timedelta(days=400),
        )
        for start in starts
    )
