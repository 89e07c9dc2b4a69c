"""From a kept time to a request with a reference."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import OperationalError, transaction

from appointments.choices import Refusal, Status
from appointments.models import Appointment
from appointments.rules.booking import why_not_identity
from appointments.selectors import offers
from appointments.services.acting import By
from appointments.services.allocation import allocate, lock_visitor
from appointments.services.people import (
    PersonDetails,
    insist_on_room_for,
    person_key,
    write_down,
)
from appointments.services.wishing import wish_for
from cns_portal import audit, clock, procedures, queue
from cns_portal.db import promise
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier
    from cns_portal.documents.models import Document

KIND = "appointment"
CHECK_TASK = "appointments.check_requests"


@dataclass(frozen=True)
class RequestDetails:
    """Everything the person said, besides the time.

    `concerned` is set when the appointment is for somebody else. `dossier` is the file the
    request belongs to; None without authentication. `tell_earlier` asks to be told when something
    earlier frees up.
    """

    applicant: PersonDetails
    consented_at: datetime
    language: str
    concerned: PersonDetails | None = None
    question: str = ""
    dossier: "Dossier | None" = None
    identity_copy: "Document | None" = None
    tell_earlier: bool = False

    @property
    def person_key(self) -> int:
        """Who the appointment is for: the file's owner, or somebody the applicant names."""
        if self.concerned is None:
            return person_key(self.applicant, dossier=self.dossier, claimed_by=self.applicant.email)
        voucher = f"dossier:{self.dossier.pk}" if self.dossier else self.applicant.email
        return person_key(self.concerned, claimed_by=voucher)

    @property
    def signed_in(self) -> bool:
        """Whether the request was made with authentication."""
        return self.dossier is not None


def send_request(*, hold_key: str, details: RequestDetails, by: By) -> Appointment:
    """Make a request of the time this visitor holds, and wake the worker that checks it.

    Sending twice (a double click, a lost answer) returns the first request. A hold whose minutes
    are over still counts while nobody else has the time. Raises `Refused` with the reason.
    """
    try:
        with transaction.atomic():
            return _send(hold_key, details, by)
    except OperationalError as error:
        raise Refused(Refusal.BUSY) from error


def _send(hold_key: str, details: RequestDetails, by: By) -> Appointment:
    if not hold_key:  # booked by phone or moved: rows without a visitor are nobody's to send
        raise Refused(Refusal.HOLD_EXPIRED)
    lock_visitor(hold_key)
    appointment = (
        Appointment.objects.filter(hold_key=hold_key)
        .select_related("agency", "desk", "procedure")
        .select_for_update(of=("self",))
        .order_by("-pk")
        .first()
    )
    if appointment is None:
        raise Refused(Refusal.HOLD_EXPIRED)
    if appointment.procedure_id:
        return appointment
    copy_state = details.identity_copy.state if details.identity_copy else None
    if refusal := why_not_identity(signed_in=details.signed_in, copy_state=copy_state):
        raise Refused(refusal)
    if appointment.status == Status.EXPIRED:
        appointment = _held_again(appointment)
    if appointment.starts_at <= clock.now():
        raise Refused(Refusal.PAST)
    key = details.person_key
    insist_on_room_for(key, starts_at=appointment.starts_at, ends_at=appointment.ends_at)
    now = clock.now()
    appointment.procedure = procedures.open_procedure(
        kind=KIND,
        dossier=details.dossier,
        created_by=by.actor,
        contact_email="" if details.signed_in else details.applicant.email,
        language=details.language,
        state=Status.REQUESTED,
        actor_kind=by.kind,
        on_behalf_of=details.concerned.full_name if details.concerned else "",
    )
    appointment.status = Status.REQUESTED
    appointment.hold_expires_at = None
    appointment.person_key = key
    appointment.signed_in = details.signed_in
    appointment.for_another = details.concerned is not None
    appointment.question = details.question
    appointment.identity_copy = details.identity_copy
    appointment.language = details.language
    appointment.consented_at = details.consented_at
    appointment.requested_at = now
    other = Refused(Refusal.OVERLAPS_OWN, other=civil_time.wall(appointment.starts_at))
    with promise("appointment_one_place_at_a_time_per_person", broken=other):
        appointment.save()
    write_down(appointment, applicant=details.applicant, concerned=details.concerned)
    audit.record(by.actor, "appointment.requested", appointment, dossier=details.dossier)
    if details.tell_earlier:
        wish_for(appointment, by=by)
    queue.nudge(CHECK_TASK)
    return appointment


def _held_again(expired: Appointment) -> Appointment:
    """The same time once more, if it is still free. Raises `Refused` when it is not."""
    try:
        return allocate(
            offer=offers.offer_for(expired.topic, expired.channel),
            agency_ids=[expired.agency_id],
            starts_at=expired.starts_at,
            now=clock.now(),
            status=Status.HELD,
            hold_key=expired.hold_key,
            hold_expires_at=clock.now(),
            language=expired.language,
        )
    except Refused as refused:
        if refused.reason == Refusal.TAKEN:
            raise Refused(Refusal.HOLD_EXPIRED) from refused
        raise
