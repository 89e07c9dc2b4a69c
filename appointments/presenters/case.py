"""The appointment as a case: what happens next, and the copy of what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appointments.choices import Channel, Role, Status
from appointments.models import Appointment
from appointments.presenters.times import clock_time
from appointments.services import case
from cns_portal.kernel import civil_time, matricule

if TYPE_CHECKING:
    from appointments.models import Participant
    from cns_portal.procedures.models import Procedure

WHAT_NEXT = {
    Status.REQUESTED: _("Your request is being checked. The answer arrives here as a message."),
    Status.CONFIRMED: _("The appointment takes place. Until it begins, you can move or cancel it."),
    Status.CHECKED_IN: _("You have arrived. Please wait until you are called."),
    Status.CALLED: _("You have been called to a desk."),
    Status.STARTED: _("The appointment is under way."),
    Status.COMPLETED: _("The appointment is over. Nothing more happens in this procedure."),
    Status.MISSED: _("The appointment is over. You can book another one."),
    Status.CANCELLED: _("Nothing more happens. You can book another appointment at any time."),
    Status.REFUSED: _("The message says why. You can ask for another time."),
    Status.MOVED: _("The appointment takes place at its new time."),
}
"""What happens next in each state."""


def withdraw_url(procedure: Procedure) -> str:
    """The page that cancels the appointment; empty when there is none to cancel."""
    appointment = case.standing(procedure)
    return reverse("appointments:cancel", args=[appointment.public_id]) if appointment else ""


def sent_copy(procedure: Procedure) -> tuple[str, dict[str, Any]] | None:
    """The request as it was sent, for paper; None when it was deleted after its time."""
    times = list(
        Appointment.objects.filter(procedure=procedure, requested_at__isnull=False)
        .with_place()
        .with_people()
        .order_by("requested_at", "pk")
    )
    if not times:
        return None
    sent = times[0]
    # The details went with the new time, where the appointment was moved.
    people = [person for time in times for person in time.participants.all()]
    return "appointments/print/request.html", {
        "procedure": procedure,
        "sent_at": sent.requested_at,
        "lines": _wanted(sent),
        "people": [
            {"role": person.get_role_display(), "lines": _given(person)}
            for person in sorted(people, key=lambda person: person.role != Role.APPLICANT)
        ],
        "was_moved": len(times) > 1,
    }


def _wanted(appointment: Appointment) -> list[tuple[str, str]]:
    day = civil_time.day_of(appointment.starts_at)
    when = f"{formats.date_format(day, 'l')} {formats.date_format(day, 'DATE_FORMAT')}"
    is_video = appointment.channel == Channel.VIDEO
    told = [
        (gettext("Topic"), appointment.get_topic_display()),
        (gettext("Meeting"), appointment.get_channel_display()),
        (gettext("Agency"), "" if is_video else appointment.agency.name),
        (gettext("Day"), when),
        (gettext("Time"), clock_time(appointment.starts_at)),
        (gettext("What it is about"), appointment.question),
    ]
    return [(label, value) for label, value in told if value]


def _given(person: Participant) -> list[tuple[str, str]]:
    """The details as they were given."""
    town = f"{person.postcode} {person.locality} {person.country}".split()
    born = formats.date_format(person.birth_date, "DATE_FORMAT") if person.birth_date else ""
    told = [
        (gettext("Name"), str(person)),
        (gettext("Matricule"), matricule.grouped(person.matricule) if person.matricule else ""),
        (gettext("Date of birth"), born),
        (gettext("Place of birth"), person.birth_place),
        (gettext("E-mail"), person.email),
        (gettext("Phone"), person.phone),
        (gettext("Address"), ", ".join(filter(None, [person.street, " ".join(town)]))),
    ]
    return [(label, value) for label, value in told if value]
