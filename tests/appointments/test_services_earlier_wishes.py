"""Something earlier: asking, stopping, and what becomes of a wish when its appointment changes."""

from datetime import timedelta

import pytest

from appointments import tasks
from appointments.choices import Refusal, Status
from appointments.models import Appointment, EarlierWish
from appointments.selectors import earlier as selectors
from appointments.services import answering, cancelling, moving, wishing
from appointments.services.acting import By
from cns_portal import clock, procedures
from cns_portal.kernel.refusal import Refused
from tests import factories
from tests.appointments.earlier import LINK, give_back, offer, states, waiting
from tests.factories import AppointmentFactory, at

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("stopped_clock", "offers", "in_step"),
]


@pytest.fixture
def later(monday):
    """Two weeks after the time that becomes free."""
    return monday + timedelta(days=14)


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
