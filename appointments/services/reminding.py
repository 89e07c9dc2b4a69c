"""Reminding people: once per appointment and kind, and never of what is no longer so."""

import logging
import time
from typing import Any

from django.db import transaction

from appointments.choices import ReminderKind, Status
from appointments.models import Appointment, Reminder
from appointments.notices import texts
from appointments.rules import reminders as rules
from appointments.selectors.reminders import to_remind
from appointments.services.telling import tell_person
from cns_portal import clock, inbox

logger = logging.getLogger(__name__)

STILL_DUE = "appointments.reminder"
"""Under this code the inbox asks, just before sending, whether the reminder is still right."""


def send_reminders(*, seconds: float = 40.0) -> bool:
    """Post every reminder that is due. True when some had to be left for the next run."""
    until = time.monotonic() + seconds
    for kind in ReminderKind:
        for appointment_id in to_remind(kind, now=clock.now()):
            if time.monotonic() >= until:
                return True
            try:
                remind(appointment_id, kind)
            except Exception:  # the next beat tries again; the others do not wait for it
                logger.exception("No reminder (%s) could be posted: %s.", kind, appointment_id)
    return False


@transaction.atomic
def remind(appointment_id: int, kind: ReminderKind) -> Reminder | None:
    """Post one reminder, if it is due for the appointment as it is now; None when it is not.

    The row that says so is written with the posting. Somebody else who has the appointment in
    hand at this moment is not waited for: the next beat finds it as they left it.
    """
    appointment = (
        Appointment.objects.select_related("agency", "procedure__dossier")
        .select_for_update(of=("self",), skip_locked=True)
        .filter(pk=appointment_id)
        .first()
    )
    if appointment is None or _why_not(appointment, kind):
        return None
    reminder, is_new = Reminder.objects.get_or_create(
        appointment=appointment, kind=kind, defaults={"posted_at": clock.now()}
    )
    if not is_new:
        return None
    tell_person(
        appointment,
        texts.reminder,
        once=f"appointment:{appointment.pk}:reminder:{kind}",
        still_wanted=inbox.StillWanted(
            check=STILL_DUE, payload={"appointment": appointment.pk, "kind": kind}
        ),
    )
    return reminder


def is_still_due(payload: dict[str, Any]) -> bool:
    """The inbox's question before it sends: cancelled, moved or begun meanwhile, it is not."""
    appointment = Appointment.objects.filter(pk=payload["appointment"]).first()
    return appointment is not None and not _why_not(appointment, ReminderKind(payload["kind"]))


def _why_not(appointment: Appointment, kind: ReminderKind) -> rules.WhyNot | None:
    moments = (appointment.created_at, appointment.requested_at, appointment.decided_at)
    return rules.why_not_remind(
        kind,
        status=Status(appointment.status),
        channel=appointment.channel,
        starts_at=appointment.starts_at,
        known_since=max(moment for moment in moments if moment),
        now=clock.now(),
    )
