"""From one state to the next: the row, its history and the trail, always together."""

from typing import Any

from appointments.choices import Channel, ConflictState, Refusal, Status
from appointments.models import Appointment, Conflict, FreedTime, VideoCall, VideoSignal
from appointments.rules import states
from appointments.services.acting import By
from cns_portal import audit, clock, procedures, queue
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind, Phase

OFFER_TASK = "appointments.offer_earlier_times"

PHASES = {
    Status.REQUESTED: Phase.BEING_CHECKED,
    Status.CONFIRMED: Phase.DECIDED,
    Status.CHECKED_IN: Phase.DECIDED,
    Status.CALLED: Phase.DECIDED,
    Status.STARTED: Phase.DECIDED,
    Status.COMPLETED: Phase.DONE,
    Status.MISSED: Phase.DONE,
    Status.CANCELLED: Phase.DONE,
    Status.REFUSED: Phase.DONE,
    Status.MOVED: Phase.DECIDED,
}

_ENDS = {Status.CANCELLED: ConflictState.CANCELLED, Status.MOVED: ConflictState.MOVED}
"""What a state says about a conflict that was open; every other end settles it."""


def locked(appointment_id: int) -> Appointment:
    """The appointment with its row locked, as it is now."""
    return (
        Appointment.objects.select_related("agency", "desk", "procedure__dossier")
        .select_for_update(of=("self",))
        .get(pk=appointment_id)
    )


def change(
    appointment: Appointment,
    status: Status,
    *,
    by: By,
    what: str,
    reason: str = "",
    **columns: Any,
) -> None:
    """Give a sent appointment, locked by the caller, another state, and write down that it has."""
    if not states.may_follow(Status(appointment.status), status):
        raise Refused(Refusal.NOT_POSSIBLE)
    if states.gives_time_back(Status(appointment.status), status):
        _write_down_freed(appointment)
    appointment.status = status
    for column, value in columns.items():
        setattr(appointment, column, value)
    appointment.save(update_fields=["status", *columns])
    if status not in states.OPEN:
        close_conflict(appointment, _ENDS.get(status, ConflictState.SETTLED), by=by)
    if status not in states.AGREED and appointment.channel == Channel.VIDEO:
        _end_call(appointment)
    note(appointment, by=by, what=what, reason=reason)


def close_conflict(appointment: Appointment, state: ConflictState, *, by: By) -> bool:
    """Nobody has to decide any more about an appointment outside the hours; whether one had to."""
    return bool(
        Conflict.objects.filter(appointment=appointment, state=ConflictState.OPEN).update(
            state=state,
            closed_at=clock.now(),
            closed_by=by.actor if by.kind == ActorKind.AGENT else None,
        )
    )


def note(
    appointment: Appointment, *, by: By, what: str, reason: str = "", public: bool = True
) -> None:
    """A line in the history and in the trail; the state stays."""
    procedures.add_event(
        appointment.procedure,
        what=what,
        phase=PHASES[Status(appointment.status)],
        state=appointment.status,
        actor=by.actor,
        actor_kind=by.kind,
        reason=reason,
        public=public,
    )
    audit.record(
        by.actor,
        what,
        appointment,
        dossier=appointment.procedure.dossier,
        details={"device": by.device_id} if by.device_id else None,
    )


def _end_call(appointment: Appointment) -> None:
    """Whoever ends it, and wherever: nobody is in the call, and its letters are deleted."""
    theirs = VideoCall.objects.filter(appointment=appointment)
    theirs.update(person_session="", agent_session="")
    theirs.filter(admitted_at__isnull=False, ended_at__isnull=True).update(ended_at=clock.now())
    VideoSignal.objects.filter(call__appointment=appointment).delete()


def _write_down_freed(appointment: Appointment) -> None:
    """A row for the worker, in the same transaction: somebody may have asked for this time."""
    now = clock.now()
    if appointment.starts_at <= now:
        return
    FreedTime.objects.create(
        agency_id=appointment.agency_id,
        desk_id=appointment.desk_id,
        channel=appointment.channel,
        starts_at=appointment.starts_at,
        ends_at=appointment.occupied_until,
        freed_at=now,
    )
    queue.nudge(OFFER_TASK)
