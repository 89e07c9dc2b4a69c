"""Somebody is there: the state, the history and the ticket, in one transaction."""

from datetime import date, datetime

from django.db import OperationalError, transaction
from django.db.models import Max

from appointments.choices import Channel, Refusal, Status
from appointments.models import Appointment, Visit
from appointments.rules import states
from appointments.services.acting import By
from appointments.services.allocation import lock_days
from appointments.services.changing import change, locked
from cns_portal import clock
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused


def arrive(appointment_id: int, *, by: By) -> Appointment:
    """The person has come: to the agency, which gives a ticket, or to the waiting room of a call.

    Whether it is too early or too late to be let in is the caller's question; here only the
    states and the day count. Raises `Refused`; twice at once, the second one gets `NOT_POSSIBLE`.
    """
    try:
        with transaction.atomic():
            return _arrive(appointment_id, by)
    except OperationalError as error:
        raise Refused(Refusal.BUSY) from error


def _arrive(appointment_id: int, by: By) -> Appointment:
    known = Appointment.objects.only("agency", "starts_at").get(pk=appointment_id)
    lock_days([(known.agency_id, known.starts_at)])  # tickets of a day are counted one by one
    appointment = locked(appointment_id)
    now = clock.now()
    if refusal := states.why_not_record(
        status=Status(appointment.status),
        outcome=Status.CHECKED_IN,
        starts_at=appointment.starts_at,
        now=now,
    ):
        raise Refused(refusal)
    change(appointment, Status.CHECKED_IN, by=by, what="appointment.checked_in")
    if appointment.channel == Channel.ON_SITE:
        visit_of(appointment, arrived_at=now)
    return appointment


def visit_of(appointment: Appointment, *, arrived_at: datetime) -> Visit:
    """The visit with its ticket; given now if there is none. The caller holds the day's lock."""
    day = civil_time.day_of(appointment.starts_at)
    return Visit.objects.get_or_create(
        appointment=appointment,
        defaults={
            "agency_id": appointment.agency_id,
            "day": day,
            "ticket": _next_ticket(appointment.agency_id, day),
            "arrived_at": arrived_at,
        },
    )[0]


def _next_ticket(agency_id: int, day: date) -> int:
    last = Visit.objects.filter(agency=agency_id, day=day).aggregate(last=Max("ticket"))["last"]
    return (last or 0) + 1
