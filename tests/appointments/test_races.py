"""Many at once: nobody is booked twice, nobody is refused while a place is left, nobody waits
for ever. Real threads, each with a connection of its own, on committed data."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from appointments.choices import Refusal, Status
from appointments.models import Appointment
from appointments.services import allocation, cancelling, deciding, holding
from appointments.services.acting import By
from cns_portal.audit.models import AuditEntry
from cns_portal.db import lock_in_turn
from cns_portal.inbox.models import Email
from cns_portal.procedures.models import Procedure
from cns_portal.procedures.selectors import out_of_step
from tests import factories
from tests.appointments.racing import (
    CLIENTS,
    bookings_by_phone,
    holds,
    moves,
    overlapping_pairs,
    summary,
)
from tests.appointments.stories import hold
from tests.factories import AccountFactory, AgencyFactory, AppointmentFactory, at
from tests.racing import at_once

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("stopped_clock", "patient_locks"),
]


@pytest.fixture(autouse=True)
def offers(transactional_db):
    """The usual offers."""
    return factories.offers()


@pytest.fixture
def agency(offers):
    return AgencyFactory(open=True)


# -- one place, N places -------------------------------------------------------------------------


def test_32_clients_on_one_place_make_exactly_one_booking(agency, monday):
    answers = at_once(*holds([agency], at(monday, 9)))
    assert summary(answers) == {"had": 1, Refusal.TAKEN: CLIENTS - 1}
    assert Appointment.objects.occupying().count() == 1


@pytest.mark.parametrize("desks", [2, 5])
def test_32_clients_on_n_desks_make_exactly_n_bookings(monday, desks):
    agency = AgencyFactory(open=True, desks=desks)
    answers = at_once(*holds([agency], at(monday, 9)))
    assert summary(answers) == {"had": desks, Refusal.TAKEN: CLIENTS - desks}
    assert Appointment.objects.occupying().values("desk").distinct().count() == desks


def test_any_agency_fills_all_agencies(monday):
    agencies = [AgencyFactory(open=True, desks=2) for _ in range(3)]
    answers = at_once(
        *holds(agencies, at(monday, 9), 16),
        *holds(agencies[::-1], at(monday, 9), 16, "reimbursement"),
    )
    assert summary(answers) == {"had": 6, Refusal.TAKEN: CLIENTS - 6}


def test_overlapping_lengths_share_a_desk_without_overlapping(agency, monday):
    short = [work for minute in (0, 15) for work in holds([agency], at(monday, 9, minute), 8)]
    keyed = [
        *short[:8],
        *(
            lambda n=n: hold(agency, starts_at=at(monday, 9, 15), key=f"second {n}")
            for n in range(8)
        ),
        *holds([agency], at(monday, 9), 16, "long_term_care"),
    ]
    counted = summary(at_once(*keyed))
    assert counted["had"] in {1, 2}  # half an hour for one, or two quarters
    assert counted["had"] + counted[Refusal.TAKEN] == CLIENTS
    assert overlapping_pairs() == []
    minutes = sum(
        (a.occupied_until - a.starts_at).seconds // 60 for a in Appointment.objects.occupying()
    )
    assert minutes == 30  # nothing that could have been given out was left


def test_32_agents_on_the_phone_book_one_place_once(agency, monday):
    agent = AccountFactory(agent=True)
    answers = at_once(*bookings_by_phone(agency, at(monday, 9), agent))
    assert summary(answers) == {"had": 1, Refusal.TAKEN: CLIENTS - 1}
    assert Procedure.objects.count() == 1
    assert AuditEntry.objects.filter(action="appointment.booked_by_phone").count() == 1
    assert Email.objects.count() == 2
    assert not out_of_step().exists()


def test_of_16_that_are_moved_to_one_place_exactly_one_gets_there(agency, monday):
    agent = AccountFactory(agent=True)
    elsewhere = AgencyFactory(open=True)
    mine = [AppointmentFactory(agency=elsewhere) for _ in range(16)]
    answers = at_once(*moves(mine, agency, at(monday, 9), agent))
    assert summary(answers) == {"had": 1, Refusal.TAKEN: 15}
    assert Appointment.objects.filter(status=Status.CONFIRMED).count() == 16
    assert Appointment.objects.filter(status=Status.MOVED).count() == 1
    assert not out_of_step().exists()


def test_public_phone_and_moving_together_fill_exactly_the_desks(monday):
    agency, elsewhere = AgencyFactory(open=True, desks=3), AgencyFactory(open=True)
    agent = AccountFactory(agent=True)
    mine = [AppointmentFactory(agency=elsewhere) for _ in range(8)]
    answers = at_once(
        *holds([agency], at(monday, 9), 12),
        *bookings_by_phone(agency, at(monday, 9), agent, 12),
        *moves(mine, agency, at(monday, 9), agent),
    )
    assert summary(answers) == {"had": 3, Refusal.TAKEN: CLIENTS - 3}
    assert overlapping_pairs() == []
    assert not out_of_step().exists()


def test_two_that_change_places_never_wait_for_each_other(monday):
    """Each wants the day the other one leaves: locks are taken in one order."""
    agent = AccountFactory(agent=True)
    here, there = AgencyFactory(open=True, desks=2), AgencyFactory(open=True, desks=2)
    tuesday = monday + timedelta(days=1)
    for n in range(4):
        start = timedelta(minutes=15 * n)
        one = AppointmentFactory(agency=here, starts_at=at(monday, 9) + start)
        two = AppointmentFactory(agency=there, starts_at=at(tuesday, 9) + start)
        answers = at_once(
            *moves([one], there, at(tuesday, 9) + start, agent),
            *moves([two], here, at(monday, 9) + start, agent),
        )
        assert summary(answers) == {"had": 2}


def test_one_appointment_moved_by_two_agents_has_one_new_time(agency, monday):
    agent = AccountFactory(agent=True)
    mine = AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    works = [
        work for hour in (10, 11, 13, 14) for work in moves([mine], agency, at(monday, hour), agent)
    ]
    assert summary(at_once(*works)) == {"had": 1, Refusal.NOT_OPEN: 3}
    assert Appointment.objects.occupying().count() == 1


# -- the tests can see the race ------------------------------------------------------------------


def without_locks(monkeypatch):
    monkeypatch.setattr(allocation, "lock_in_turn", lambda keys: None)


def linger(monkeypatch):
    """Everybody looks before anybody writes, as on a busy morning."""
    everybody_has_looked = threading.Barrier(8)
    look = allocation.taken_times

    def looking(*args):
        seen = look(*args)
        everybody_has_looked.wait(30)
        return seen

    monkeypatch.setattr(allocation, "taken_times", looking)


@pytest.fixture
def without_the_constraint(transactional_db):
    """The promise is taken away, and given back at the end."""
    name = "appointment_one_at_a_time_per_desk"
    (promise,) = (c for c in Appointment._meta.constraints if c.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Appointment, promise)
    yield
    Appointment.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Appointment, promise)


def test_control_without_lock_and_constraint_many_get_the_same_place(
    agency, monday, monkeypatch, without_the_constraint
):
    without_locks(monkeypatch)
    linger(monkeypatch)
    assert summary(at_once(*holds([agency], at(monday, 9), 8))) == {"had": 8}
    assert len(overlapping_pairs()) == 28


def test_the_constraint_alone_lets_exactly_one_through(agency, monday, monkeypatch):
    without_locks(monkeypatch)
    linger(monkeypatch)
    counted = summary(at_once(*holds([agency], at(monday, 9), 8)))
    assert counted["had"] == 1
    # Two that insert at the same moment wait for each other: one of them is asked to try again.
    assert counted[Refusal.TAKEN] + counted[Refusal.BUSY] == 7


def test_the_lock_alone_lets_exactly_one_through(agency, monday, without_the_constraint):
    answers = at_once(*holds([agency], at(monday, 9), 16))
    assert summary(answers) == {"had": 1, Refusal.TAKEN: 15}
    assert overlapping_pairs() == []


def test_whoever_waits_too_long_is_asked_to_try_again(agency, monday, monkeypatch):
    monkeypatch.setitem(lock_in_turn.__kwdefaults__, "patience", "50ms")
    with transaction.atomic():
        allocation.lock_days([(agency.pk, at(monday, 9))])
        answers = at_once(*holds([agency], at(monday, 9), 2))
    assert answers == [Refusal.BUSY, Refusal.BUSY]
    assert not Appointment.objects.exists()
    assert summary(at_once(*holds([agency], at(monday, 9), 1))) == {"had": 1}


# -- a storm -------------------------------------------------------------------------------------


def test_a_storm_of_everything_leaves_no_contradiction(monday):
    agencies = [AgencyFactory(open=True, desks=2), AgencyFactory(open=True)]
    agent = AccountFactory(agent=True)
    mine = [AppointmentFactory(agency=agencies[n % 2]) for n in range(8)]
    starts = [at(monday, 9), at(monday, 9, 15)]
    works = [
        *(
            lambda n=n: hold(*agencies[:: 1 if n % 2 else -1], starts_at=starts[n % 2], key=f"k{n}")
            for n in range(12)
        ),
        *bookings_by_phone(agencies[0], starts[0], agent, 4),
        *moves(mine[:4], agencies[1], starts[1], agent),
        *(lambda pk=one.pk: cancelling.cancel(pk, by=By.link()) for one in mine[2:]),
        *(lambda pk=one.pk: deciding.check_request(pk) for one in mine),
        holding.release_expired,
    ]
    counted = summary(at_once(*works))
    assert Refusal.BUSY not in counted
    assert overlapping_pairs() == []
    assert not out_of_step().exists()
    assert not Appointment.objects.filter(hold_key__startswith="move", status=Status.HELD).exists()
