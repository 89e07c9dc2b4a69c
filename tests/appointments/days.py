"""A day at the agency, for tests: people in every state of it, and agents at desks."""

from datetime import datetime, timedelta

from appointments.choices import Status
from appointments.models import Agency, Appointment, Desk, Visit
from appointments.rules.states import PRESENT
from appointments.services import serving
from appointments.services.acting import By
from cns_portal import clock
from cns_portal.procedures.models import Procedure
from tests.appointments.agents import agent_of
from tests.factories import AppointmentFactory, VisitFactory, at


def today_at(hour: int, minute: int = 0) -> datetime:
    return at(clock.today(), hour, minute)


def desk(agency: Agency, number: int = 1) -> Desk:
    """The agency's desk of this number, for people who come."""
    return agency.desks.get(channel="on_site", name=f"Desk {number}")


def somebody(agency: Agency, status: str = Status.CONFIRMED, at=None, **columns) -> Appointment:
    """An appointment of today in this state, with the visit that belongs to it."""
    called_to, agent = columns.pop("called_to", None), columns.pop("served_by", None)
    arrived_at = columns.pop("arrived_at", None) or clock.now()
    columns.setdefault("desk", desk(agency))
    appointment = AppointmentFactory(
        agency=agency, status=status, starts_at=at or today_at(10), **columns
    )
    if status in PRESENT and appointment.channel == "on_site":
        here = {"agency": agency, "day": clock.today()}
        ticket = Visit.objects.filter(**here).count() + 1
        visit = VisitFactory(appointment=appointment, ticket=ticket, arrived_at=arrived_at, **here)
        if status in {Status.CALLED, Status.STARTED}:
            visit.called_at, visit.agent = clock.now(), agent
            visit.desk = called_to or desk(agency)
            visit.save()
    return appointment


def agent_at(*desks: Desk) -> By:
    """An agent of the desk's agency who has taken it."""
    by = By.agent(agent_of(desks[0].agency))
    serving.take_desk(desks[0].pk, by=by)
    return by


def like(row, *, but: set[str], **others):
    """Another row of the same table with what `row` has, apart from its own keys."""
    names = {column.attname for column in row._meta.local_fields} - but - {"id", "public_id"}
    return type(row)(**{name: getattr(row, name) for name in names} | others)


def many_days_like(first: Appointment, *, count: int) -> None:
    """The same appointment on `count` days to come: an empty table gives no reason for an index."""
    days = range(1, count + 1)
    cases = Procedure.objects.bulk_create(
        like(first.procedure, but=set(), reference=f"{day:04}-DAYS") for day in days
    )
    moments = ("starts_at", "ends_at", "occupied_until")
    Appointment.objects.bulk_create(
        like(
            first,
            but={"check_in_code"},
            procedure_id=case.pk,
            **{name: getattr(first, name) + timedelta(days=day) for name in moments},
        )
        for day, case in zip(days, cases, strict=True)
    )
