"""Emailed links, and everything that opening one could change."""

from appointments.models import Appointment
from appointments.notices import links
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email
from cns_portal.procedures.models import ProcedureEvent

PERSON, STAFF = links.Purpose.PERSON, links.Purpose.STAFF


def address(appointment, purpose=PERSON, end="") -> str:
    return f"/a/{links.token(appointment, purpose)}/{end}"


def fresh(appointment) -> Appointment:
    return Appointment.objects.get(pk=appointment.pk)


def everything() -> list:
    """All that a page could change."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Appointment, AuditEntry, ProcedureEvent, Email)
    ]
