"""Keeping an appointment although the agency's plan no longer allows it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from appointments.admin.deeds import Deed
from appointments.choices import Refusal
from appointments.models import Appointment
from appointments.rules import states
from appointments.services import reviewing
from appointments.services.acting import By


class Keep(Deed):
    code = "keep"
    label = _("Keep it, although outside the hours")
    effect = _(
        "The appointment stays, and is not marked again for the same reason. The person is told "
        "nothing. Make sure that somebody is there."
    )
    done = _("The appointment is kept.")

    def why_not(self, appointment: Appointment, *, now: datetime) -> Refusal | None:
        # Known from the agenda's own query (selectors.agenda.agenda_of).
        waits = appointment.is_outside and appointment.status in states.OPEN
        return None if waits else Refusal.NOTHING_TO_DECIDE

    def act(self, appointment: Appointment, said: dict[str, Any], by: By) -> Appointment:
        return reviewing.keep(appointment.pk, by=by)


KEEP = Keep()
