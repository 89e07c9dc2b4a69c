"""A video call from the waiting room to its end: go in, let in, finish."""

from django.db import transaction

from appointments.choices import Channel, Refusal, Status
from appointments.models import Appointment, VideoCall
from appointments.rules import calls
from appointments.services.acting import By
from appointments.services.arriving import arrive
from appointments.services.changing import change, locked
from cns_portal import clock
from cns_portal.kernel.refusal import Refused


def enter(appointment_id: int, *, by: By) -> VideoCall:
    """The person is ready and waits for the agent. Twice is as good as once.

    Raises `Refused` with `ROOM_NOT_OPEN` before its time and `NOT_OPEN` when there is no call.
    """
    appointment = _video_appointment(appointment_id)
    _insist_on_open_room(appointment)
    if appointment.status == Status.CONFIRMED:
        try:
            arrive(appointment_id, by=by)
        except Refused as refused:
            if refused.reason != Refusal.NOT_POSSIBLE:
                raise
            # Somebody was faster: the same person in another tab, or whoever cancelled.
    with transaction.atomic():
        appointment = locked(appointment_id)
        _insist_on_open_room(appointment)
        call = _locked_call(appointment)
        now = clock.now()
        call.waiting_since = call.waiting_since or now
        if call.person_seen_at is None:
            call.person_session = ""  # of a page that has left; this one has not greeted yet
        call.person_seen_at = now
        call.save(update_fields=["waiting_since", "person_session", "person_seen_at"])
    return call


@transaction.atomic
def admit(appointment_id: int, *, by: By) -> VideoCall:
    """The agent lets the person in: the call begins. Twice is as good as once.

    Raises `Refused`: `ROOM_NOT_OPEN`, `NOBODY_WAITS`, or `NOT_OPEN` when it is over or cancelled.
    """
    _video_appointment(appointment_id)
    appointment = locked(appointment_id)
    call = _locked_call(appointment)
    now = clock.now()
    if appointment.status != Status.STARTED:
        if refusal := calls.why_not_admit(
            status=Status(appointment.status),
            waits=call.waiting_since is not None,
            starts_at=appointment.starts_at,
            now=now,
        ):
            raise Refused(refusal)
        change(appointment, Status.STARTED, by=by, what="appointment.started")
    if call.admitted_at is None:  # begun on the agenda, perhaps: the call still needs its mark
        call.admitted_at, call.admitted_by = now, by.actor
        call.save(update_fields=["admitted_at", "admitted_by"])
    return call


@transaction.atomic
def finish(appointment_id: int, *, by: By) -> VideoCall:
    """The call is over for good; what the browsers told each other is deleted with it.

    Twice is as good as once. Raises `Refused` when no call has begun.
    """
    _video_appointment(appointment_id)
    appointment = locked(appointment_id)
    if appointment.status != Status.COMPLETED:
        if refusal := calls.why_not_end(status=Status(appointment.status)):
            raise Refused(refusal)
        change(appointment, Status.COMPLETED, by=by, what="appointment.completed")
    return _locked_call(appointment)


def _video_appointment(appointment_id: int) -> Appointment:
    appointment = Appointment.objects.get(pk=appointment_id)
    if appointment.channel != Channel.VIDEO:
        raise Refused(Refusal.NOT_POSSIBLE)
    return appointment


def _insist_on_open_room(appointment: Appointment) -> None:
    if refusal := calls.why_not_enter(
        status=Status(appointment.status),
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        now=clock.now(),
    ):
        raise Refused(refusal)


def _locked_call(appointment: Appointment) -> VideoCall:
    """The call of an appointment whose row is locked already; made when it is first needed."""
    call, _made = VideoCall.objects.select_for_update().get_or_create(appointment=appointment)
    return call
