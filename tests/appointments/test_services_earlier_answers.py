"""Something earlier: taken, kept for a while, passed on."""

from datetime import timedelta

import pytest

from appointments import tasks
from appointments.choices import Refusal, Status
from appointments.models import Appointment, EarlierOffer, FreedTime
from appointments.selectors import earlier as selectors
from appointments.services import answering, holding, moving
from appointments.services.acting import By
from appointments.services.requesting import send_request
from cns_portal import clock
from cns_portal.inbox.models import Email
from cns_portal.kernel.refusal import Refused
from tests.appointments.earlier import LINK, give_back, offer, states, waiting
from tests.appointments.stories import details, hold
from tests.factories import at

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("stopped_clock", "offers", "in_step"),
]


@pytest.fixture
def later(monday):
    """Two weeks after the time that becomes free."""
    return monday + timedelta(days=14)


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
    tuesday = monday - timedelta(days=6)
    stopped_clock.moment = at(tuesday, 0, 1)
    assert offer() == [], "nobody is asked at night"
    stopped_clock.moment = at(tuesday, 7)
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
