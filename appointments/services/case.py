"""The appointment as a case of the person: taken back, answered about, seen by its agents."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from appointments.choices import Refusal, Status
from appointments.models import Appointment
from appointments.notices import texts
from appointments.rules import states
from appointments.services.acting import By
from appointments.services.cancelling import cancel
from appointments.services.telling import tell_agency
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.procedures.models import Procedure

MAY_READ = "appointments.view_appointment"


def standing(procedure: Procedure) -> Appointment | None:
    """The appointment that the case is about now: asked for or agreed; None when it is over."""
    found = Appointment.objects.filter(procedure=procedure, status__in=states.STANDING)
    return found.select_related("agency", "procedure").first()


def why_not_withdraw(procedure: Procedure, now: datetime) -> str | None:
    """Why the appointment cannot be cancelled: what its own page says."""
    appointment = standing(procedure)
    if appointment is None:
        return str(Refusal.NOT_OPEN.label)
    refusal = states.why_not_cancel(
        status=Status(appointment.status), starts_at=appointment.starts_at, now=now
    )
    return str(refusal.label) if refusal else None


def withdraw(procedure: Procedure, *, actor: Account, on_behalf_of: str = "") -> None:
    """Cancel the appointment, as its own page does."""
    appointment = standing(procedure)
    if appointment is None:
        raise Refused(Refusal.NOT_OPEN)
    cancel(appointment.pk, by=By.person(actor))


def answer_by(procedure: Procedure, since: datetime) -> date | None:
    """What comes next comes on the day of the appointment at the latest."""
    appointment = standing(procedure)
    return civil_time.day_of(appointment.starts_at) if appointment else None


def replied(procedure: Procedure, *, by: Account, on_behalf_of: str = "") -> bool:
    """Tell the agency that the person has written; nothing else changes."""
    if appointment := standing(procedure):
        tell_agency(appointment, texts.written_to_agency)
    return False


def visible_to(account: Account) -> Q:
    """The cases of the agencies that are assigned to the agent."""
    if not account.has_perm(MAY_READ):
        return Q(pk__in=())
    theirs = Appointment.objects.at_agencies_of(account)
    return Q(pk__in=theirs.values("procedure"))
