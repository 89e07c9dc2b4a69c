"""The appointment behind an emailed link, and what it has become since the link was sent.

No dossier is asked for here: whoever calls has checked the link's signature.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from appointments.choices import Status
from appointments.models import Appointment


def signed(public_id: UUID) -> Appointment | None:
    """The appointment that a link names, if it was sent and still exists."""
    return (
        Appointment.objects.with_place()
        .filter(public_id=public_id, procedure__isnull=False)
        .first()
    )


def present_of(appointment: Appointment) -> Appointment:
    """The appointment as it is by now: followed to its present time if it was moved."""
    return present_of_all([appointment])[appointment.pk]


def present_of_all(appointments: Iterable[Appointment]) -> dict[int, Appointment]:
    """Each appointment as it is by now, by the key it had: a query for each time of moving."""
    present = {appointment.pk: appointment for appointment in appointments}
    moved = {pk: pk for pk, appointment in present.items() if appointment.status == Status.MOVED}
    while moved:
        later = Appointment.objects.with_place().filter(
            rescheduled_from__in=list(moved), procedure__isnull=False
        )
        following = {}
        for appointment in later:
            key = moved[appointment.rescheduled_from_id]
            present[key] = appointment
            if appointment.status == Status.MOVED:
                following[appointment.pk] = key
        moved = following
    return present
