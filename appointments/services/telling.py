"""Telling the person and the agency: rows in the same transaction, delivered by the worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

from appointments.choices import Role
from appointments.models import Appointment
from appointments.notices.texts import Notice
from cns_portal import inbox

if TYPE_CHECKING:
    from cns_portal.inbox.models import Message


def tell_person(
    appointment: Appointment,
    notice: Callable[..., Notice],
    *,
    once: str = "",
    still_wanted: inbox.StillWanted | None = None,
    **words,
) -> Message | None:
    """With authentication: a message, and an e-mail that there is one. Without: the e-mail.

    `notice` is one of `notices.texts`, called with the appointment in the person's language. It
    is told once per line of the history, or once under the name `once`, and only while it is
    `still_wanted`.
    Nothing is posted for somebody booked by phone who has no e-mail address: an agent prints
    and posts the confirmation. Returns the message, where there is one.
    """
    applicant = appointment.participants.filter(role=Role.APPLICANT).first()
    address = applicant.email if applicant else ""
    with translation.override(appointment.language):
        told = notice(appointment, **words)
    common = {
        "reference": appointment.procedure.reference,
        "language": appointment.language,
        "idempotency_key": once or _key(appointment, told),
        "attachments": told.attachments,
        "still_wanted": still_wanted,
    }
    if appointment.procedure.dossier_id:
        return inbox.post_message(
            dossier=appointment.procedure.dossier,
            title=told.title,
            body=told.text,
            notify=address,
            **common,
        )
    if address:
        inbox.post_email(
            recipient=address,
            subject=told.title,
            text_body=told.text,
            html_body=told.html,
            **common,
        )
    return None


def tell_agency(appointment: Appointment, notice: Callable[..., Notice], **words) -> None:
    """An e-mail to the staff of the appointment's agency, in the house's language."""
    if not appointment.agency.email:
        return
    with translation.override(settings.LANGUAGE_CODE):
        told = notice(appointment, **words)
    inbox.post_email(
        recipient=appointment.agency.email,
        subject=told.title,
        text_body=told.text,
        html_body=told.html,
        language=settings.LANGUAGE_CODE,
        reference=appointment.procedure.reference,
        idempotency_key=_key(appointment, told),
    )


def _key(appointment: Appointment, told: Notice) -> str:
    """Once for each line of the history, however often it is tried."""
    last = appointment.procedure.events.order_by("-pk").values_list("pk", flat=True)[:1]
    return f"appointment:{appointment.pk}:{told.occasion}:{last.get()}"
