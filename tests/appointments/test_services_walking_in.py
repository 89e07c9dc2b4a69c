"""Somebody without an appointment: the next time today, also the one that is running."""

from datetime import date, timedelta

import pytest

from appointments.choices import Refusal, Status
from appointments.models import Appointment, Visit
from appointments.rules.booking import why_not_now
from appointments.selectors import day
from appointments.selectors import offers as selected
from appointments.services import cancelling, walking_in
from appointments.services.acting import By
from appointments.services.people import PersonDetails
from cns_portal import clock
from cns_portal.inbox.models import Email
from cns_portal.kernel.refusal import Refused
from tests.appointments.days import somebody, today_at
from tests.appointments.stories import everything
from tests.factories import AgencyFactory, InsuredPersonFactory, details_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "in_step", "offers")]
PAUL = PersonDetails(first_name="Paul", last_name="Walker", birth_date=date(1970, 5, 1))


@pytest.fixture
def by(agent):
    return By.agent(agent)


def come(agency, by, person=PAUL, topic="information", **more) -> Appointment:
    return walking_in.walk_in(
        topic=topic, agency_id=agency.pk, applicant=person, language="en", by=by, **more
    )


def test_the_running_time_is_given_and_the_person_is_there(agency, by, stopped_clock):
    stopped_clock.advance(minutes=5)
    appointment = come(agency, by)
    assert appointment.starts_at == today_at(10)
    assert appointment.status == Status.CHECKED_IN
    visit = Visit.objects.get(appointment=appointment)
    assert (visit.ticket, visit.arrived_at) == (1, stopped_clock.moment)
    happened = list(appointment.procedure.events.order_by("pk").values_list("what", flat=True))
    assert happened == ["appointment.walk_in", "appointment.checked_in"]
    assert Email.objects.count() == 0


def test_what_the_rules_saw_is_kept_with_it(agency, by, stopped_clock):
    stopped_clock.advance(minutes=5)
    seen = come(agency, by).basis
    assert (seen["by"], seen["day"]) == ("agent", today_at(10).date().isoformat())
    assert (seen["windows"] != [], seen["desk"]) == (True, 1)


def test_the_next_free_time_otherwise(agency, by, stopped_clock):
    somebody(agency, Status.STARTED, today_at(10))
    somebody(agency, Status.CONFIRMED, today_at(10, 15))
    stopped_clock.advance(minutes=5)
    assert come(agency, by).starts_at == today_at(10, 30)


def test_the_rest_of_a_missed_time_is_given(agency, by, stopped_clock):
    somebody(agency, Status.MISSED, today_at(10))
    somebody(agency, Status.CONFIRMED, today_at(10, 15))
    stopped_clock.advance(minutes=12)
    assert come(agency, by).starts_at == today_at(10)


def test_two_people_get_two_times(agency, by):
    other = PersonDetails(first_name="Petra", last_name="Walker", birth_date=date(1971, 5, 1))
    assert come(agency, by).starts_at == today_at(10)
    assert come(agency, by, other).starts_at == today_at(10, 15)
    assert list(Visit.objects.order_by("ticket").values_list("ticket", flat=True)) == [1, 2]


@pytest.mark.parametrize("advance", [{"hours": 6}, {"days": 5}])  # after closing, a Saturday
def test_nothing_is_free_today(agency, by, stopped_clock, advance):
    stopped_clock.advance(**advance)
    before = everything()
    with pytest.raises(Refused) as refused:
        come(agency, by)
    assert refused.value.reason == Refusal.NO_TIME_TODAY
    assert everything() == before


def test_somebody_who_has_an_appointment_then_is_told_so(agency, by):
    come(agency, by, topic="long_term_care")
    second = AgencyFactory(open=True)
    # What one has already, at the same moment, at another agency.
    with pytest.raises(Refused) as refused:
        come(second, by)
    assert refused.value.reason == Refusal.OVERLAPS_OWN


def test_the_limit_of_open_appointments_is_not_for_the_counter(agency, by, stopped_clock):
    person = InsuredPersonFactory(signs_in=True)
    for minute in (0, 15, 30):
        somebody(agency, at=today_at(14, minute), person=person)
    appointment = come(agency, by, details_of(person), dossier=person.dossier)
    assert appointment.procedure.dossier == person.dossier
    assert appointment.status == Status.CHECKED_IN


def test_a_topic_that_is_not_offered_is_refused(agency, by, offers):
    for offer in offers.values():
        offer.active = False
        offer.save()
    with pytest.raises(Refused) as refused:
        come(agency, by)
    assert refused.value.reason == Refusal.NOT_OFFERED


def test_a_walk_in_can_be_cancelled_and_its_time_is_free_again(agency, by):
    appointment = come(agency, by)
    cancelling.cancel_by_staff(appointment.pk, by=by, reason="A mistake at the counter.")
    offer = selected.offer_for("information", "on_site")
    left = day.times_left_today([offer], agency.pk, now=clock.now())
    assert left["information"][0] == today_at(10)


@pytest.mark.parametrize(
    ("minutes", "is_there", "refusal"),
    [
        (-1, True, None),
        (0, True, None),
        (14, True, None),
        (15, True, Refusal.PAST),
        (0, False, Refusal.PAST),
        (14, False, Refusal.PAST),
        (-1, False, Refusal.TOO_SOON),
    ],
)
def test_only_for_somebody_who_is_there_a_time_that_has_begun_is_left(
    offers, minutes, is_there, refusal
):
    start = today_at(10)
    found = why_not_now(
        start,
        offer=selected.offer_for("information", "on_site"),
        now=start + timedelta(minutes=minutes),
        is_there=is_there,
    )
    assert (found and found.refusal) == refusal
