"""An electronic certificate arrives: read, recognised, kept in the person's space, told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from cns_portal import audit, clock
from cns_portal.db import promise
from cns_portal.kernel.civil_time import day_of
from incapacity.choices.certificates import (
    Cause,
    CertificateState,
    Channel,
    MatriculeOnSheet,
    Sequel,
)
from incapacity.choices.electronic import Answer
from incapacity.models import Certificate, Diagnosis, ElectronicMessage
from incapacity.models.electronic import arrived_as
from incapacity.notices import electronic as notices
from incapacity.rules import deadlines, maternity
from incapacity.rules import electronic as rules
from incapacity.rules.electronic import Message, Stated
from incapacity.selectors import deadlines as facts
from incapacity.selectors import drafts
from incapacity.selectors import electronic as selectors
from incapacity.services import reading_messages
from incapacity.services.reading_messages import Rejected
from insured.selectors import people
from insured.services.holding import hold
from insured.services.telling import tell

if TYPE_CHECKING:
    from incapacity.services.senders import Known
    from insured.models import InsuredPerson


class _Meanwhile(Exception):
    """The same message has been accepted in another process at this moment."""


def receive(body: bytes, *, known: Known, audience: str) -> ElectronicMessage:
    """Accept what a sender posted; the same message again gets the same row and does nothing.

    `audience` is the address at which it was posted. Raises `Rejected` with the answer to give.
    """
    message = _opened(body, known=known, audience=audience)
    if before := _accepted_before(message, known):
        return before
    now = clock.now()
    if answer := rules.why_not_now(message.signed_at, now=now):
        raise Rejected(answer)
    read = rules.certificate(message.certificate, now=now)
    if read.problems:
        raise Rejected(Answer.INVALID, read.problems)
    person = people.by_matricule(read.value.matricule)
    if person is None:
        raise Rejected(Answer.UNKNOWN_PERSON)
    try:
        return _keep(message, read.value, person=person, known=known, now=now)
    except _Meanwhile:
        return _accepted_before(message, known)


def _opened(body: bytes, *, known: Known, audience: str) -> Message:
    payload = reading_messages.opened(body, public_key=known.public_key)
    read = rules.message(payload, sender=known.sender.code, audience=audience)
    if read.problems:
        raise Rejected(Answer.INVALID, read.problems)
    return read.value


def _accepted_before(message: Message, known: Known) -> ElectronicMessage | None:
    """The row of a message with this identifier. Raises `Rejected` when it said something else."""
    found = ElectronicMessage.objects.filter(
        sender=known.sender, message_id=message.message_id
    ).first()
    if found and not reading_messages.is_the_same(message.certificate, found.sha256):
        raise Rejected(Answer.OTHER_CONTENT)
    return found


@transaction.atomic
def _keep(
    message: Message, stated: Stated, *, person: InsuredPerson, known: Known, now: datetime
) -> ElectronicMessage:
    """The certificate, its diagnosis and the message as rows, and word to the person.

    The message says that it is new by having its row: whoever loses that race keeps nothing.
    """
    hold([person.pk])
    certificate = Certificate(
        person=person,
        channel=Channel.ELECTRONIC,
        matricule_on_sheet=MatriculeOnSheet.PRINTED,
        created_at=now,
        changed_at=now,
        **_columns(stated, person=person, known=known, today=day_of(now)),
    )
    due_on = deadlines.for_cns(facts.case_of(certificate)).day
    _decide_when(certificate, now=now, due_on=due_on)
    certificate.save(force_insert=True)
    with promise("electronic_message_once_per_sender", broken=_Meanwhile()):
        kept = ElectronicMessage.objects.create(
            sender=known.sender,
            message_id=message.message_id,
            sha256=reading_messages.digest_of(message.certificate),
            received_at=now,
            certificate=certificate,
        )
    if stated.diagnosis:
        Diagnosis.objects.create(certificate=certificate, code=stated.diagnosis, entered_at=now)
    audit.record(
        audit.SYSTEM,
        "certificate.arrived",
        certificate,
        dossier=person.dossier,
        details={"sender": known.sender.code},
    )
    tell(
        person,
        lambda: notices.arrived(certificate, due_on=due_on),
        once=arrived_as(certificate),
    )
    return kept


def _columns(stated: Stated, *, person: InsuredPerson, known: Known, today: date) -> dict[str, Any]:
    """What the message states, as columns of a certificate."""
    first, last = stated.first_day, stated.last_day
    if stated.cause == Cause.MATERNITY and first is None:
        leave = maternity.leave(stated.expected_on)
        first, last = leave.first, leave.last
    earlier = None
    if stated.sequel != Sequel.INITIAL:
        earlier = selectors.continued_by(
            person, cause=stated.cause, first_day=first, sender=known.sender, message=stated.earlier
        )
    child = None
    if stated.child_matricule:
        child = drafts.child_with(person, stated.child_matricule, today=today)
    return {
        "cause": stated.cause,
        "sequel": stated.sequel,
        "earlier": earlier,
        "first_day": first,
        "last_day": last,
        "issued_on": stated.issued_on,
        "doctor_name": stated.doctor_name,
        "doctor_code": stated.doctor_code,
        "outings": stated.outings,
        "in_hospital": stated.in_hospital,
        "stay": stated.stay,
        "expected_on": stated.expected_on,
        "child": child,
        "child_matricule": "" if child else stated.child_matricule,
        "child_in_hospital": stated.child_in_hospital,
    }


def _decide_when(certificate: Certificate, *, now: datetime, due_on: date | None) -> None:
    """By itself after a while, where the portal does that; else the person passes it on."""
    minutes = settings.INCAPACITY_PASS_ON_AFTER
    certificate.passes_on_at = rules.passes_on_at(
        now,
        after=None if minutes is None else timedelta(minutes=minutes),
        due_on=due_on,
    )
    certificate.state = (
        CertificateState.KEPT if certificate.passes_on_at is None else CertificateState.ARRIVED
    )
