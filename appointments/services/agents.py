"""What agents do for people: give another time, book on the phone, record how it went."""

from collections.abc import Sequence
from datetime import datetime

from django.db import OperationalError, transaction

from appointments.choices import Refusal, Status
from appointments.models import Appointment, Participant
from appointments.models.appointment import new_check_in_code
from appointments.notices import texts
from appointments.rules import states
from appointments.selectors import offers
from appointments.services.acting import By
from appointments.services.allocation import allocate, lock_days
from appointments.services.changing import change, locked
from appointments.services.people import (
    PersonDetails,
    insist_on_room_for,
    person_key,
    write_down,
)
from appointments.services.requesting import KIND
from appointments.services.telling import tell_agency, tell_person
from cns_portal import audit, clock, procedures
from cns_portal.db import promise
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import Phase


def move(
    appointment_id: int,
    *,
    agency_ids: Sequence[int],
    starts_at: datetime,
    by: By,
    reason: str = "",
) -> Appointment:
    """Give the appointment another time or agency, in one transaction: refused, all is as before.

    Topic, details, procedure and reference stay; the new row names the old one. The old time is
    given up first, so that the new one may overlap it. Raises `Refused` with the rule's reason.
    """
    try:
        with transaction.atomic():
            return _move(appointment_id, agency_ids, starts_at, by, reason.strip())
    except OperationalError as error:
        raise Refused(Refusal.BUSY) from error


def _move(
    appointment_id: int, agency_ids: Sequence[int], starts_at: datetime, by: By, reason: str
) -> Appointment:
    known = Appointment.objects.get(pk=appointment_id)
    lock_days([(known.agency_id, known.starts_at), *((agency, starts_at) for agency in agency_ids)])
    old = locked(appointment_id)
    now = clock.now()
    if refusal := states.why_not_move(status=Status(old.status), starts_at=old.starts_at, now=now):
        raise Refused(refusal)
    offer = offers.offer_for(old.topic, old.channel)
    insist_on_room_for(
        old.person_key, starts_at=starts_at, ends_at=starts_at + offer.slot, instead_of=old
    )
    change(old, Status.MOVED, by=by, what="appointment.moved_away", reason=reason)
    new = allocate(
        offer=offer,
        agency_ids=agency_ids,
        starts_at=starts_at,
        now=now,
        notice_waived=True,
        status=Status.HELD,
        hold_expires_at=now,
        hold_key=f"move-{old.pk}",
    )
    for column in (
        "procedure",
        "person_key",
        "signed_in",
        "for_another",
        "question",
        "identity_copy",
        "language",
        "consented_at",
        "requested_at",
        "check_in_code",
    ):
        setattr(new, column, getattr(old, column))
    # The code is printed on papers that stay valid, so it moves along; links find the way alone.
    old.check_in_code = new_check_in_code()
    old.save(update_fields=["check_in_code"])
    new.status = Status.REQUESTED
    new.hold_expires_at = None
    new.hold_key = ""
    new.rescheduled_from = old
    new.revision = old.revision + 1
    with promise("appointment_one_place_at_a_time_per_person", broken=_overlap(starts_at)):
        new.save()
    Participant.objects.filter(appointment=old).update(appointment=new)
    change(new, Status.CONFIRMED, by=by, what="appointment.moved", reason=reason, decided_at=now)
    new = locked(new.pk)
    tell_person(new, texts.moved, reason=reason)
    if old.agency_id == new.agency_id:
        tell_agency(new, texts.moved_for_agency, before=old.starts_at)
    else:
        tell_agency(new, texts.booked_for_agency)
        tell_agency(old, texts.cancelled_for_agency)
    return new


def book_for(
    *,
    topic: str,
    channel: str,
    agency_ids: Sequence[int],
    starts_at: datetime,
    applicant: PersonDetails,
    language: str,
    by: By,
    question: str = "",
    dossier=None,
) -> Appointment:
    """An agent books for somebody on the phone: confirmed at once, told by e-mail if there is one.

    The same rules and limits hold as for the public, except the notice. Raises `Refused`.
    """
    try:
        with transaction.atomic():
            return _book_for(
                topic, channel, agency_ids, starts_at, applicant, language, by, question, dossier
            )
    except OperationalError as error:
        raise Refused(Refusal.BUSY) from error


def _book_for(
    topic, channel, agency_ids, starts_at, applicant, language, by, question, dossier
) -> Appointment:
    now = clock.now()
    offer = offers.offer_for(topic, channel)
    key = person_key(applicant, dossier=dossier, claimed_by=applicant.email or "agent")
    lock_days((agency, starts_at) for agency in agency_ids)
    insist_on_room_for(key, starts_at=starts_at, ends_at=starts_at + offer.slot)
    procedure = procedures.open_procedure(
        kind=KIND,
        dossier=dossier,
        created_by=by.actor,
        contact_email=applicant.email if dossier is None else "",
        language=language,
        state=Status.CONFIRMED,
        actor_kind=by.kind,
        what="appointment.booked_by_phone",
        phase=Phase.DECIDED,
    )
    with promise("appointment_one_place_at_a_time_per_person", broken=_overlap(starts_at)):
        appointment = allocate(
            offer=offer,
            agency_ids=agency_ids,
            starts_at=starts_at,
            now=now,
            notice_waived=True,
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
    audit.record(by.actor, "appointment.booked_by_phone", appointment, dossier=dossier)
    appointment = locked(appointment.pk)
    tell_person(appointment, texts.confirmed)
    tell_agency(appointment, texts.booked_for_agency)
    return appointment


@transaction.atomic
def record_outcome(appointment_id: int, status: Status, *, by: By) -> Appointment:
    """Arrived, completed or missed. Raises `Refused` when that cannot be, or not yet."""
    if status not in states.OUTCOMES:
        raise Refused(Refusal.NOT_POSSIBLE)
    appointment = locked(appointment_id)
    if refusal := states.why_not_record(
        status=Status(appointment.status),
        outcome=status,
        starts_at=appointment.starts_at,
        now=clock.now(),
    ):
        raise Refused(refusal)
    change(appointment, status, by=by, what=f"appointment.{status}")
    return appointment


def _overlap(starts_at: datetime) -> Refused:
    """The person turned out to be somewhere else at that time."""
    return Refused(Refusal.OVERLAPS_OWN, other=civil_time.wall(starts_at))
