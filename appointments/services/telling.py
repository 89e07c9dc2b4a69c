"""Telling the person and the agency: rows in the same transaction, delivered by the worker."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils import translation

from appointments.choices import Role
from appointments.models import Appointment
from appointments.notices.texts import Notice
from appointments.selectors import offers
from appointments.selectors.free_times import next_free
from cns_portal import clock, inbox
from cns_portal.kernel.refusal import Refused

ALTERNATIVES = 3


def tell_person(appointment: Appointment, notice: Callable[..., Notice], **words) -> None:
    """With authentication: a message, and an e-mail that there is one. Without: the e-mail.

    `notice` is one of `notices.texts`, called with the appointment in the person's language.
    Nothing is posted for somebody booked by phone who has no e-mail address: an agent prints
    and posts the confirmation.
    """
    applicant = appointment.participants.filter(role=Role.APPLICANT).first()
    address = applicant.email if applicant else ""
    with translation.override(appointment.language):
        told = notice(appointment, **words)
    common = {
        "reference": appointment.procedure.reference,
        "language": appointment.language,
        "idempotency_key": _key(appointment, told),
        "attachments": told.attachments,
    }
    if appointment.procedure.dossier_id:
        inbox.post_message(
            dossier=appointment.procedure.dossier,
            title=told.title,
            body=told.text,
            notify=address,
            **common,
        )
    elif address:
        inbox.post_email(
            recipient=address,
            subject=told.title,
            text_body=told.text,
            html_body=told.html,
            **common,
        )


def tell_agency(appointment: Appointment, notice: Callable[..., Notice]) -> None:
    """An e-mail to the staff of the appointment's agency, in the house's language."""
    if not appointment.agency.email:
        return
    with translation.override(settings.LANGUAGE_CODE):
        told = notice(appointment)
    inbox.post_email(
        recipient=appointment.agency.email,
        subject=told.title,
        text_body=told.text,
        html_body=told.html,
        language=settings.LANGUAGE_CODE,
        reference=appointment.procedure.reference,
        idempotency_key=_key(appointment, told),
    )


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


def _key(appointment: Appointment, told: Notice) -> str:
    return f"appointment:{appointment.pk}:{told.occasion}:{appointment.revision}"
