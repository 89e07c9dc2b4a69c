"""Nobody came: written down by the worker when the grace after the beginning is over."""

from datetime import datetime, timedelta

from django.db import transaction

from appointments.choices import Status
from appointments.models import Appointment
from appointments.notices import texts
from appointments.rules import queue
from appointments.selectors import offers
from appointments.services.acting import SYSTEM
from appointments.services.changing import change, locked
from appointments.services.telling import tell_person
from cns_portal import clock

LOOKS_BACK = timedelta(days=1)
"""Only what began within the last day: a worker that begins to note this must not tell people
about appointments of weeks ago that no agent had noted either."""

MOST_AT_ONCE = 200


def unattended_ids() -> list[int]:
    """The confirmed appointments for which nobody waits any longer, the oldest first."""
    now = clock.now()
    late = Appointment.objects.filter(
        status=Status.CONFIRMED, starts_at__lte=now - _grace(), starts_at__gt=now - LOOKS_BACK
    )
    return list(late.order_by("starts_at").values_list("pk", flat=True)[:MOST_AT_ONCE])


@transaction.atomic
def mark_missed(appointment_id: int) -> bool:
    """Note that the person did not come and tell them, unless they have arrived since.

    Whether it was noted. May run twice and side by side.
    """
    appointment = locked(appointment_id)
    if not _is_missed(appointment, clock.now()):
        return False
    change(appointment, Status.MISSED, by=SYSTEM, what="appointment.missed")
    tell_person(appointment, texts.missed)
    return True


def _is_missed(appointment: Appointment, now: datetime) -> bool:
    return queue.is_missed(
        status=Status(appointment.status),
        starts_at=appointment.starts_at,
        grace=_grace(),
        now=now,
    )


def _grace() -> timedelta:
    return timedelta(minutes=offers.policy().grace_minutes)
