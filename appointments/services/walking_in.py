"""Somebody without an appointment stands at the counter."""

from datetime import datetime

from django.db import OperationalError, transaction

from appointments.choices import Channel, Refusal, Status
from appointments.models import Appointment
from appointments.selectors import day, offers
from appointments.services.acting import By
from appointments.services.allocation import allocate, lock_days
from appointments.services.arriving import arrive
from appointments.services.people import (
    PersonDetails,
    insist_on_room_for,
    person_key,
    write_down,
)
from appointments.services.requesting import KIND
from cns_portal import audit, clock, procedures
from cns_portal.db import promise
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import Phase


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
    procedure = procedures.open_procedure(
        kind=KIND,
        dossier=dossier,
        created_by=by.actor,
        contact_email=applicant.email if dossier is None else "",
        language=language,
        state=Status.CONFIRMED,
        actor_kind=by.kind,
        what="appointment.walk_in",
        phase=Phase.DECIDED,
    )
    with promise("appointment_one_place_at_a_time_per_person", broken=_overlap(starts_at)):
        appointment = allocate(
            offer=offer,
            agency_ids=[agency_id],
            starts_at=starts_at,
            now=now,
            notice_waived=True,
            is_there=True,
            status=Status.CONFIRMED,
            procedure=procedure,
            person_key=key,
            question=question,
            language=language,
            consented_at=now,
            requested_at=now,
            decided_at=now,
        )
    write_down(appointment, applicant=applicant, concerned=None)
    audit.record(by.actor, "appointment.walk_in", appointment, dossier=dossier)
    return arrive(appointment.pk, by=by)


def _overlap(starts_at: datetime) -> Refused:
    """The person turned out to have an appointment at that time."""
    return Refused(Refusal.OVERLAPS_OWN, other=civil_time.wall(starts_at))
