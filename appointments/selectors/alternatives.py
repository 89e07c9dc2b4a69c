"""Other times, for somebody who cannot have the one they asked for."""

from datetime import datetime, timedelta

from appointments.models import Appointment
from appointments.rules import free_times as rules
from appointments.selectors import offers
from appointments.selectors.free_times import free_times, next_free
from cns_portal import clock
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused

TRIED = 25
"""How many times are tried for somebody who is moved: others may take them meanwhile."""
AT_THE_SAME_AGENCY = 2
ALTERNATIVES = 3
DAYS_AROUND = 7


def alternatives(appointment: Appointment) -> list[tuple[str, datetime]]:
    """Free times instead of this one, as (agency, start), the earliest first.

    Those nearest to it at the same agency, and the earliest at another.
    """
    try:
        offer = offers.offer_for(appointment.topic, appointment.channel)
    except Refused:
        return []
    now = clock.now()
    here, wanted = appointment.agency_id, appointment.starts_at
    of_days = free_times(
        offer=offer,
        agency_ids=[here],
        first=civil_time.day_of(wanted) - timedelta(days=DAYS_AROUND),
        count=2 * DAYS_AROUND + 1,
        now=now,
    )[here]
    starts = {rules.moment(time) for times in of_days.values() for time in times} - {wanted}
    nearest = sorted(starts, key=lambda start: (abs(start - wanted), start))
    found = [(start, appointment.agency.name) for start in nearest[:AT_THE_SAME_AGENCY]]
    others = {agency.pk: agency.name for agency in offers.agencies(appointment.channel)}
    others.pop(here, None)
    free = next_free(offer=offer, agency_ids=list(others), now=now)
    elsewhere = sorted((start, others[agency]) for agency, start in free.items() if start)
    found += elsewhere[: ALTERNATIVES - len(found)]
    return [(name, start) for start, name in sorted(found)]


def nearest(appointment: Appointment, *, now: datetime, count: int = TRIED) -> list[datetime]:
    """The free times of the same agency that lie nearest to the appointment's own.

    Not before the notice that everybody is given, and not beyond what can be booked: first
    within a week before and after, else wherever there are any.
    """
    try:
        offer = offers.offer_for(appointment.topic, appointment.channel)
    except Refused:
        return []
    wanted, here = appointment.starts_at, appointment.agency_id
    day = civil_time.day_of(wanted)
    around = (day - timedelta(days=DAYS_AROUND), 2 * DAYS_AROUND + 1)
    anywhere = (civil_time.day_of(now), offer.horizon_days + 1)
    for first, days in (around, anywhere):
        of_days = free_times(offer=offer, agency_ids=[here], first=first, count=days, now=now)[here]
        starts = {rules.moment(time) for times in of_days.values() for time in times} - {wanted}
        if starts:
            return sorted(starts, key=lambda start: (abs(start - wanted), start))[:count]
    return []
