"""Another desk at the same time: for the agents it is a change, for the person it is none."""

from django.db import transaction

from appointments.choices import ConflictState, Refusal, Status
from appointments.models import Appointment
from appointments.rules import review, states
from appointments.selectors import plans
from appointments.services.acting import By
from appointments.services.allocation import lock_days, sweep
from appointments.services.changing import close_conflict, locked, note
from cns_portal import clock
from cns_portal.db import promise
from cns_portal.kernel.refusal import Refused


@transaction.atomic
def redesk(appointment_id: int, *, by: By) -> Appointment:
    """Give the appointment the first free desk of its agency at its own time; nobody is told.

    No paper and no page of the person names the desk. Raises `Refused` with `TAKEN` when no
    desk is free then, and `OperationalError` when the day's lock is not had in time.
    """
    known = Appointment.objects.only("agency", "starts_at").get(pk=appointment_id)
    lock_days([(known.agency_id, known.starts_at)])
    appointment = locked(appointment_id)
    now = clock.now()
    if refusal := states.why_not_move(
        status=Status(appointment.status), starts_at=appointment.starts_at, now=now
    ):
        raise Refused(refusal)
    start, end = appointment.starts_at, appointment.occupied_until
    sweep([appointment.agency_id], start, end, now=now)
    taken = set(
        Appointment.objects.occupying()
        .filter(agency=appointment.agency_id, starts_at__lt=end, occupied_until__gt=start)
        .exclude(pk=appointment.pk)
        .values_list("desk_id", flat=True)
    )
    booking, plan = plans.as_booking(appointment), plans.plan_of(appointment)
    free = review.other_desks(booking, plan, taken=taken)
    if not free:
        raise Refused(Refusal.TAKEN)
    appointment.desk_id = free[0]
    with promise("appointment_one_at_a_time_per_desk", broken=Refused(Refusal.TAKEN)):
        appointment.save(update_fields=["desk"])
    close_conflict(appointment, ConflictState.MOVED, by=by)
    note(appointment, by=by, what="appointment.redesked", public=False)
    return locked(appointment_id)
