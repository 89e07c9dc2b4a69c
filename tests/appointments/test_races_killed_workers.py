"""Reminders in a race, and workers that are killed in the middle: nothing lost, nothing twice."""

from datetime import timedelta

import pytest

from appointments import tasks
from appointments.choices import ReminderKind, Status
from appointments.models import Appointment, EarlierOffer, Reminder
from appointments.services import (
    answering,
    cancelling,
    earlier,
    reminding,
)
from cns_portal.inbox.models import Email
from cns_portal.procedures.selectors import out_of_step
from tests import factories
from tests.appointments.earlier import LINK, give_back, offer, waiting
from tests.appointments.racing import overlapping_pairs
from tests.factories import AgencyFactory, AppointmentFactory, at
from tests.killing import killed_in
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


@pytest.fixture
def later(monday):
    return monday + timedelta(days=14)


def accepts(made, count=1):
    return [lambda: answering.accept(made.pk, by=LINK)] * count


def all_is_whole():
    """Each case has one appointment, no time is given twice, no hold is left without its offer."""
    assert overlapping_pairs() == []
    assert not out_of_step().exists()
    standing = Appointment.objects.filter(procedure__isnull=False).exclude(status=Status.MOVED)
    assert standing.count() == standing.values("procedure").distinct().count()
    kept = Appointment.objects.filter(status=Status.HELD, hold_key__startswith="earlier-")
    assert set(kept.values_list("pk", flat=True)) == set(
        EarlierOffer.objects.filter(state="open").values_list("held", flat=True)
    )


# -- Reminders ------------------------------------------------------------------------------------


@pytest.mark.parametrize("attempt", range(3))
def test_many_workers_remind_once(agency, monday, stopped_clock, attempt):
    for minute in (0, 15, 30, 45):
        AppointmentFactory(agency=agency, starts_at=at(monday, 9, minute))
    stopped_clock.moment = at(monday - timedelta(days=2), 9, 45)
    answers = at_once(*[tasks.send_reminders] * 5)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    tasks.send_reminders()
    assert Reminder.objects.count() == Email.objects.count() == 4


@pytest.mark.parametrize("attempt", range(4))
def test_reminding_against_cancelling(agency, monday, stopped_clock, attempt):
    appointment = AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    stopped_clock.moment = at(monday - timedelta(days=2), 9)
    works = [
        lambda: reminding.remind(appointment.pk, ReminderKind.TWO_DAYS),
        lambda: cancelling.cancel(appointment.pk, by=LINK),
    ]
    answers = at_once(*(works if attempt % 2 else reversed(works)))
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    reminders = Reminder.objects.count()
    assert Email.objects.filter(idempotency_key__contains="reminder").count() == reminders
    assert not reminding.is_still_due({"appointment": appointment.pk, "kind": "two_days"})


# -- Workers that are killed ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "where",
    [
        "appointments.services.earlier.allocate",
        "appointments.services.earlier.note",
        "appointments.services.earlier.tell_person",
    ],
)
def test_a_worker_killed_while_offering_loses_nothing(agency, monday, later, where):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    killed_in(earlier.offer_freed_times, where=where)
    assert not EarlierOffer.objects.exists()
    assert not Appointment.objects.filter(status=Status.HELD).exists()
    assert len(offer()) == 1
    assert Email.objects.filter(idempotency_key__contains=":earlier:").count() == 1
    all_is_whole()


def test_a_worker_killed_while_passing_on_loses_nothing(agency, monday, later, stopped_clock):
    waiting(agency, at(later, 9))
    stopped_clock.advance(minutes=1)
    waiting(agency, at(later, 9, 15))
    give_back(agency, at(monday, 9))
    (first,) = offer()
    stopped_clock.advance(minutes=30)
    killed_in(earlier.offer_freed_times, where="appointments.services.earlier.offer_next")
    first.refresh_from_db()
    assert first.state == "expired"
    (second,) = offer()
    assert second.wish_id != first.wish_id
    all_is_whole()


def test_a_server_killed_while_accepting_changes_nothing(agency, monday, later):
    appointment = waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    killed_in(accepts(made)[0], where="appointments.services.answering.wishing.close")
    appointment.refresh_from_db()
    made.refresh_from_db()
    assert (appointment.status, made.state) == (Status.CONFIRMED, "open")
    answering.accept(made.pk, by=LINK)
    all_is_whole()


def test_a_worker_killed_while_reminding_reminds_once(agency, monday, stopped_clock):
    AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    stopped_clock.moment = at(monday - timedelta(days=2), 9)
    killed_in(reminding.send_reminders, where="appointments.services.reminding.tell_person")
    assert not Reminder.objects.exists()
    tasks.send_reminders()
    assert Reminder.objects.count() == Email.objects.count() == 1
