"""What the day leaves behind goes with its appointment, or sooner; nothing stands in the way."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db.models import PROTECT, ProtectedError

from appointments import tasks
from appointments.choices import Status
from appointments.models import (
    Appointment,
    Conflict,
    EarlierOffer,
    EarlierWish,
    FreedTime,
    Reminder,
    Replanning,
    ReplanningStep,
    VideoCall,
    VideoSignal,
    Visit,
)
from appointments.privacy.around import (
    KEEP_EARLIER,
    CallSignals,
    ChangesOfThePlan,
    EarlierTimes,
)
from appointments.privacy.holdings import KEEP_APPOINTMENTS, PastAppointments, UnsentTimes
from appointments.services import answering, wishing
from cns_portal import clock
from cns_portal.inbox.models import Email
from cns_portal.inbox.tasks import deliver
from cns_portal.procedures.models import Procedure
from tests.appointments.earlier import LINK, give_back, offer, states, waiting
from tests.appointments.test_privacy import YEAR, long_ago
from tests.factories import (
    AppointmentFactory,
    ConflictFactory,
    ReplanningFactory,
    ReplanningStepFactory,
    VideoCallFactory,
    VisitFactory,
    at,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]


@pytest.fixture
def later(monday):
    return monday + timedelta(days=14)


def age_all(*, years=3):
    for appointment in Appointment.objects.all():
        long_ago(appointment, years=years)


def test_an_appointment_goes_with_all_that_the_day_wrote_down(agency, monday):
    on_site = AppointmentFactory(agency=agency, starts_at=at(monday, 9), completed=True)
    VisitFactory(appointment=on_site)
    ConflictFactory(appointment=on_site)
    Reminder.objects.create(appointment=on_site, kind="two_days")
    video = AppointmentFactory(agency=agency, starts_at=at(monday, 9), completed=True, video=True)
    call = VideoCallFactory(appointment=video)
    VideoSignal.objects.create(call=call, sender="person", session="1", content={})
    age_all()
    assert PastAppointments().forget(now=clock.now()) == 2
    for model in (Appointment, Procedure, Visit, Conflict, Reminder, VideoCall, VideoSignal):
        assert not model.objects.exists(), model


def test_a_case_that_took_an_offer_goes_as_a_whole(agency, monday, later):
    """The accepted offer points to the appointment that its kept time became."""
    waiting(agency, at(later, 9))
    given_back = give_back(agency, at(monday, 9))
    (made,) = offer()
    new = answering.accept(made.pk, by=LINK)
    assert made.held_id == new.pk
    age_all()
    assert PastAppointments().forget(now=clock.now()) == 3
    for model in (Appointment, Procedure, EarlierWish, EarlierOffer, Email):
        assert not model.objects.exists(), model
    assert given_back.starts_at == at(monday, 9)


def test_a_case_that_was_offered_something_goes_with_the_offer(agency, monday, later):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    answering.decline(made.pk, by=LINK)
    Appointment.objects.filter(procedure__isnull=False).update(
        starts_at=clock.now() - 3 * YEAR,
        ends_at=clock.now() - 3 * YEAR + timedelta(minutes=15),
        occupied_until=clock.now() - 3 * YEAR + timedelta(minutes=15),
    )
    PastAppointments().forget(now=clock.now())
    assert not EarlierOffer.objects.exists()
    assert Appointment.objects.get().pk == made.held_id


def test_nothing_new_keeps_an_appointment_from_being_forgotten():
    """Whatever points to an appointment or to a case goes with it, but what the room sees to."""
    seen_to = {
        "Participant.appointment",
        "Appointment.rescheduled_from",  # forgotten newest first
        "Appointment.procedure",
    }
    stuck = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("appointments").get_models()
        for field in model._meta.fields
        if field.related_model in {Appointment, Procedure}
        and field.remote_field.on_delete is PROTECT
    }
    assert stuck <= seen_to


# -- Offers and the times kept for them -----------------------------------------------------------


def test_the_kept_time_goes_after_a_day_and_the_offer_stays(agency, monday, later, stopped_clock):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    answering.decline(made.pk, by=LINK)
    stopped_clock.advance(days=1, seconds=1)
    assert UnsentTimes().due(now=clock.now()) == 1
    assert UnsentTimes().forget(now=clock.now()) == 1
    made.refresh_from_db()
    assert (made.held, made.state) == (None, "declined")
    FreedTime.objects.update(closed_at=None)
    assert offer() == [], "nobody is asked twice about the same time"


def test_a_kept_time_whose_offer_is_still_open_waits_for_the_worker(
    agency, monday, later, stopped_clock
):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    Appointment.objects.filter(pk=made.held_id).update(status=Status.EXPIRED, hold_expires_at=None)
    stopped_clock.advance(days=2)
    assert UnsentTimes().forget(now=clock.now()) == 0
    tasks.release_expired_holds()
    assert UnsentTimes().forget(now=clock.now()) == 1
    assert states() == ["expired"]


def test_wishes_and_offers_go_after_three_months(agency, monday, later, stopped_clock):
    waiting(agency, at(later, 9))
    stays = waiting(agency, at(later, 10))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    wishing.stop(made.wish_id, by=LINK)
    stopped_clock.moment = at(monday, 9) + KEEP_EARLIER
    assert EarlierTimes().due(now=clock.now()) == 1, "the wish, not yet the time"
    stopped_clock.advance(seconds=1)
    assert EarlierTimes().due(now=clock.now()) == 2
    assert EarlierTimes().forget(now=clock.now()) == 2
    assert EarlierTimes().due(now=clock.now()) == 0
    assert not FreedTime.objects.exists()
    assert not EarlierOffer.objects.exists()
    assert EarlierWish.objects.get().procedure == stays.procedure


def test_an_open_offer_is_the_workers_first(agency, monday, later, stopped_clock):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    stopped_clock.moment = at(later, 9) + 2 * KEEP_EARLIER
    assert EarlierTimes().forget(now=clock.now()) == 0
    tasks.offer_earlier_times()
    made.refresh_from_db()
    assert made.state == "expired"
    assert EarlierTimes().forget(now=clock.now()) == 1
    stopped_clock.advance(days=91)
    assert EarlierTimes().forget(now=clock.now()) == 1
    assert not EarlierWish.objects.exists()


def test_what_the_browsers_wrote_goes_after_a_day(agency, monday, stopped_clock):
    """A call that nobody ended."""
    call = VideoCallFactory()
    VideoSignal.objects.create(call=call, sender="agent", session="1", content={})
    stopped_clock.advance(days=1)
    assert CallSignals().forget(now=clock.now()) == 0
    stopped_clock.advance(seconds=1)
    assert CallSignals().due(now=clock.now()) == 1
    assert CallSignals().forget(now=clock.now()) == 1
    assert not VideoSignal.objects.exists()


def test_decisions_about_a_change_of_the_plan_go_after_two_years(agency, agent, stopped_clock):
    old = ReplanningFactory(agent=agent)
    ReplanningStepFactory(replanning=old, appointment__agency=agency)
    stopped_clock.advance(days=1)
    stays = ReplanningFactory(agent=agent)
    stopped_clock.moment = old.made_at + KEEP_APPOINTMENTS + timedelta(seconds=1)
    assert ChangesOfThePlan().due(now=clock.now()) == 1
    assert ChangesOfThePlan().forget(now=clock.now()) == 1
    assert Replanning.objects.get() == stays
    assert not ReplanningStep.objects.exists()
    assert Appointment.objects.exists(), "the appointment has a time of its own"


def test_what_was_posted_about_an_offer_goes_with_the_case(agency, monday, later):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    offer()
    deliver()
    age_all()
    PastAppointments().forget(now=clock.now())
    assert not Email.objects.filter(idempotency_key__contains=":earlier:").exists()


def test_a_wish_alone_does_not_delete_its_case(agency, later):
    wish = EarlierWish.objects.get(procedure=waiting(agency, at(later, 9)).procedure)
    wish.delete()
    assert Procedure.objects.exists()
    with pytest.raises(ProtectedError):
        Procedure.objects.get().delete()
