"""Somebody without an appointment stands at the counter."""

from django.db import OperationalError, transaction

from appointments.choices import Channel, Refusal
from appointments.models import Appointment
from appointments.selectors import day, offers
from appointments.services.acting import By
from appointments.services.agents import agree_at_once
from appointments.services.allocation import lock_days
from appointments.services.arriving import arrive
from appointments.services.people import PersonDetails, insist_on_room_for, person_key
from cns_portal import clock
from cns_portal.kernel.refusal import Refused


def walk_in(
    *,
    topic: str,
    agency_id: int,
    applicant: PersonDetails,
    language: str,
    by: By,
    question: str = "",
    dossier=None,
) -> Appointment:
    """Give the next possible time today, and note at once that the person is there.

    The time that is running now counts if a desk is free for it; notice and the limit of open
    appointments do not hold for somebody who stands there. Nothing is sent: the ticket is said.
    Raises `Refused`: `NO_TIME_TODAY` when nothing is free, `OVERLAPS_OWN` when the person has an
    appointment at that time already.
    """
    try:
        with transaction.atomic():
            return _walk_in(topic, agency_id, applicant, language, by, question, dossier)
    except OperationalError as error:
        raise Refused(Refusal.BUSY) from error


def _walk_in(topic, agency_id, applicant, language, by, question, dossier) -> Appointment:
    now = clock.now()
    offer = offers.offer_for(topic, Channel.ON_SITE)
    key = person_key(applicant, dossier=dossier, claimed_by=applicant.email or "agent")
    lock_days([(agency_id, now)])
    times = day.times_left_today([offer], agency_id, now=now)[offer.topic]
    if not times:
        raise Refused(Refusal.NO_TIME_TODAY)
    starts_at = times[0]
    insist_on_room_for(key, starts_at=starts_at, ends_at=starts_at + offer.slot, is_there=True)
    appointment = agree_at_once(
        what="appointment.walk_in",
        offer=offer,
        agency_ids=[agency_id],
        starts_at=starts_at,
        applicant=applicant,
        key=key,
        language=language,
        by=by,
        question=question,
        dossier=dossier,
        is_there=True,
    )
    return arrive(appointment.pk, by=by)
