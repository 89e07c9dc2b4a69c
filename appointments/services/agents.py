"""What agents do for people: book on the phone, record how it went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import OperationalError, transaction

from appointments.choices import Refusal, Status
from appointments.models import Appointment
from appointments.notices import texts
from appointments.rules import states
from appointments.selectors import offers
from appointments.selectors.basis import basis_of
from appointments.services.acting import By
from appointments.services.allocation import allocate, lock_days
from appointments.services.arriving import arrive
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

if TYPE_CHECKING:
    from appointments.rules.free_times import Offer
    from cns_portal.accounts.models import Dossier


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
    offer = offers.offer_for(topic, channel)
    key = person_key(applicant, dossier=dossier, claimed_by=applicant.email or "agent")
    lock_days((agency, starts_at) for agency in agency_ids)
    insist_on_room_for(key, starts_at=starts_at, ends_at=starts_at + offer.slot)
    appointment = agree_at_once(
        what="appointment.booked_by_phone",
        offer=offer,
        agency_ids=agency_ids,
        starts_at=starts_at,
        applicant=applicant,
        key=key,
        language=language,
        by=by,
        question=question,
        dossier=dossier,
    )
    tell_person(appointment, texts.confirmed)
    tell_agency(appointment, texts.booked_for_agency)
    return appointment


def agree_at_once(
    *,
    what: str,
    offer: Offer,
    agency_ids: Sequence[int],
    starts_at: datetime,
    applicant: PersonDetails,
    key: int,
    language: str,
    by: By,
    question: str,
    dossier: Dossier | None,
    is_there: bool = False,
) -> Appointment:
    """A confirmed appointment for somebody an agent speaks to, with its case and its people.

    `what` names the first line of its history. To be called in a transaction that holds the locks
    of the day and of the person, `key`. Nobody is told. Raises `Refused`.
    """
    now = clock.now()
    procedure = procedures.open_procedure(
        kind=KIND,
        dossier=dossier,
        created_by=by.actor,
        contact_email=applicant.email if dossier is None else "",
        language=language,
        state=Status.CONFIRMED,
        actor_kind=by.kind,
        what=what,
        phase=Phase.DECIDED,
    )
    overlap = Refused(Refusal.OVERLAPS_OWN, other=civil_time.wall(starts_at))
    with promise("appointment_one_place_at_a_time_per_person", broken=overlap):
        appointment = allocate(
            offer=offer,
            agency_ids=agency_ids,
            starts_at=starts_at,
            now=now,
            notice_waived=True,
            is_there=is_there,
            status=Status.CONFIRMED,
            procedure=procedure,
            person_key=key,
            question=question,
            language=language,
            consented_at=now,
            requested_at=now,
            decided_at=now,
        )
    appointment.basis = basis_of(appointment, by=by.kind, asked_at=now, now=now)
    appointment.save(update_fields=["basis"])
    write_down(appointment, applicant=applicant, concerned=None)
    audit.record(by.actor, what, appointment, dossier=dossier)
    return locked(appointment.pk)


def record_outcome(appointment_id: int, status: Status, *, by: By) -> Appointment:
    """Arrived, completed or missed. Raises `Refused` when that cannot be, or not yet.

    Whoever was never there is written to, as when the worker notes it; whoever left knows.
    """
    if status == Status.CHECKED_IN:
        return arrive(appointment_id, by=by)
    if status not in {Status.COMPLETED, Status.MISSED}:
        raise Refused(Refusal.NOT_POSSIBLE)
    return _record(appointment_id, status, by)


@transaction.atomic
def _record(appointment_id: int, status: Status, by: By) -> Appointment:
    appointment = locked(appointment_id)
    if refusal := states.why_not_record(
        status=Status(appointment.status),
        outcome=status,
        starts_at=appointment.starts_at,
        now=clock.now(),
    ):
        raise Refused(refusal)
    never_came = appointment.status == Status.CONFIRMED and status == Status.MISSED
    change(appointment, status, by=by, what=f"appointment.{status}")
    if never_came:
        tell_person(appointment, texts.missed)
    return appointment
