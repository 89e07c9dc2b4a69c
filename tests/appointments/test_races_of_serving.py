"""Two hands at the counter at the same moment: threads, each with a connection of its own."""

from collections import Counter
from datetime import date, timedelta

import pytest

from appointments.choices import Refusal, Status
from appointments.models import Appointment, DeskShift, Visit
from appointments.selectors import day
from appointments.services import arriving, cancelling, missing, serving, walking_in
from appointments.services.acting import SYSTEM, By
from appointments.services.people import PersonDetails
from cns_portal import clock
from cns_portal.procedures.selectors import out_of_step
from tests import factories
from tests.appointments.agents import agent_of
from tests.appointments.days import agent_at, desk, somebody, today_at
from tests.appointments.racing import overlapping_pairs, summary
from tests.factories import AgencyFactory
from tests.racing import at_once

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("stopped_clock", "patient_locks"),
]
DESKS = 6


@pytest.fixture
def agency(transactional_db):
    factories.offers()
    return AgencyFactory(open=True, desks=DESKS)


@pytest.fixture
def agents(agency):
    return [agent_at(desk(agency, number)) for number in range(1, DESKS + 1)]


def test_six_agents_who_call_the_next_call_six_different_people(agency, agents):
    people = [somebody(agency, Status.CHECKED_IN, today_at(9, 5 * n), minutes=5) for n in range(4)]
    answers = at_once(*(lambda by=by: serving.call_next(by=by) for by in agents))
    assert summary(answers) == {"had": 4, Refusal.NOBODY_WAITS: 2}
    called = Visit.objects.filter(called_at__isnull=False)
    assert {visit.appointment_id for visit in called} == {person.pk for person in people}
    assert len({visit.desk_id for visit in called}) == 4
    assert not out_of_step().exists()


def test_one_agent_in_many_tabs_calls_one(agency, agents):
    for n in range(4):
        somebody(agency, Status.CHECKED_IN, today_at(9, 5 * n), minutes=5)
    answers = at_once(*(lambda: serving.call_next(by=agents[0]) for _ in range(6)))
    assert summary(answers) == {"had": 1, Refusal.DESK_BUSY: 5}


def test_one_person_called_by_six_agents_goes_to_one(agency, agents):
    person = somebody(agency, Status.CHECKED_IN)
    answers = at_once(*(lambda by=by: serving.call(person.pk, by=by) for by in agents))
    assert summary(answers) == {"had": 1, Refusal.NOT_POSSIBLE: 5}
    assert Visit.objects.get().desk == day.shift_of(Visit.objects.get().agent, now=clock.now()).desk


@pytest.mark.parametrize("attempt", range(3))
def test_called_and_cancelled_at_once_is_one_of_them_at_a_time(agency, agents, attempt):
    """Staff may cancel whoever was called; whoever was cancelled is not called."""
    first = somebody(agency, Status.CHECKED_IN)
    second = somebody(agency, Status.CHECKED_IN, today_at(10, 15))
    called, cancelled = at_once(
        lambda: serving.call_next(by=agents[0]),
        lambda: cancelling.cancel_by_staff(first.pk, by=agents[1], reason="Closed."),
    )
    assert called in (first, second)
    assert cancelled == first
    first.refresh_from_db()
    assert first.status == Status.CANCELLED
    assert not out_of_step().exists()


@pytest.mark.parametrize("attempt", range(4))
def test_missed_and_arrived_have_one_winner(agency, stopped_clock, attempt):
    person = somebody(agency)
    stopped_clock.moment = person.starts_at + timedelta(minutes=20)
    missed, arrived = at_once(
        lambda: missing.mark_missed(person.pk),
        lambda: arriving.arrive(person.pk, by=SYSTEM),
    )
    person.refresh_from_db()
    if missed is True:
        assert (person.status, arrived) == (Status.MISSED, Refusal.NOT_POSSIBLE)
        assert not Visit.objects.exists()
    else:
        assert missed is False
        assert (person.status, arrived) == (Status.CHECKED_IN, person)
        assert Visit.objects.get().appointment == person
    assert not out_of_step().exists()


def test_missed_by_many_workers_is_noted_once(agency, stopped_clock):
    person = somebody(agency)
    stopped_clock.advance(hours=1)
    answers = at_once(*(lambda: missing.mark_missed(person.pk) for _ in range(6)))
    assert Counter(answers) == {True: 1, False: 5}
    assert person.procedure.events.filter(what="appointment.missed").count() == 1


def test_a_free_desk_taken_by_six_has_one_agent(agency):
    hands = [By.agent(agent_of(agency)) for _ in range(6)]
    free = desk(agency)
    answers = at_once(*(lambda by=by: serving.take_desk(free.pk, by=by) for by in hands))
    assert summary(answers) == {"had": 1, Refusal.DESK_TAKEN: 5}
    assert DeskShift.objects.filter(desk=free, ended_at__isnull=True).count() == 1


def test_a_desk_taken_over_by_six_goes_to_one(agency, agents):
    theirs = DeskShift.objects.get(agent=agents[0].actor)
    hands = [By.agent(agent_of(agency)) for _ in range(6)]
    answers = at_once(
        *(
            lambda by=by: serving.take_desk(theirs.desk_id, by=by, instead_of=theirs.pk)
            for by in hands
        )
    )
    assert summary(answers) == {"had": 1, Refusal.DESK_TAKEN: 5}


def test_one_agent_who_takes_six_desks_at_once_sits_at_one(agency):
    by = By.agent(agent_of(agency))
    tabs = [lambda n=n: serving.take_desk(desk(agency, n).pk, by=by) for n in range(1, DESKS + 1)]
    assert summary(at_once(*tabs)) == {"had": DESKS}
    assert DeskShift.objects.filter(agent=by.actor, ended_at__isnull=True).count() == 1


def test_two_agencies_desks_taken_by_one_agent_are_one(agency):
    other = AgencyFactory(open=True)
    by = By.agent(agent_of(agency, other))
    answers = at_once(
        lambda: serving.take_desk(desk(agency).pk, by=by),
        lambda: serving.take_desk(desk(other).pk, by=by),
    )
    assert set(summary(answers)) <= {"had", Refusal.BUSY}
    assert DeskShift.objects.filter(agent=by.actor, ended_at__isnull=True).count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_taken_over_while_calling_the_next(agency, agents, attempt):
    somebody(agency, Status.CHECKED_IN)
    theirs = DeskShift.objects.get(agent=agents[0].actor)
    bea = By.agent(agent_of(agency))
    called, taken = at_once(
        lambda: serving.call_next(by=agents[0]),
        lambda: serving.take_desk(theirs.desk_id, by=bea, instead_of=theirs.pk),
    )
    assert isinstance(taken, DeskShift)
    assert called == Refusal.DESK_MISSING or isinstance(called, Appointment)
    assert Visit.objects.filter(called_at__isnull=False).exists() == (
        called != Refusal.DESK_MISSING
    )


def test_six_walk_ins_get_six_places_and_tickets(agency):
    hands = [By.agent(agent_of(agency)) for _ in range(8)]
    come = [
        lambda by=by, n=n: walking_in.walk_in(
            topic="information",
            agency_id=agency.pk,
            applicant=PersonDetails(f"Paul {n}", "Walker", birth_date=date(1970, 5, 1)),
            language="en",
            by=by,
        )
        for n, by in enumerate(hands)
    ]
    assert summary(at_once(*come)) == {"had": 8}
    assert overlapping_pairs() == []
    tickets = sorted(Visit.objects.values_list("ticket", flat=True))
    assert tickets == list(range(1, 9))
