"""The same code at several terminals at the same moment, and many people at once."""

from collections import Counter
from datetime import timedelta

import pytest

from appointments.choices import Refusal
from appointments.models import Appointment, Visit
from appointments.services import cancelling, checking_in
from appointments.services.acting import By
from cns_portal import clock, procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.procedures.selectors import out_of_step
from tests.appointments.entrance import new_device
from tests.factories import AgencyFactory, AppointmentFactory
from tests.racing import at_once

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("stopped_clock", "patient_locks"),
]


@pytest.fixture
def agency(transactional_db):
    return AgencyFactory(open=True, desks=8)


def due(agency, desk: int = 0, minutes: int = 10) -> Appointment:
    desks = list(agency.desks.filter(channel="on_site").order_by("position"))
    start = clock.now() + timedelta(minutes=minutes)
    return AppointmentFactory(desk=desks[desk], starts_at=start)


def shows(code: str, device):
    return lambda: checking_in.check_in(code, device=device)


@pytest.mark.parametrize("attempt", range(3))
def test_one_code_at_two_terminals_is_one_arrival(agency, attempt):
    appointment = due(agency)
    terminals = [new_device(agency)[0] for _ in range(2)]
    results = at_once(*(shows(appointment.check_in_code, one) for one in terminals * 4))
    answers = Counter(result.answer.value for result in results)
    assert answers == {"welcome": 1, "already_arrived": 7}
    assert {result.ticket for result in results} == {1}
    assert Visit.objects.count() == 1
    history = [event.what for event in procedures.history(appointment.procedure)]
    assert history.count("appointment.checked_in") == 1
    assert AuditEntry.objects.filter(action="appointment.checked_in").count() == 1
    assert not out_of_step().exists()


def test_people_who_come_together_get_different_tickets(agency):
    terminals = [new_device(agency)[0] for _ in range(2)]
    people = [due(agency, desk) for desk in range(8)]
    results = at_once(
        *(shows(one.check_in_code, terminals[number % 2]) for number, one in enumerate(people))
    )
    assert {result.answer.value for result in results} == {"welcome"}
    assert sorted(result.ticket for result in results) == list(range(1, 9))


@pytest.mark.parametrize("attempt", range(3))
def test_checking_in_against_cancelling(agency, attempt):
    """Whoever is first wins, and the terminal says what is true afterwards."""
    appointment = due(agency)
    terminal, _token = new_device(agency)
    shown, cancelled = at_once(
        shows(appointment.check_in_code, terminal),
        lambda: cancelling.cancel(appointment.pk, by=By.link()),
    )
    appointment.refresh_from_db()
    if shown.answer.value == "welcome":
        assert appointment.status == "checked_in"
        assert cancelled == Refusal.NOT_OPEN, "the person is there: nothing to cancel"
    else:
        assert (shown.answer.value, appointment.status) == ("cancelled", "cancelled")
        assert not Visit.objects.exists()
    assert not out_of_step().exists()
