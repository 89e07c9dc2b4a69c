"""A move that is refused: the sentence, the nearest other times, and nothing lost."""

import re
from datetime import timedelta

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from appointments.choices import Refusal
from appointments.models import BookingPolicy, TopicOffer
from appointments.services import cancelling, moving
from appointments.services.acting import By
from cns_portal.kernel.refusal import Refused
from tests.appointments.doors import Door, move, slot_of
from tests.appointments.linked import everything
from tests.factories import (
    AgencyFactory,
    AppointmentFactory,
    ClosureFactory,
    at,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers", "in_step")]


@pytest.fixture
def agency():
    return AgencyFactory(open=True, slug="wiltz", name="Wiltz")


@pytest.fixture(params=["signed in", "by link"])
def door(request, agency):
    return Door(request.param, agency)


def offered(page) -> list[str]:
    return re.findall(r'name="slot"[^>]*value="([^"]+)"', page.content.decode())


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        (lambda door, monday, now: at(monday, 11), Refusal.TAKEN),
        (lambda door, monday, now: door.appointment.starts_at, Refusal.SAME_TIME),
        (lambda door, monday, now: now + timedelta(hours=1), "This time is too close."),
        (lambda door, monday, now: now - timedelta(hours=1), Refusal.PAST),
        (lambda door, monday, now: at(monday + timedelta(days=70), 9), "too far ahead"),
        (lambda door, monday, now: at(monday, 12), Refusal.OUTSIDE_HOURS),
        (lambda door, monday, now: at(monday, 9, 5), Refusal.NOT_ON_GRID),
        (lambda door, monday, now: at(monday, 14), "Staff training"),
    ],
)
def test_a_refused_time_keeps_the_appointment_and_offers_others(
    door, agency, monday, stopped_clock, start, reason
):
    AppointmentFactory(agency=agency, starts_at=at(monday, 11))
    ClosureFactory(agency=agency, day=monday, afternoon=True)
    before = everything()
    page = move(door, agency, start(door, monday, stopped_clock.moment))
    assertContains(page, str(getattr(reason, "label", reason)))
    assertContains(page, "Nothing is lost: you keep your appointment on Wednesday 4 March 2026")
    assertContains(page, "The nearest free times")
    assert page.context["alternatives"]
    assert everything() == before


def test_the_back_button_offers_no_move_to_the_time_one_has(door, agency):
    query = {"check": "yes", "slot": slot_of(agency, door.appointment.starts_at)}
    page = door.see(**query)
    assertContains(page, Refusal.SAME_TIME.label)
    assertNotContains(page, 'name="instead_of"')


def test_the_nearest_times_are_those_around_the_lost_one(agency, monday):
    door = Door("by link", agency)
    AppointmentFactory(agency=agency, starts_at=at(monday, 10))
    page = move(door, agency, at(monday, 10))
    values = [value for value, _words, _place in page.context["alternatives"]]
    assert slot_of(agency, at(monday, 9, 45)) in values
    assert slot_of(agency, at(monday, 10, 15)) in values
    assertContains(page, "Monday 9 March")


def test_an_appointment_of_ones_own_at_that_time(agency, monday):
    door = Door("signed in", agency)
    AppointmentFactory(
        agency=AgencyFactory(open=True),
        person_key=door.appointment.person_key,
        starts_at=at(monday, 10),
    )
    page = move(door, agency, at(monday, 10))
    assertContains(page, "There is already an appointment for this person at that time")
    assert door.present == door.appointment


@pytest.mark.parametrize("state", ["begun", "cancelled", "refused", "completed", "checked_in"])
@pytest.mark.parametrize("kind", ["signed in", "by link"])
def test_what_cannot_be_moved_says_why_and_has_no_button(
    agency, monday, stopped_clock, kind, state
):
    columns = {} if state == "begun" else {state: True}
    door = Door(kind, agency, past=state == "completed", **columns)
    if state == "begun":
        stopped_clock.moment = door.appointment.starts_at
        door.sign_in()
    before = everything()
    for page in (door.see(), move(door, agency, at(monday, 10))):
        assertContains(page, "This appointment cannot be moved")
    assertNotContains(door.client.get(door.url("detail")), "Move to another time")
    assert everything() == before


def test_a_race_that_is_lost_to_a_cancellation(door, agency, monday, monkeypatch):
    """Cancelled by somebody else while the page was being answered."""
    cancelled = []

    def too_late(appointment_id, **_):
        cancelling.cancel(appointment_id, by=By.link())
        cancelled.append(appointment_id)
        raise Refused(Refusal.NOT_OPEN)

    monkeypatch.setattr("appointments.views.moving.moving.move_own", too_late)
    page = move(door, agency, at(monday, 10))
    assert cancelled
    assertContains(page, "This appointment cannot be moved")
    assertContains(page, "already over or cancelled")


def test_a_race_that_is_lost_to_ones_own_other_window(door, agency, monday, monkeypatch):
    really = moving.move_own

    def overtaken(appointment_id, **words):
        really(appointment_id, **{**words, "starts_at": at(monday, 9)})
        raise Refused(Refusal.NOT_OPEN)

    monkeypatch.setattr("appointments.views.moving.moving.move_own", overtaken)
    page = move(door, agency, at(monday, 10))
    assertContains(page, "Please look at it again")
    assertContains(page, "Monday 9 March 2026, 9:00")


def test_a_double_click_that_arrives_at_the_same_moment(door, agency, monday, monkeypatch):
    really = moving.move_own

    def twice(appointment_id, **words):
        really(appointment_id, **words)
        raise Refused(Refusal.NOT_OPEN)

    monkeypatch.setattr("appointments.views.moving.moving.move_own", twice)
    assert move(door, agency, at(monday, 10)).status_code == 302
    assert door.present.starts_at == at(monday, 10)


@pytest.mark.parametrize("reason", [Refusal.BUSY])
def test_where_nothing_is_wrong_with_the_time_one_tries_again(
    door, agency, monday, monkeypatch, reason
):
    def busy(*_, **__):
        raise Refused(reason)

    monkeypatch.setattr("appointments.views.moving.moving.move_own", busy)
    page = move(door, agency, at(monday, 10))
    assertContains(page, str(reason.label))
    assertContains(page, "Move the appointment</button>")
    assertContains(page, slot_of(agency, at(monday, 10)))


def test_to_and_fro_has_an_end(door, agency, monday):
    BookingPolicy.objects.update_or_create(pk=1, defaults={"holds_per_hour": 3})
    for number in range(3):
        assert (
            move(door, agency, at(monday, 10, 15 * number), instead_of=door.present).status_code
            == 302
        )
    page = move(door, agency, at(monday, 11), instead_of=door.present)
    assertContains(page, str(Refusal.TOO_MANY_HOLDS.label))
    assertContains(page, "Nothing is lost")


def test_a_topic_that_is_no_longer_offered_is_not_moved_online(door, agency, monday):
    TopicOffer.objects.update(active=False)
    for page in (door.see(), move(door, agency, at(monday, 10))):
        assertContains(page, "This appointment cannot be moved")
        assertContains(page, "please call")
    assert door.present == door.appointment


def test_an_agency_that_takes_no_more_appointments_is_left(door, agency, monday):
    other = AgencyFactory(open=True, slug="clervaux", name="Clervaux")
    type(agency).objects.filter(pk=agency.pk).update(active=False)
    page = door.see(day="2026-03-09")
    assert {one.partition("@")[0] for one in offered(page)} == {"clervaux"}
    assertContains(move(door, agency, at(monday, 10)), "This agency does not take appointments.")
    move(door, other, at(monday, 10))
    assert door.present.agency == other
