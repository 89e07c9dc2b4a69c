"""Agents who want the same time at the same moment: one gets it."""

import pytest

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
from tests.racing import done_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

AGENTS = 8
DAY = working_day(after=clock.today(), count=3)


def at_once(acts) -> list[int]:
    """Do everything at the same moment; the answers' status codes."""
    return sorted(answer.status_code for answer in done_at_once(*acts))


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
