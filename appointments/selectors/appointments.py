"""A person's appointments. Every question begins with the dossier: nobody else's exist."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from appointments.choices import Role, Status
from appointments.models import Appointment
from cns_portal.inbox import selectors as posted

if TYPE_CHECKING:
    from appointments.querysets import AppointmentQuerySet
    from cns_portal.accounts.models import Dossier
    from cns_portal.inbox.models import Message
    from cns_portal.procedures.models import Procedure

CONFIRMATION_TYPE = "application/pdf"


def upcoming_of(dossier: Dossier, *, now: datetime) -> AppointmentQuerySet:
    """What is still to come or has just begun, the next one first; two queries."""
    return Appointment.objects.of(dossier).upcoming(now=now).with_place().with_people()


def past_of(dossier: Dossier, *, now: datetime) -> AppointmentQuerySet:
    """What is over, cancelled, refused or moved, the latest first; two queries."""
    return Appointment.objects.of(dossier).past(now=now).with_place().with_people()


def of_procedure(procedure: Procedure, dossier: Dossier) -> AppointmentQuerySet:
    """The appointments of one case: more than one when it was moved; the latest first."""
    return (
        Appointment.objects.of(dossier)
        .filter(procedure=procedure)
        .with_place()
        .with_people()
        .order_by("-starts_at", "-pk")
    )


def get_of(dossier: Dossier, public_id: UUID) -> Appointment | None:
    """The appointment of this identifier, if it is in this person's file."""
    return (
        Appointment.objects.of(dossier)
        .with_place()
        .with_people()
        .filter(public_id=public_id)
        .first()
    )


def present_of(moved: Appointment, dossier: Dossier) -> Appointment | None:
    """The appointment that a moved one has become, however often it was moved."""
    return of_procedure(moved.procedure, dossier).exclude(status=Status.MOVED).first()


def call_of(dossier: Dossier, public_id: UUID) -> Appointment | None:
    """The appointment with its video call and nothing else: what is asked once a second."""
    mine = Appointment.objects.of(dossier).select_related("video_call")
    return mine.filter(public_id=public_id).first()


def phone_of(appointment: Appointment) -> str:
    """The number under which the applicant can be reached; empty when none was given."""
    applicant = appointment.participants.filter(role=Role.APPLICANT).only("phone").first()
    return applicant.phone if applicant else ""


def latest_confirmation(appointment: Appointment, dossier: Dossier) -> Message | None:
    """The last delivered message of the case that carries a confirmation, with its attachments.

    A case has one open appointment at most, so the last confirmation is that of the open one.
    """
    return posted.latest_about(appointment.procedure.reference, dossier, carrying=CONFIRMATION_TYPE)
