"""Agents who want the same time at the same moment: one gets it."""

import threading

import pytest
from django.db import connection

from appointments.admin.forms import Slot
from appointments.choices import Status
from appointments.models import Appointment
from cns_portal import clock
from tests.appointments.agents import LIST, agent_of, page, window_of
from tests.factories import (
    AgencyFactory,
    AppointmentFactory,
    at,
    offers,
    some_matricule,
    working_day,
)

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

AGENTS = 8
DAY = working_day(after=clock.today(), count=3)


def at_once(acts) -> list[int]:
    """Do everything at the same moment; the answers' status codes."""
    barrier, answers = threading.Barrier(len(acts)), []

    def run(act):
        try:
            barrier.wait()
            answers.append(act().status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


@pytest.fixture
def agency():
    offers()
    return AgencyFactory(open=True)


def test_one_place_booked_by_eight_agents_is_booked_once(agency):
    windows = [window_of(agent_of(agency)) for _ in range(AGENTS)]
    said = {
        "offered": "information:on_site",
        "agency": agency.pk,
        "from_day": DAY.isoformat(),
        "slot": Slot.write(agency.pk, at(DAY, 9)),
        "first_name": "Paula",
        "last_name": "Phone",
        "country": "LU",
        "language": "fr",
        "consent": "on",
    }
    acts = [
        lambda window=window, number=number: window.post(
            f"{LIST}book/", {**said, "matricule": some_matricule(number)}
        )
        for number, window in enumerate(windows)
    ]
    assert at_once(acts) == [200] * (AGENTS - 1) + [302]
    assert Appointment.objects.filter(starts_at=at(DAY, 9), status=Status.CONFIRMED).count() == 1


def test_eight_appointments_moved_to_one_place_one_arrives_and_seven_stay(agency):
    window = window_of(agent_of(agency))
    old = [AppointmentFactory(agency=agency) for _ in range(AGENTS)]
    free = at(working_day(after=DAY, count=5), 14)
    typed = {
        "agency": agency.pk,
        "from_day": DAY.isoformat(),
        "slot": Slot.write(agency.pk, free),
        "reason": "The agent is ill.",
    }
    acts = [
        lambda appointment=appointment: window.post(page(appointment, "move"), typed)
        for appointment in old
    ]
    assert at_once(acts) == [200] * (AGENTS - 1) + [302]
    states = sorted(Appointment.objects.values_list("status", flat=True))
    assert states == ["confirmed"] * AGENTS + ["moved"]
