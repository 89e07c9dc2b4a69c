"""Giving a time back."""

from django.db import transaction

from appointments.choices import Refusal, Status
from appointments.models import Appointment
from appointments.notices import texts
from appointments.rules import states
from appointments.selectors.alternatives import alternatives
from appointments.services.acting import By
from appointments.services.changing import change, locked
from appointments.services.telling import tell_agency, tell_person
from cns_portal import clock
from cns_portal.kernel.refusal import Refused


@transaction.atomic
def cancel(appointment_id: int, *, by: By) -> Appointment:
    """The person gives the appointment up; its time is free as soon as this is committed.

    Raises `Refused` when it is over, cancelled already or has begun.
    """
    appointment = locked(appointment_id)
    if refusal := states.why_not_cancel(
        status=Status(appointment.status), starts_at=appointment.starts_at, now=clock.now()
    ):
        raise Refused(refusal)
    agency_knows = appointment.status == Status.CONFIRMED or appointment.left_to_agent_at
    _cancel(appointment, by=by, reason="")
    tell_person(appointment, texts.cancelled)
    if agency_knows:
        tell_agency(appointment, texts.cancelled_for_agency)
    return appointment


@transaction.atomic
def cancel_by_staff(
    appointment_id: int, *, by: By, reason: str, in_plan_change: bool = False
) -> Appointment:
    """Staff cancel, with a reason that the person reads together with other times.

    `in_plan_change`: together with others, so that the agency, which did it, is not told of each.
    """
    if not reason.strip():
        raise Refused(Refusal.REASON_MISSING)
    appointment = locked(appointment_id)
    if refusal := states.why_not_cancel_by_staff(
        status=Status(appointment.status), ends_at=appointment.ends_at, now=clock.now()
    ):
        raise Refused(refusal)
    _cancel(appointment, by=by, reason=reason.strip())
    tell_person(
        appointment,
        texts.cancelled_by_staff,
        reason=reason.strip(),
        alternatives=alternatives(appointment),
    )
    if not in_plan_change:
        tell_agency(appointment, texts.cancelled_for_agency)
    return appointment


def _cancel(appointment: Appointment, *, by: By, reason: str) -> None:
    change(
        appointment,
        Status.CANCELLED,
        by=by,
        what="appointment.cancelled",
        reason=reason,
        cancelled_at=clock.now(),
        revision=appointment.revision + 1,
        left_to_agent_at=None,
    )
