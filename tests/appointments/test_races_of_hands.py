"""Several hands on one thing: tabs of a visitor, the beat, agents, workers. One of them wins, and
nobody waits for ever."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction

from appointments.choices import Refusal, Status
from appointments.models import Appointment
from appointments.services import agents, cancelling, deciding, holding, people
from appointments.services.acting import By
from appointments.services.requesting import RequestDetails, send_request
from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email
from cns_portal.procedures.models import Procedure
from cns_portal.procedures.selectors import out_of_step
from tests import factories
from tests.appointments.racing import by_phone, holds, overlapping_pairs, sends, summary
from tests.appointments.stories import details, hold
from tests.factories import AccountFactory, AgencyFactory, AppointmentFactory, DocumentFactory, at
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
def test_cancelling_and_checking_in_have_one_winner(agency, stopped_clock, attempt):
    agent = By.agent(AccountFactory(agent=True))
    appointment = AppointmentFactory(agency=agency)
    stopped_clock.moment = appointment.starts_at - timedelta(minutes=5)
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
