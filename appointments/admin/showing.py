"""What the agents' pages say about an appointment."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from appointments.choices import Role, Status
from appointments.models import Appointment, Participant
from appointments.presenters.card import TONES
from cns_portal.kernel import matricule
from cns_portal.procedures.models import ProcedureEvent


def tag(appointment: Appointment) -> dict[str, str]:
    """The state as word and tone; a request that waits for an agent says so."""
    status = Status(appointment.status)
    waits = status == Status.REQUESTED and appointment.left_to_agent_at is not None
    return {
        "label": _("Left to an agent") if waits else str(status.label),
        "tone": TONES[status],
    }


def person(appointment: Appointment) -> Participant | None:
    """Who comes: the person the appointment is for. Uses what was prefetched."""
    people = {participant.role: participant for participant in appointment.participants.all()}
    return people.get(Role.CONCERNED) or people.get(Role.APPLICANT)


def since(appointment: Appointment, *, now: datetime) -> str:
    """How long ago the appointment was asked for."""
    if appointment.requested_at is None:
        return ""
    return timesince(appointment.requested_at, now, depth=1)


def facts_about(participant: Participant) -> list[tuple[str, str]]:
    """The details of a person that were given, in order."""
    town = f"{participant.postcode} {participant.locality} {participant.country}".split()
    number = matricule.grouped(participant.matricule) if participant.matricule else ""
    insured = {True: _("Yes"), False: _("No"), None: ""}[participant.insured_with_cns]
    told = [
        (_("Name"), str(participant)),
        (_("Matricule"), number),
        (_("Date of birth"), participant.birth_date),
        (_("Place of birth"), participant.birth_place),
        (_("E-mail"), participant.email),
        (_("Phone"), participant.phone),
        (_("Address"), ", ".join(filter(None, [participant.street, " ".join(town)]))),
        (_("Insured with the CNS"), insured),
    ]
    return [(label, value) for label, value in told if value]


def history_lines(events: Iterable[ProcedureEvent]) -> list[dict]:
    """The history for a table: what, when, by whom, why."""
    return [
        {
            "what": event.label,
            "at": event.at,
            "who": str(event.actor) if event.actor else event.get_actor_kind_display(),
            "kind": event.get_actor_kind_display() if event.actor else "",
            "on_behalf_of": event.on_behalf_of,
            "reason": event.reason,
            "internal": not event.public,
        }
        for event in events
    ]


def address_of(appointment_id: int, page: str = "change") -> str:
    """A page of one appointment: its own, or that of an action."""
    return reverse(f"admin:appointments_appointment_{page}", args=[appointment_id])
