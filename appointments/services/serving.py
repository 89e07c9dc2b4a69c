"""People at the desks: called, served, finished, or gone.

Whatever gives somebody to a desk holds the lock of the agency's day, as arriving does: two agents
who call the next one at the same moment call two different people, and a desk has one person.
The events of the history tell how long people waited and were served.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import OperationalError, transaction

from appointments.choices import Channel, Refusal, Status
from appointments.models import Appointment, Desk, Visit
from appointments.rules import queue
from appointments.selectors import day
from appointments.services.acting import By
from appointments.services.agents import record_outcome
from appointments.services.allocation import lock_days
from appointments.services.arriving import visit_of
from appointments.services.changing import change, locked, note
from appointments.services.desks import leave_desk, take_desk
from cns_portal import clock
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused

__all__ = [
    "back_to_waiting",
    "call",
    "call_again",
    "call_next",
    "finish",
    "finish_and_call_next",
    "leave_desk",
    "miss",
    "start",
    "take_desk",
]


def call(appointment_id: int, *, by: By) -> Appointment:
    """Call this person to the agent's desk. Raises `Refused`."""
    with _at_my_desk(by) as (desk, now):
        appointment = locked(appointment_id)
        _insist_on_serving(appointment, desk, Status.CALLED, now)
        _insist_on_free(desk, now)
        return _call(appointment, desk, by, now)


def call_next(*, by: By) -> Appointment:
    """Call whoever is next at the agent's desk. Raises `Refused`: `NOBODY_WAITS`, `DESK_BUSY`."""
    with _at_my_desk(by) as (desk, now):
        _insist_on_free(desk, now)
        called = _call_next(desk, by, now)
        if called is None:
            raise Refused(Refusal.NOBODY_WAITS)
        return called


def finish_and_call_next(appointment_id: int, *, by: By) -> Appointment | None:
    """In one act. It names who is finished, so that pressing twice does not finish two people.

    None when nobody waits; the first one is finished all the same.
    """
    with _at_my_desk(by) as (desk, now):
        _finish(locked(appointment_id), by)
        _insist_on_free(desk, now)
        return _call_next(desk, by, now)


def call_again(appointment_id: int, *, by: By) -> Appointment:
    """The display chimes once more for somebody who was called to the agent's desk."""
    with _at_my_desk(by) as (desk, now):
        appointment = locked(appointment_id)
        if refusal := queue.why_not_call_again(status=Status(appointment.status)):
            raise Refused(refusal)
        visit = _insist_on_mine(appointment, desk, now)
        visit.called_at = now
        visit.save(update_fields=["called_at"])
        note(appointment, by=by, what="appointment.called_again")
        return appointment


def start(appointment_id: int, *, by: By) -> Appointment:
    """The person is at the agent's desk: called there, or come straight from the waiting room."""
    with _at_my_desk(by) as (desk, now):
        appointment = locked(appointment_id)
        _insist_on_serving(appointment, desk, Status.STARTED, now)
        if appointment.status == Status.CALLED:
            visit = _insist_on_mine(appointment, desk, now)
            visit.agent = by.actor  # the desk may have been taken over since the call
            visit.save(update_fields=["agent"])
        else:
            _insist_on_free(desk, now)
            _give_to(desk, appointment, by, now)
        change(appointment, Status.STARTED, by=by, what="appointment.started")
        return appointment


@transaction.atomic
def finish(appointment_id: int, *, by: By) -> Appointment:
    """The person has been served, at whichever desk."""
    appointment = locked(appointment_id)
    _finish(appointment, by)
    return appointment


def miss(appointment_id: int, *, by: By) -> Appointment:
    """The person did not come, which they are told, or came and left before being served."""
    return record_outcome(appointment_id, Status.MISSED, by=by)


@transaction.atomic
def back_to_waiting(appointment_id: int, *, by: By) -> Appointment:
    """Whoever was called, or begun with by mistake, waits again; ticket and arrival stay."""
    appointment = locked(appointment_id)
    if refusal := queue.why_not_wait_again(
        status=Status(appointment.status), starts_at=appointment.starts_at, now=clock.now()
    ):
        raise Refused(refusal)
    _insist_on_site(appointment)
    change(appointment, Status.CHECKED_IN, by=by, what="appointment.waits_again")
    Visit.objects.filter(appointment=appointment).update(called_at=None, desk=None, agent=None)
    return appointment


@contextmanager
def _at_my_desk(by: By) -> Iterator[tuple[Desk, datetime]]:
    """A transaction with the lock of the day of the agency at whose desk the agent is."""
    try:
        with transaction.atomic():
            shift = day.shift_of(by.actor, now=clock.now())
            if shift is None:
                raise Refused(Refusal.DESK_MISSING)
            lock_days([(shift.desk.agency_id, clock.now())])
            now = clock.now()
            # Taken over, perhaps, while this one waited.
            if not day.open_shifts(now=now).filter(pk=shift.pk).exists():
                raise Refused(Refusal.DESK_MISSING)
            yield shift.desk, now
    except OperationalError as error:
        raise Refused(Refusal.BUSY) from error


def _insist_on_serving(
    appointment: Appointment, desk: Desk, outcome: Status, now: datetime
) -> None:
    if refusal := queue.why_not_serve(
        status=Status(appointment.status),
        outcome=outcome,
        starts_at=appointment.starts_at,
        now=now,
    ):
        raise Refused(refusal)
    _insist_on_site(appointment)
    if appointment.agency_id != desk.agency_id:
        raise Refused(Refusal.DESK_MISSING)


def _insist_on_site(appointment: Appointment) -> None:
    """Calls have a waiting room of their own, without tickets and desks."""
    if appointment.channel != Channel.ON_SITE:
        raise Refused(Refusal.NOT_POSSIBLE)


def _insist_on_free(desk: Desk, now: datetime) -> None:
    if day.is_busy(desk, civil_time.day_of(now)):
        raise Refused(Refusal.DESK_BUSY)


def _insist_on_mine(appointment: Appointment, desk: Desk, now: datetime) -> Visit:
    _insist_on_site(appointment)
    visit = visit_of(appointment, arrived_at=now)
    if visit.desk_id != desk.pk:
        raise Refused(Refusal.CALLED_ELSEWHERE)
    return visit


def _call_next(desk: Desk, by: By, now: datetime) -> Appointment | None:
    """The first who can still be called; somebody may just be cancelling."""
    waiting = day.who_waits(desk.agency_id, civil_time.day_of(now))
    while first := queue.next_for(desk.pk, waiting, now=now):
        appointment = locked(first.appointment)
        if appointment.status == Status.CHECKED_IN:
            return _call(appointment, desk, by, now)
        waiting.remove(first)
    return None


def _call(appointment: Appointment, desk: Desk, by: By, now: datetime) -> Appointment:
    _give_to(desk, appointment, by, now)
    change(appointment, Status.CALLED, by=by, what="appointment.called")
    return appointment


def _give_to(desk: Desk, appointment: Appointment, by: By, now: datetime) -> None:
    visit = visit_of(appointment, arrived_at=now)
    visit.called_at, visit.desk, visit.agent = now, desk, by.actor
    visit.save(update_fields=["called_at", "desk", "agent"])


def _finish(appointment: Appointment, by: By) -> None:
    if refusal := queue.why_not_finish(status=Status(appointment.status)):
        raise Refused(refusal)
    change(appointment, Status.COMPLETED, by=by, what="appointment.completed")
