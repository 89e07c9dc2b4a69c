"""Something earlier: offered to one person at a time, kept for them, and passed on."""

from datetime import timedelta

import pytest

from appointments import tasks
from appointments.choices import Refusal, Status
from appointments.models import Appointment, EarlierOffer, EarlierWish, FreedTime
from appointments.selectors import earlier as selectors
from appointments.services import answering, cancelling, earlier, holding, moving, wishing
from appointments.services.acting import By
from appointments.services.requesting import send_request
from cns_portal import clock, procedures
from cns_portal.inbox.models import Email, Message
from cns_portal.inbox.tasks import deliver
from cns_portal.kernel.refusal import Refused
from tests import factories
from tests.appointments.earlier import LINK, give_back, offer, states, waiting
from tests.appointments.stories import details, hold
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


# -- Taking it ------------------------------------------------------------------------------------


def test_accepting_moves_and_passes_the_old_time_on(agency, monday, later, stopped_clock):
    first = waiting(agency, at(later, 9))
    stopped_clock.advance(minutes=1)
    second = waiting(agency, at(later + timedelta(days=7), 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    new = answering.accept(made.pk, by=LINK)
    first.refresh_from_db()
    made.refresh_from_db()
    assert (first.status, new.status) == (Status.MOVED, Status.CONFIRMED)
    assert (new.pk, new.starts_at, new.procedure) == (made.held_id, at(monday, 9), first.procedure)
    assert (new.rescheduled_from, new.hold_key) == (first, "")
    assert (made.state, made.closed_at) == ("accepted", clock.now())
    assert made.freed_time.__class__.objects.get(pk=made.freed_time_id).closed_at == clock.now()
    assert FreedTime.objects.get(closed_at=None).starts_at == at(later, 9)
    (passed_on,) = offer()
    assert passed_on.wish.procedure == second.procedure
    assert passed_on.starts_at == at(later, 9)


def test_accepting_twice_is_accepting_once(agency, monday, later):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    first = answering.accept(made.pk, by=LINK)
    again = answering.accept(made.pk, by=LINK)
    assert first == again
    assert Appointment.objects.filter(status=Status.MOVED).count() == 1
    assert Email.objects.filter(idempotency_key__contains=":moved:").count() == 1


def test_the_wish_goes_on_for_something_earlier_still(agency, monday, later, stopped_clock):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    new = answering.accept(made.pk, by=LINK)
    stopped_clock.advance(days=1)
    give_back(agency, at(monday - timedelta(days=3), 9))
    (again,) = offer()
    assert (again.wish, selectors.present_of(again.wish)) == (made.wish, new)


def test_it_cannot_be_accepted_when_the_minutes_are_over(agency, monday, later, stopped_clock):
    appointment = waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    stopped_clock.advance(minutes=30)
    with pytest.raises(Refused) as refused:
        answering.accept(made.pk, by=LINK)
    assert refused.value.reason == Refusal.OFFER_OVER
    appointment.refresh_from_db()
    assert appointment.status == Status.CONFIRMED


def test_it_can_be_accepted_in_the_last_second(agency, monday, later, stopped_clock):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    stopped_clock.advance(minutes=29, seconds=59)
    assert answering.accept(made.pk, by=LINK).starts_at == at(monday, 9)


@pytest.mark.parametrize("state", ["declined", "expired", "withdrawn"])
def test_what_is_over_cannot_be_accepted(agency, monday, later, state):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    EarlierOffer.objects.filter(pk=made.pk).update(state=state, closed_at=clock.now())
    with pytest.raises(Refused) as refused:
        answering.accept(made.pk, by=LINK)
    assert refused.value.reason == Refusal.OFFER_OVER


def test_an_offer_whose_time_is_forgotten_is_over(agency, monday, later):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    answering.decline(made.pk, by=LINK)
    made.held.delete()
    with pytest.raises(Refused) as refused:
        answering.accept(made.pk, by=LINK)
    assert refused.value.reason == Refusal.OFFER_OVER


# -- Passing it on --------------------------------------------------------------------------------


def test_declined_it_goes_to_the_next_one(
    agency, monday, later, stopped_clock, woken, django_capture_on_commit_callbacks
):
    first = waiting(agency, at(later, 9))
    stopped_clock.advance(minutes=1)
    second = waiting(agency, at(later, 10))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    woken.clear()
    with django_capture_on_commit_callbacks(execute=True):
        answering.decline(made.pk, by=LINK)
    assert woken == ["appointments.offer_earlier_times"]
    (passed_on,) = offer()
    assert passed_on.wish.procedure == second.procedure
    answering.decline(passed_on.pk, by=LINK)
    answering.decline(passed_on.pk, by=LINK)
    assert offer() == []
    assert states() == ["declined", "declined"]
    first.refresh_from_db()
    assert first.status == Status.CONFIRMED
    assert FreedTime.objects.get().closed_at, "nobody is left"


def test_not_answered_it_goes_to_the_next_one_at_once(
    agency, monday, later, stopped_clock, woken, django_capture_on_commit_callbacks
):
    waiting(agency, at(later, 9))
    stopped_clock.advance(minutes=1)
    second = waiting(agency, at(later, 10))
    give_back(agency, at(monday, 9))
    offer()
    stopped_clock.advance(minutes=30)
    woken.clear()
    with django_capture_on_commit_callbacks(execute=True):
        tasks.release_expired_holds()
    assert states() == ["expired"]
    assert "appointments.offer_earlier_times" in woken
    (passed_on,) = offer()
    assert passed_on.wish.procedure == second.procedure


def test_a_visitor_who_swept_the_hold_does_not_leave_the_offer_open(
    agency, monday, later, stopped_clock
):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    stopped_clock.advance(minutes=31)
    hold(agency, starts_at=at(monday, 9))
    made.held.refresh_from_db()
    assert made.held.status == Status.EXPIRED
    with pytest.raises(Refused) as refused:
        answering.accept(made.pk, by=LINK)
    assert refused.value.reason == Refusal.OFFER_OVER
    assert offer() == []
    assert states() == ["expired"]


def test_accepted_it_cannot_be_declined(agency, monday, later):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    answering.accept(made.pk, by=LINK)
    with pytest.raises(Refused) as refused:
        answering.decline(made.pk, by=LINK)
    assert refused.value.reason == Refusal.OFFER_OVER


def test_at_most_one_offer_a_day(agency, monday, later, stopped_clock):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    give_back(agency, at(monday, 10))
    (made,) = offer()
    answering.decline(made.pk, by=LINK)
    assert offer() == [], "one was offered today"
    assert FreedTime.objects.filter(closed_at=None).count() == 1, "it is kept in mind"
    stopped_clock.moment = at(monday - timedelta(days=6), 0, 1)
    (tomorrow,) = offer()
    assert tomorrow.starts_at == at(monday, 10)


def test_the_same_time_is_not_offered_to_the_same_person_again(
    agency, monday, later, stopped_clock
):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    answering.decline(made.pk, by=LINK)
    stopped_clock.advance(days=1)
    assert offer() == []


def test_nobody_is_offered_what_they_gave_up_themselves(agency, monday, later):
    appointment = waiting(agency, at(monday, 9))
    moving.move_own(appointment.pk, agency_ids=[agency.pk], starts_at=at(later, 9), by=LINK)
    assert offer() == []


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


# -- While it is kept -----------------------------------------------------------------------------


def test_nobody_else_can_book_it_while_it_is_kept(agency, monday, later, stopped_clock):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    offer()
    with pytest.raises(Refused) as refused:
        hold(agency, starts_at=at(monday, 9))
    assert refused.value.reason == Refusal.TAKEN
    stopped_clock.advance(minutes=30)
    assert hold(agency, starts_at=at(monday, 9)).status == Status.HELD


def test_the_name_of_the_hold_cannot_be_guessed(agency, monday, later):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    assert len(made.held.hold_key) == len("earlier-") + 32
    for guess in ("", "earlier-", f"earlier-{made.pk}", f"earlier-{made.wish_id}"):
        with pytest.raises(Refused):
            holding.extend(hold_key=guess)
        with pytest.raises(Refused):
            send_request(hold_key=guess, details=details(), by=By.visitor())
        holding.release(hold_key=guess)
    made.held.refresh_from_db()
    assert made.held.status == Status.HELD


# -- When the appointment changes -----------------------------------------------------------------


def test_cancelled_the_wish_ends_and_the_time_goes_on(agency, monday, later, stopped_clock):
    appointment = waiting(agency, at(later, 9))
    stopped_clock.advance(minutes=1)
    second = waiting(agency, at(later, 10))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    cancelling.cancel(appointment.pk, by=LINK)
    (passed_on,) = offer()
    made.refresh_from_db()
    assert (made.state, made.wish.__class__.objects.get(pk=made.wish_id).stopped_at) == (
        "withdrawn",
        clock.now(),
    )
    assert passed_on.wish.procedure == second.procedure
    assert passed_on.starts_at == at(monday, 9)


def test_moved_before_the_offered_time_the_offer_is_withdrawn(agency, monday, later):
    appointment = waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    moving.move_own(
        appointment.pk,
        agency_ids=[agency.pk],
        starts_at=at(monday - timedelta(days=3), 9),
        by=LINK,
    )
    with pytest.raises(Refused) as refused:
        answering.accept(made.pk, by=LINK)
    assert refused.value.reason == Refusal.NOT_EARLIER
    offer()
    assert states() == ["withdrawn"]
    assert EarlierWish.objects.get().stopped_at is None, "the wish moves along"


def test_moved_to_another_agency_the_offer_is_withdrawn(agency, monday, later):
    appointment = waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    offer()
    elsewhere = factories.AgencyFactory(open=True)
    moving.move_own(appointment.pk, agency_ids=[elsewhere.pk], starts_at=at(later, 9), by=LINK)
    offer()
    assert states() == ["withdrawn"]


def test_moved_further_away_the_offer_still_stands(agency, monday, later):
    appointment = waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    new = moving.move_own(appointment.pk, agency_ids=[agency.pk], starts_at=at(later, 10), by=LINK)
    taken = answering.accept(made.pk, by=LINK)
    assert (taken.starts_at, taken.rescheduled_from) == (at(monday, 9), new)


def test_begun_the_wish_ends(agency, monday, stopped_clock):
    waiting(agency, at(monday, 9))
    stopped_clock.moment = at(monday, 9)
    offer()
    assert EarlierWish.objects.get().stopped_at == at(monday, 9)


def test_refused_the_wish_ends(agency, later):
    appointment = waiting(agency, at(later, 9))
    Appointment.objects.filter(pk=appointment.pk).update(status=Status.REFUSED)
    tasks.offer_earlier_times()
    assert EarlierWish.objects.get().stopped_at
    Appointment.objects.filter(pk=appointment.pk).update(status=Status.CONFIRMED)


def test_a_wish_that_is_not_over_is_not_ended(agency, later):
    wish = EarlierWish.objects.get(procedure=waiting(agency, at(later, 9)).procedure)
    wishing.end(wish.pk, by=By.system())
    wish.refresh_from_db()
    assert wish.stopped_at is None


# -- Asking and stopping --------------------------------------------------------------------------


def test_asking_twice_keeps_the_place_in_the_queue(agency, later, stopped_clock):
    appointment = waiting(agency, at(later, 9))
    asked_at = EarlierWish.objects.get().created_at
    stopped_clock.advance(hours=1)
    wish = wishing.ask(appointment.pk, by=LINK)
    assert wish.created_at == asked_at
    assert EarlierWish.objects.count() == 1
    lines = procedures.history(appointment.procedure)
    assert [line.what for line in lines].count("appointment.earlier_wanted") == 1


@pytest.mark.parametrize("status", ["cancelled", "completed", "missed", "checked_in", "moved"])
def test_nobody_asks_about_what_is_over(agency, later, status):
    appointment = AppointmentFactory(agency=agency, starts_at=at(later, 9), status=Status(status))
    with pytest.raises(Refused) as refused:
        wishing.ask(appointment.pk, by=LINK)
    assert refused.value.reason == Refusal.NOT_OPEN
    assert not EarlierWish.objects.exists()


def test_stopping_gives_back_what_is_kept(
    agency, monday, later, woken, django_capture_on_commit_callbacks
):
    appointment = waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    woken.clear()
    with django_capture_on_commit_callbacks(execute=True):
        wishing.stop(made.wish_id, by=LINK)
    wishing.stop(made.wish_id, by=LINK)
    made.held.refresh_from_db()
    assert (states(), made.held.status) == (["declined"], Status.EXPIRED)
    assert woken == ["appointments.offer_earlier_times"]
    assert selectors.wish_of(appointment) is None
    lines = [line.what for line in procedures.history(appointment.procedure)]
    assert lines.count("appointment.earlier_stopped") == 1
    assert offer() == []


def test_stopped_and_asked_again_is_a_new_place_in_the_queue(agency, later, stopped_clock):
    appointment = waiting(agency, at(later, 9))
    wishing.stop(EarlierWish.objects.get().pk, by=LINK)
    stopped_clock.advance(hours=1)
    wish = wishing.ask(appointment.pk, by=LINK)
    assert wish.created_at == clock.now()
    assert EarlierWish.objects.count() == 2


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
