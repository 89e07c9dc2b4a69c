"""Many at once: nobody is booked twice, nobody is refused while a place is left, nobody waits
for ever. Real threads, each with a connection of its own, on committed data."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from appointments.choices import Refusal, Status
from appointments.models import Appointment
from appointments.selectors import offers as selected
from appointments.services import agents, allocation, cancelling, deciding, holding, people
from appointments.services.acting import By
from appointments.services.requesting import RequestDetails, send_request
from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from cns_portal.db import lock_in_turn
from cns_portal.inbox.models import Email
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.models import Procedure
from cns_portal.procedures.selectors import out_of_step
from tests import factories
from tests.appointments.stories import details, hold
from tests.factories import AccountFactory, AgencyFactory, AppointmentFactory, DocumentFactory, at

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("stopped_clock"),
]

CLIENTS = 32


@pytest.fixture(autouse=True)
def offers(transactional_db):
    """The usual offers."""
    return factories.offers()


@pytest.fixture
def agency(offers):
    return AgencyFactory(open=True)


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    """Thirty-two clients on a loaded machine may take long; a deadlock would still be found."""
    monkeypatch.setitem(lock_in_turn.__kwdefaults__, "patience", "30s")


def at_once(*works):
    """Run all of them at the same moment; what each answered, "refused …" or what it raised."""
    start = threading.Barrier(len(works))

    def run(work):
        try:
            connection.ensure_connection()
            start.wait(30)
            return work()
        except Refused as refused:
            return refused.reason
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def summary(answers):
    """How many got what they wanted, and why the others did not."""
    errors = [answer for answer in answers if isinstance(answer, Exception)]
    assert errors == []
    return Counter(answer if isinstance(answer, Refusal) else "had" for answer in answers)


def holds(agencies, start, count=CLIENTS, topic="information"):
    offer = selected.offer_for(topic, "on_site")
    ids = [agency.pk for agency in agencies]
    return [
        lambda key=f"{topic} {n}", start=start: holding.hold(
            offer=offer, agency_ids=ids, starts_at=start, hold_key=key, language="en"
        )
        for n in range(count)
    ]


def bookings_by_phone(agency, start, agent, count=CLIENTS):
    people = [factories.visitor() for _ in range(count)]
    return [by_phone(agency, start, agent, person) for person in people]


def by_phone(agency, start, agent, person):
    return lambda: agents.book_for(
        topic="information",
        channel="on_site",
        agency_ids=[agency.pk],
        starts_at=start,
        applicant=person,
        language="en",
        by=By.agent(agent),
    )


def moves(appointments, agency, start, agent):
    return [
        lambda pk=appointment.pk: agents.move(
            pk, agency_ids=[agency.pk], starts_at=start, by=By.agent(agent)
        )
        for appointment in appointments
    ]


def sends(key, count=1, said=None):
    said = said or details()
    return [lambda: send_request(hold_key=key, details=said, by=By.visitor()) for _ in range(count)]


def overlapping_pairs():
    """Two appointments that take the same desk at the same time: never."""
    taken = list(Appointment.objects.occupying().order_by("desk", "starts_at"))
    return [
        (one.pk, two.pk)
        for n, one in enumerate(taken)
        for two in taken[n + 1 :]
        if one.desk_id == two.desk_id
        and one.starts_at < two.occupied_until
        and two.starts_at < one.occupied_until
    ]


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


# -- one visitor, many tabs ----------------------------------------------------------------------


def test_a_double_click_on_a_time_keeps_it_once(agency, monday):
    clicks = [lambda: hold(agency, starts_at=at(monday, 9)) for _ in range(8)]
    assert summary(at_once(*clicks)) == {"had": 8}
    assert Appointment.objects.filter(status=Status.HELD).count() == 1


def test_many_times_chosen_in_many_tabs_are_one_held_time(agency, monday):
    tabs = [
        lambda day=monday + timedelta(days=days), hour=hour: hold(agency, starts_at=at(day, hour))
        for days in range(4)
        for hour in (9, 10, 11, 13)
    ]
    assert summary(at_once(*tabs)) == {"had": 16}
    assert Appointment.objects.filter(status=Status.HELD).count() == 1


def test_a_double_click_on_send_sends_once(agency, monday):
    hold(agency, starts_at=at(monday, 9))
    answers = at_once(*sends("visitor", 8))
    assert summary(answers) == {"had": 8}
    assert len({answer.pk for answer in answers}) == 1
    assert Procedure.objects.count() == 1
    assert AuditEntry.objects.filter(action="appointment.requested").count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_sending_while_choosing_another_time_loses_neither(agency, monday, attempt):
    hold(agency, starts_at=at(monday, 9))
    choose = lambda: hold(agency, starts_at=at(monday, 10))  # noqa: E731
    summary(at_once(*sends("visitor"), choose))
    (sent,) = Appointment.objects.filter(status=Status.REQUESTED)
    assert sent.procedure.current_state == Status.REQUESTED
    assert not out_of_step().exists()
    # Either the first was sent and the second is held, or the second was sent.
    held = list(Appointment.objects.filter(status=Status.HELD))
    assert [sent.starts_at, *(a.starts_at for a in held)] in (
        [at(monday, 9), at(monday, 10)],
        [at(monday, 10)],
    )


# -- the end of a kept time ----------------------------------------------------------------------


@pytest.mark.parametrize("attempt", range(3))
def test_whoever_is_first_has_a_time_whose_minutes_are_over(agency, monday, stopped_clock, attempt):
    hold(agency, starts_at=at(monday, 9))
    stopped_clock.advance(minutes=10)
    other = lambda: hold(agency, starts_at=at(monday, 9), key="other")  # noqa: E731
    sent, held, _swept = at_once(*sends("visitor"), other, holding.release_expired)
    had = [answer for answer in (sent, held) if isinstance(answer, Appointment)]
    assert len(had) == 1, (sent, held)
    lost = sent if held in had else held
    assert lost in {Refusal.TAKEN, Refusal.HOLD_EXPIRED}
    assert Appointment.objects.occupying().count() == 1
    assert not out_of_step().exists()


def test_a_time_that_is_being_sent_is_left_alone_and_another_desk_found(monday, stopped_clock):
    agency = AgencyFactory(open=True, desks=2)
    over = hold(agency, starts_at=at(monday, 9))
    stopped_clock.advance(minutes=10)
    with transaction.atomic():
        Appointment.objects.select_for_update().get(pk=over.pk)  # as while it is sent
        (other,) = at_once(*holds([agency], at(monday, 9), 1))
        (third,) = at_once(*holds([agency], at(monday, 9), 1, "reimbursement"))
    assert other.desk != over.desk
    assert third == Refusal.TAKEN


def test_16_want_the_time_of_16_that_ran_out(monday, stopped_clock):
    agency = AgencyFactory(open=True, desks=16)
    at_once(*holds([agency], at(monday, 9), 16))
    stopped_clock.advance(minutes=10)
    newcomers = [
        lambda n=n: hold(agency, starts_at=at(monday, 9), key=f"new {n}") for n in range(16)
    ]
    answers = at_once(*newcomers, holding.release_expired, holding.release_expired)
    assert summary(answers)["had"] == 18
    assert Appointment.objects.occupying().count() == 16
    assert overlapping_pairs() == []


def test_holding_extending_releasing_and_sweeping_never_wait_for_each_other(monday, stopped_clock):
    agency = AgencyFactory(open=True, desks=4)
    days = [monday + timedelta(days=n) for n in range(3)]
    for n in range(8):
        hold(agency, starts_at=at(days[n % 3], 9, 15 * (n // 3)), key=str(n))
    stopped_clock.advance(minutes=10)
    works = []
    for n in range(8):
        works += [
            lambda n=n: hold(agency, starts_at=at(days[(n + 1) % 3], 10), key=str(n)),
            lambda n=n: holding.extend(hold_key=str(n)),
            lambda n=n: holding.release(hold_key=str(n)),
            holding.release_expired,
        ]
    answers = at_once(*works)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert Refusal.BUSY not in answers
    assert overlapping_pairs() == []


# -- one appointment, two hands ------------------------------------------------------------------


@pytest.mark.parametrize("attempt", range(3))
def test_cancelling_and_checking_in_have_one_winner(agency, attempt):
    agent = By.agent(AccountFactory(agent=True))
    appointment = AppointmentFactory(agency=agency)
    answers = at_once(
        lambda: cancelling.cancel(appointment.pk, by=By.link()),
        lambda: agents.record_outcome(appointment.pk, Status.CHECKED_IN, by=agent),
    )
    counted = summary(answers)
    assert counted["had"] == 1
    assert set(counted) - {"had"} <= {Refusal.NOT_OPEN, Refusal.NOT_POSSIBLE}
    appointment.refresh_from_db()
    assert appointment.status in {Status.CANCELLED, Status.CHECKED_IN}
    assert not out_of_step().exists()


def test_cancelled_by_many_is_cancelled_once(agency):
    appointment = AppointmentFactory(agency=agency)
    works = [lambda: cancelling.cancel(appointment.pk, by=By.link()) for _ in range(8)]
    assert summary(at_once(*works)) == {"had": 1, Refusal.NOT_OPEN: 7}
    assert Email.objects.count() == 2
    assert AuditEntry.objects.filter(action="appointment.cancelled").count() == 1


def test_a_request_checked_by_many_workers_is_confirmed_once(agency):
    appointment = AppointmentFactory(agency=agency, requested=True, signed_in=True)
    answers = at_once(*(lambda: deciding.check_request(appointment.pk) for _ in range(8)))
    assert Counter(answers) == {Status.CONFIRMED: 1, None: 7}
    assert AuditEntry.objects.filter(action="appointment.confirmed").count() == 1


def test_accepting_refusing_and_cancelling_a_request_have_one_winner(agency):
    agent = By.agent(AccountFactory(agent=True))
    appointment = AppointmentFactory(agency=agency, left_to_agent=True)
    answers = at_once(
        lambda: deciding.refuse(appointment.pk, by=agent, reason="No."),
        lambda: deciding.refuse(appointment.pk, by=agent, reason="No, no."),
        lambda: cancelling.cancel(appointment.pk, by=By.link()),
    )
    assert summary(answers)["had"] == 1
    assert not out_of_step().exists()


def test_a_cancelled_place_goes_to_exactly_one_of_those_who_wait(agency, monday):
    appointment = AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    give_up = lambda: cancelling.cancel(appointment.pk, by=By.link())  # noqa: E731
    summary(at_once(*holds([agency], at(monday, 9), 16), give_up))
    assert Appointment.objects.occupying().count() <= 1
    hold_or_none = at_once(*holds([agency], at(monday, 9), 1, "reimbursement"))
    assert Appointment.objects.occupying().count() == 1, hold_or_none
    assert overlapping_pairs() == []


# -- one person, many requests -------------------------------------------------------------------


def same_person(key, said):
    return lambda: send_request(hold_key=key, details=said, by=By.visitor())


def test_a_person_who_sends_from_two_places_is_in_one_place(monday):
    vera = factories.visitor()
    works = []
    for n in range(8):
        hold(AgencyFactory(open=True), starts_at=at(monday, 9), key=str(n))
        works.append(same_person(str(n), details(applicant=vera)))
    assert summary(at_once(*works)) == {"had": 1, Refusal.OVERLAPS_OWN: 7}


def test_a_person_who_sends_many_has_three_open_appointments(monday):
    vera, agency = factories.visitor(), AgencyFactory(open=True)
    works = []
    for n in range(8):
        hold(agency, starts_at=at(monday, 9) + timedelta(minutes=15 * n), key=str(n))
        works.append(same_person(str(n), details(applicant=vera)))
    assert summary(at_once(*works)) == {"had": 3, Refusal.TOO_MANY_OPEN: 5}


def test_the_promise_holds_where_the_lock_on_the_person_fails(monday, monkeypatch):
    monkeypatch.setattr(people, "lock_in_turn", lambda keys: None)
    vera = factories.visitor()
    works = []
    for n in range(8):
        hold(AgencyFactory(open=True), starts_at=at(monday, 9), key=str(n))
        works.append(same_person(str(n), details(applicant=vera)))
    counted = summary(at_once(*works))
    assert counted["had"] == 1


def test_booked_on_the_phone_while_sending_an_expired_hold(agency, monday, stopped_clock):
    """The agent locks day then person, the visitor row then person: neither waits for ever."""
    agent, vera = AccountFactory(agent=True), factories.visitor()
    for n in range(3):
        start = at(monday, 9) + timedelta(minutes=15 * n)
        hold(agency, starts_at=start, key=str(n))
        stopped_clock.advance(minutes=10)
        said = RequestDetails(
            applicant=vera,
            consented_at=clock.now(),
            language="en",
            identity_copy=DocumentFactory(),
        )
        counted = summary(at_once(same_person(str(n), said), by_phone(agency, start, agent, vera)))
        assert counted["had"] == 1
        assert Refusal.BUSY not in counted
    assert not out_of_step().exists()


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
