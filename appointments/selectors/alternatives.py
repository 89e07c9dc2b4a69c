"""Other times, for somebody who cannot have the one they asked for."""

from datetime import datetime

from appointments.models import Appointment
from appointments.selectors import offers
from appointments.selectors.free_times import next_free
from cns_portal import clock
from cns_portal.kernel.refusal import Refused

ALTERNATIVES = 3


def alternatives(appointment: Appointment) -> list[tuple[str, datetime]]:
    """The next free times instead of this one, as (agency, start), the earliest first."""
    try:
        offer = offers.offer_for(appointment.topic, appointment.channel)
    except Refused:
        return []
    agencies = {agency.pk: agency for agency in offers.agencies(appointment.channel)}
    free = next_free(offer=offer, agency_ids=list(agencies), now=clock.now())
    found = sorted(
        (start, agencies[agency].name) for agency, start in free.items() if start is not None
    )
    return [(name, start) for start, name in found[:ALTERNATIVES]]
