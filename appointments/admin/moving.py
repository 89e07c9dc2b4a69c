"""Another time for an appointment."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from appointments.admin.deeds import Deed
from appointments.admin.forms import MoveForm
from appointments.choices import Refusal, Status
from appointments.models import Appointment
from appointments.rules import states
from appointments.selectors import agenda, offers
from appointments.services import moving
from appointments.services.acting import By
from cns_portal import clock
from cns_portal.kernel import civil_time

SHOW_TIMES = "_times"
"""The button that only shows other times; whatever was typed stays."""


class Move(Deed):
    code = "move"
    label = _("Move to another time")
    effect = _(
        "The person gets the new time; the old one is free again. The reference stays the same."
    )
    done = _("The appointment has a new time. The person is being told.")
    template = "admin/appointments/move.html"
    ready = (
        _("The colleague who would have received you is ill. We apologise."),
        _("The agency has to close at this time. We apologise."),
        _("You asked us for another time."),
    )

    def why_not(self, appointment: Appointment, *, now: datetime) -> Refusal | None:
        return states.why_not_move(
            status=Status(appointment.status), starts_at=appointment.starts_at, now=now
        )

    def form(self, request: HttpRequest, appointment: Appointment) -> MoveForm:
        now = clock.now()
        known = {
            "offer": offers.offer_for(appointment.topic, appointment.channel),
            "agencies": agenda.agencies_of(request.user),
            "now": now,
            "language": appointment.language,
            "ready": self.ready,
            "present": (appointment.agency_id, appointment.starts_at),
        }
        if request.method == "POST" and self.is_meant(request):
            return MoveForm(request.POST, **known)
        initial = {
            "agency": appointment.agency_id,
            "from_day": max(civil_time.day_of(appointment.starts_at), civil_time.day_of(now)),
            **request.POST.dict(),
        }
        return MoveForm(initial=initial, **known)

    def is_meant(self, request: HttpRequest) -> bool:
        return SHOW_TIMES not in request.POST

    def act(self, appointment: Appointment, said: dict[str, Any], by: By) -> Appointment:
        agency_id, starts_at = said["slot"]
        return moving.move(
            appointment.pk,
            agency_ids=[agency_id],
            starts_at=starts_at,
            by=by,
            reason=said["reason"],
        )


MOVE = Move()
