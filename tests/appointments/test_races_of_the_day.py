"""The day's races: moving, arriving, cancelling and finishing meet, and exactly one wins."""

from datetime import timedelta

import pytest

from appointments.choices import Refusal, Status
from appointments.models import Appointment, FreedTime, Visit
from appointments.services import arriving, cancelling, holding, moving
from appointments.services.acting import By
from cns_portal.inbox.models import Email
from cns_portal.procedures.selectors import out_of_step
from tests import factories
from tests.appointments.racing import holds, overlapping_pairs, sends, summary
from tests.appointments.stories import hold
from tests.factories import AgencyFactory, AppointmentFactory, at
from tests.racing import at_once

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("stopped_clock", "patient_locks"),
]

LINK = By.link()


@pytest.fixture(autouse=True)
def offers(transactional_db):
    """The usual offers."""
    return factories.offers()


@pytest.fixture
def agency(offers):
    return AgencyFactory(open=True)


def moves_of(appointment, agency, starts):
    return [
        lambda start=start: moving.move_own(
            appointment.pk, agency_ids=[agency.pk], starts_at=start, by=LINK
        )
        for start in starts
    ]


def chain_is_whole():
    """Each case has one standing appointment, and nothing is taken twice."""
    assert overlapping_pairs() == []
    assert not out_of_step().exists()
    standing = Appointment.objects.filter(procedure__isnull=False).exclude(status=Status.MOVED)
    assert standing.count() == standing.values("procedure").distinct().count()


@pytest.mark.parametrize("attempt", range(3))
def test_one_appointment_moved_in_many_tabs_has_one_new_time(agency, monday, attempt):
    appointment = AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    starts = [at(monday, 10) + timedelta(minutes=15 * n) for n in range(6)]
    answers = summary(at_once(*moves_of(appointment, agency, starts)))
    assert answers == {"had": 1, Refusal.NOT_OPEN: 5}
    chain_is_whole()
    assert Email.objects.filter(idempotency_key__contains=":moved:").count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_two_people_who_move_to_one_place(agency, monday, attempt):
    people = [AppointmentFactory(agency=agency, starts_at=at(monday, 9, 15 * n)) for n in range(3)]
    works = [moves_of(person, agency, [at(monday, 11)])[0] for person in people]
    assert summary(at_once(*works)) == {"had": 1, Refusal.TAKEN: 2}
    assert FreedTime.objects.count() == 1
    chain_is_whole()


def test_two_people_who_take_each_others_time_never_wait_for_ever(agency, monday):
    one = AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    day_after = monday + timedelta(days=1)
    two = AppointmentFactory(agency=agency, starts_at=at(day_after, 9))
    summary(
        at_once(*moves_of(one, agency, [at(day_after, 9)]), *moves_of(two, agency, [at(monday, 9)]))
    )
    chain_is_whole()


@pytest.mark.parametrize("attempt", range(4))
def test_moving_against_cancelling(agency, monday, attempt):
    appointment = AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    works = [*moves_of(appointment, agency, [at(monday, 10)]), cancels(appointment)]
    answers = summary(at_once(*(works if attempt % 2 else reversed(works))))
    assert answers == {"had": 1, Refusal.NOT_OPEN: 1}
    chain_is_whole()


@pytest.mark.parametrize("attempt", range(4))
def test_cancelling_against_arriving(agency, monday, stopped_clock, attempt):
    appointment = AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    stopped_clock.moment = at(monday, 8, 50)
    works = [cancels(appointment), arrives(appointment)]
    answers = summary(at_once(*(works if attempt % 2 else reversed(works))))
    appointment.refresh_from_db()
    assert answers["had"] == 1
    assert Visit.objects.count() == (appointment.status == Status.CHECKED_IN)
    assert FreedTime.objects.count() == (appointment.status == Status.CANCELLED)
    chain_is_whole()


def test_arriving_at_many_terminals_at_once_gives_one_ticket(agency, monday, stopped_clock):
    appointment = AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    stopped_clock.moment = at(monday, 8, 50)
    answers = summary(at_once(*[arrives(appointment)] * 8))
    assert answers == {"had": 1, Refusal.NOT_POSSIBLE: 7}
    assert Visit.objects.count() == 1


def test_many_who_arrive_at_once_have_a_ticket_each(agency, monday, stopped_clock):
    people = [AppointmentFactory(agency=agency, starts_at=at(monday, 9, 15 * n)) for n in range(4)]
    people += [
        AppointmentFactory(agency=agency, starts_at=at(monday, 10, 15 * n)) for n in range(4)
    ]
    stopped_clock.moment = at(monday, 8, 50)
    assert summary(at_once(*[arrives(person) for person in people])) == {"had": 8}
    assert sorted(Visit.objects.values_list("ticket", flat=True)) == list(range(1, 9))


@pytest.mark.parametrize("attempt", range(4))
def test_a_hold_that_runs_out_while_it_is_being_sent(agency, monday, stopped_clock, attempt):
    hold(agency, starts_at=at(monday, 9))
    stopped_clock.advance(minutes=11)
    works = [*sends("visitor"), holding.release_expired, *holds([agency], at(monday, 9), count=1)]
    answers = at_once(*(works if attempt % 2 else reversed(works)))
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    taken = Appointment.objects.occupying().filter(starts_at=at(monday, 9))
    assert taken.count() == 1
    chain_is_whole()


def cancels(appointment):
    return lambda: cancelling.cancel(appointment.pk, by=LINK)


def arrives(appointment):
    return lambda: arriving.arrive(appointment.pk, by=By.system())
