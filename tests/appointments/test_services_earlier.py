"""Something earlier: to whom a freed time is offered, and what they read."""

from datetime import timedelta

import pytest

from appointments import tasks
from appointments.choices import Status
from appointments.models import Appointment, FreedTime
from appointments.services import earlier
from cns_portal import clock, procedures
from cns_portal.inbox.models import Email, Message
from cns_portal.inbox.tasks import deliver
from tests import factories
from tests.appointments.earlier import give_back, offer, states, waiting
from tests.appointments.stories import hold
from tests.factories import AppointmentFactory, at

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("stopped_clock", "offers", "in_step"),
]


@pytest.fixture
def later(monday):
    """Two weeks after the time that becomes free."""
    return monday + timedelta(days=14)


def test_a_freed_time_is_offered_to_whoever_asked_first(agency, monday, later, stopped_clock):
    first = waiting(agency, at(later, 9))
    stopped_clock.advance(minutes=1)
    waiting(agency, at(later, 10))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    assert made.wish.procedure == first.procedure
    assert made.starts_at == at(monday, 9)
    assert made.expires_at == clock.now() + timedelta(minutes=30)
    held = made.held
    assert (held.status, held.hold_expires_at) == (Status.HELD, made.expires_at)
    assert (held.starts_at, held.desk, held.person_key) == (at(monday, 9), first.desk, None)
    assert offer() == [made], "nobody is asked twice, and nobody else meanwhile"


def test_the_person_reads_both_times_and_where_to_answer(agency, monday, later):
    appointment = waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    offer()
    email = Email.objects.get(idempotency_key__contains=":earlier:")
    assert email.recipient == appointment.participants.get().email
    assert email.subject == "An earlier time is free for your appointment with the CNS"
    for words in (
        "Earlier time: Monday 9 March 2026, 9:00",
        "You have now: Monday 23 March 2026, 9:00",
        "until 10:30 on Monday 2 March 2026",
        "/earlier/",
        "no longer want to be told",
        appointment.procedure.reference,
    ):
        assert words in email.text_body, words
    for words in ("9 March 2026", "23 March 2026", "10:30", "/earlier/"):
        assert words in email.html_body, words
    assert "Information" not in email.text_body + email.html_body


def test_signed_in_a_message_and_an_email_that_says_nothing(agency, monday, later):
    waiting(agency, at(later, 9), signed_in=True)
    give_back(agency, at(monday, 9))
    offer()
    message = Message.objects.get(idempotency_key__contains=":earlier:")
    assert "Earlier time: Monday 9 March 2026" in message.body
    announcement = message.announcements.get()
    assert "March" not in announcement.text_body + announcement.subject


def test_nobody_is_written_to_who_did_not_ask(agency, monday, later):
    AppointmentFactory(agency=agency, starts_at=at(later, 9))
    give_back(agency, at(monday, 9))
    assert offer() == []
    assert not Email.objects.filter(idempotency_key__contains=":earlier:").exists()
    assert FreedTime.objects.get().closed_at == clock.now()


def test_the_history_says_that_it_was_offered(agency, monday, later):
    appointment = waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    offer()
    lines = procedures.history(appointment.procedure, for_the_person=True)
    assert [line.what for line in lines][-2:] == [
        "appointment.earlier_wanted",
        "appointment.earlier_offered",
    ]


# -- Whom it is for -------------------------------------------------------------------------------


def test_only_the_same_agency_and_channel(agency, monday, later):
    waiting(factories.AgencyFactory(open=True), at(later, 9))
    waiting(agency, at(later, 9), video=True)
    give_back(agency, at(monday, 9))
    assert offer() == []


def test_only_what_is_earlier(agency, monday, later):
    waiting(agency, at(monday, 9))
    give_back(agency, at(later, 9))
    assert offer() == []


def test_a_request_that_is_still_being_checked_waits(agency, monday, later):
    appointment = waiting(agency, at(later, 9), requested=True, signed_in=True)
    give_back(agency, at(monday, 9))
    assert offer() == []
    assert FreedTime.objects.get().closed_at is None
    tasks.check_requests()
    appointment.refresh_from_db()
    assert appointment.status == Status.CONFIRMED
    assert len(offer()) == 1


def test_a_topic_that_takes_longer_is_passed_over(agency, monday, later, stopped_clock):
    waiting(agency, at(later, 9), topic="long_term_care", minutes=30)
    stopped_clock.advance(minutes=1)
    shorter = waiting(agency, at(later, 10))
    AppointmentFactory(agency=agency, starts_at=at(monday, 9, 15))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    assert made.wish.procedure == shorter.procedure


def test_a_topic_that_takes_longer_fits_where_there_is_room(agency, monday, later):
    longer = waiting(agency, at(later, 9), topic="long_term_care", minutes=30)
    give_back(agency, at(monday, 9))
    (made,) = offer()
    assert made.wish.procedure == longer.procedure
    assert made.held.ends_at == at(monday, 9, 30)


def test_too_close_for_the_public(agency, monday, later, stopped_clock):
    waiting(agency, at(later, 9))
    stopped_clock.moment = at(monday, 8)
    give_back(agency, at(monday, 9))
    assert offer() == []
    assert FreedTime.objects.get().closed_at


def test_closed_meanwhile(agency, monday, later):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    factories.ClosureFactory(agency=agency, day=monday)
    assert offer() == []
    assert FreedTime.objects.get().closed_at


def test_somebody_else_has_booked_it_meanwhile(agency, monday, later):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    assert offer() == []
    assert FreedTime.objects.get().closed_at


def test_a_visitor_who_has_it_in_hand_may_leave(agency, monday, later, stopped_clock):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    hold(agency, starts_at=at(monday, 9))
    assert offer() == []
    assert FreedTime.objects.get().closed_at is None
    stopped_clock.advance(minutes=11)
    assert len(offer()) == 1


def test_begun_it_is_closed(agency, monday, later, stopped_clock):
    waiting(agency, at(later, 9), requested=True)
    give_back(agency, at(monday, 9))
    offer()
    stopped_clock.moment = at(monday, 9)
    offer()
    assert FreedTime.objects.get().closed_at == at(monday, 9)


def test_not_for_somebody_who_is_elsewhere_at_that_time(agency, monday, later, stopped_clock):
    person = factories.visitor()
    first = waiting(agency, at(later, 9), applicant=person)
    other_place = factories.AgencyFactory(open=True)
    AppointmentFactory(agency=other_place, starts_at=at(monday, 9), person_key=first.person_key)
    stopped_clock.advance(minutes=1)
    second = waiting(agency, at(later, 10))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    assert made.wish.procedure == second.procedure


def test_kept_for_as_long_as_staff_say(agency, monday, later):
    from appointments.models import BookingPolicy

    BookingPolicy.objects.update_or_create(pk=1, defaults={"earlier_offer_minutes": 45})
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    assert made.expires_at == clock.now() + timedelta(minutes=45)


# -- What the letters say when they are sent ------------------------------------------------------


def test_an_offer_that_is_over_is_not_sent(agency, monday, later, stopped_clock, mailoutbox):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    offer()
    stopped_clock.advance(minutes=31)
    deliver()
    email = Email.objects.get(idempotency_key__contains=":earlier:")
    assert email.status == "withdrawn"
    assert "An earlier time" not in " ".join(letter.subject for letter in mailoutbox)


def test_an_offer_that_is_open_is_sent(agency, monday, later, mailoutbox):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    offer()
    deliver()
    assert "An earlier time" in " ".join(letter.subject for letter in mailoutbox)


def test_an_offer_that_cannot_be_told_is_not_made(agency, monday, later, monkeypatch, caplog):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    monkeypatch.setattr(earlier, "tell_person", lambda *args, **words: 1 / 0)
    assert offer() == []
    assert not Appointment.objects.filter(status=Status.HELD).exists()
    monkeypatch.undo()


def test_a_day_that_is_locked_for_long_is_tried_again(agency, monday, later, monkeypatch):
    from django.db import OperationalError

    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))

    def locked_out(*args):
        raise OperationalError

    with monkeypatch.context() as patched:
        patched.setattr(earlier, "offer_next", locked_out)
        earlier.offer_freed_times()
    assert FreedTime.objects.get().closed_at is None


def test_what_is_left_when_the_time_is_up(agency, monday, later):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    assert earlier.offer_freed_times(seconds=0)
    assert states() == []


def test_the_queries_of_a_look_do_not_grow(agency, monday, later, django_assert_num_queries):
    def look():
        tasks.offer_earlier_times()

    for minute in (0, 15):
        waiting(agency, at(later, 9, minute), requested=True)
    give_back(agency, at(monday, 9))
    with django_assert_num_queries(9):
        look()
    for minute in (30, 45):
        waiting(agency, at(later, 9, minute), requested=True)
    give_back(agency, at(monday, 10))
    give_back(agency, at(monday, 10, 30))
    with django_assert_num_queries(9):
        look()
