"""Moving one's own appointment, signed in and by the link: shown by GET, done by POST."""

import re
import uuid
from datetime import timedelta

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from appointments.choices import Refusal, Status
from appointments.forms.choosing import Slot
from appointments.models import BookingPolicy, TopicOffer
from appointments.notices import links
from appointments.selectors import free_times
from appointments.services import cancelling, moving
from appointments.services.acting import By
from appointments.services.deciding import check_request
from cns_portal.inbox.models import Email, Message
from cns_portal.kernel import codes
from cns_portal.kernel.refusal import Refused
from tests.appointments.doors import Door
from tests.appointments.linked import STAFF, address, everything, fresh
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


def move(door, agency, starts_at, *, instead_of=None, **more):
    """Send the check page; `instead_of` is the appointment that it showed."""
    sent = {
        "slot": slot_of(agency, starts_at),
        "instead_of": (instead_of or door.appointment).public_id,
    }
    return door.client.post(door.url(), sent, **more)


def slot_of(agency, starts_at) -> str:
    return str(Slot(agency.slug if agency else "", starts_at))


def offered(page) -> list[str]:
    return re.findall(r'name="slot"[^>]*value="([^"]+)"', page.content.decode())


# -- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["move", "phone", "bills"])
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_a_stranger_gets_404(agency, name, method):
    appointment = Door("signed in", agency, topic="reimbursement").appointment
    stranger = Door("signed in", agency).client
    before = everything()
    where = reverse(f"appointments:{name}", args=[appointment.public_id])
    sent = {"slot": slot_of(agency, appointment.starts_at)}
    refused = {404, 405} if method == "post" and name == "phone" else {404}
    assert getattr(stranger, method)(where, sent).status_code in refused
    nowhere = reverse(f"appointments:{name}", args=[uuid.uuid4()])
    assert getattr(stranger, method)(nowhere, sent).status_code in refused
    assert everything() == before


@pytest.mark.parametrize("name", ["move", "phone", "bills"])
def test_a_visitor_is_sent_to_sign_in(client, agency, name):
    appointment = Door("signed in", agency, topic="reimbursement").appointment
    target = reverse(f"appointments:{name}", args=[appointment.public_id])
    assertRedirects(
        client.get(target), f"/accounts/login/?next={target}", fetch_redirect_response=False
    )


@pytest.mark.parametrize("name", ["move", "phone", "bills"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_neither_a_forged_link_nor_the_staffs_opens_a_persons_pages(client, agency, name, method):
    appointment = Door("by link", agency, topic="reimbursement").appointment
    before = everything()
    forged = address(appointment, end=f"{name}/").replace("/a/", "/a/x")
    for where in (address(appointment, STAFF, f"{name}/"), forged):
        assert getattr(client, method)(where).status_code == 404
    assert everything() == before


def test_without_its_token_a_forged_form_moves_nothing_signed_in(agency, monday):
    door = Door("signed in", agency)
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = door.client.cookies
    sent = {"slot": slot_of(agency, at(monday, 10)), "instead_of": door.appointment.public_id}
    assert careful.post(door.url(), sent).status_code == 403
    assert door.present == door.appointment


# -- looking --------------------------------------------------------------------------------------


def test_looking_changes_nothing(door, agency, monday):
    before = everything()
    for query in ({}, {"agency": "wiltz", "day": "2026-03-09"}, {"check": "yes"}):
        for method in ("get", "head"):
            assert getattr(door.client, method)(door.url(), query).status_code == 200
    assert door.see(slot=slot_of(agency, at(monday, 10))).status_code == 200
    assert everything() == before


def test_the_list_shows_the_present_time_and_does_not_offer_it(door, agency):
    AppointmentFactory(agency=AgencyFactory(open=True))
    page = door.see(day="2026-03-04")
    assertContains(page, "The time you have now")
    assertContains(page, "Wednesday 4 March 2026, 8:30")
    assert door.appointment.starts_at == at(page.context["list"].day, 8, 30)
    assert slot_of(agency, door.appointment.starts_at) not in offered(page)
    assert slot_of(agency, at(page.context["list"].day, 8, 45)) in offered(page)


def test_a_second_desk_does_not_offer_the_present_time_again(monday):
    large = AgencyFactory(open=True, desks=3)
    door = Door("by link", large, starts_at=at(monday, 9))
    assert slot_of(large, at(monday, 9)) not in offered(door.see(day="2026-03-09"))


def test_another_agency_can_be_chosen_and_any(door, agency):
    other = AgencyFactory(open=True, slug="clervaux", name="Clervaux")
    page = door.see(agency="clervaux", day="2026-03-09")
    assert {one.partition("@")[0] for one in offered(page)} == {"clervaux"}
    page = door.see(agency="any", day="2026-03-09")
    assert {one.partition("@")[0] for one in offered(page)} == {"wiltz", "clervaux"}
    assertContains(page, "Clervaux")
    assert other.slug in {one.slug for one in page.context["agencies"]}


@pytest.mark.parametrize("kind", ["signed in", "by link"])
def test_a_video_call_needs_no_agency(agency, monday, kind):
    door = Door(kind, agency, video=True)
    AgencyFactory(open=True)
    page = door.see(day="2026-03-09")
    assertNotContains(page, 'name="agency" id=')
    assert all(one.startswith("@") for one in offered(page))
    move(door, None, at(monday, 10, 10))
    assert door.present.starts_at == at(monday, 10, 10)


@pytest.mark.parametrize(
    "query",
    [
        {"agency": "nowhere"},
        {"agency": "\x00"},
        {"day": "2026-02-30"},
        {"day": "9999-12-31"},
        {"from": "2999-01-01", "days": "60"},
        {"days": "x"},
        {"slot": "wiltz@2026-03-09T99:00Z"},
        {"slot": "'; drop"},
        {"slot": "nowhere@2026-03-09T09:00Z"},
        {"slot": "@2026-03-09T09:00Z"},
    ],
)
def test_whatever_stands_in_the_address_shows_a_page(door, query):
    assert door.see(**query).status_code == 200


def test_without_a_time_the_list_says_so_beside_the_times_and_on_top(door):
    page = door.see(check="yes", day="2026-03-09")
    assertContains(page, "There is a problem")
    assertContains(page, 'id="id_slot_error"')
    assertContains(page, "Monday 9 March")


def test_the_check_page_shows_old_and_new_and_what_stays(door, agency, monday):
    other = AgencyFactory(open=True, slug="clervaux", name="Clervaux")
    page = door.see(slot=slot_of(other, at(monday, 10)))
    for words in (
        "Wednesday 4 March 2026, 8:30",
        "Monday 9 March 2026, 10:00",
        "Wiltz agency",
        "Clervaux agency",
        door.appointment.procedure.reference,
        "What stays the same",
    ):
        assertContains(page, words)


def test_the_linked_pages_tell_nothing_about_the_person(agency, monday):
    door = Door("by link", agency)
    for page in (door.see(), door.see(slot=slot_of(agency, at(monday, 10)))):
        for secret in ("Vera", "Visitor", "@people.example", "Information"):
            assertNotContains(page, secret)
        assert page["Referrer-Policy"] == "no-referrer"
        assert page["Cache-Control"] == "no-store"
        assert page["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("language", ["fr", "de"])
def test_the_linked_pages_speak_the_language_of_the_appointment(agency, language):
    door = Door("by link", agency, language=language)
    assertContains(door.see(), f'<html lang="{language}"')
    assertContains(door.client.get(door.url("phone")), f'<html lang="{language}"')


def test_the_list_costs_the_same_with_few_and_with_many(door, agency):
    def queries(days):
        free_times.forget_everything()
        query = {"agency": "any", "from": "2026-03-09", "days": days}
        with CaptureQueriesContext(connection) as counted:
            assert door.see(**query).status_code == 200
        return len(counted)

    door.see()  # what this process remembers of offers
    few = queries("1")
    for number in range(5):
        other = AgencyFactory(open=True, desks=2, name=f"Agency {number}")
        AppointmentFactory.create_batch(3, agency=other)
    door.see()
    assert queries("60") == few < 15


# -- moving ---------------------------------------------------------------------------------------


def test_moved_in_one_act(door, agency, monday):
    old = door.appointment
    page = move(door, agency, at(monday, 10), follow=True)
    new = door.present
    assert (new.starts_at, new.status) == (at(monday, 10), Status.CONFIRMED)
    assert (new.procedure, new.topic, new.rescheduled_from) == (old.procedure, old.topic, old)
    assert new.check_in_code == old.check_in_code
    assert fresh(old).status == Status.MOVED
    assertContains(page, "Your appointment has been moved")
    assertContains(page, "Monday 9 March 2026, 10:00")
    assertContains(page, "The earlier time has been given back.")
    AppointmentFactory(desk=old.desk, starts_at=old.starts_at)


def test_the_person_reads_that_it_was_their_own_move(door, agency, monday):
    move(door, agency, at(monday, 10))
    posted = Message if door.kind == "signed in" else Email.objects.exclude(recipient=agency.email)
    told = (posted.objects if door.kind == "signed in" else posted).latest("pk")
    text = told.body if door.kind == "signed in" else told.text_body
    assert "You have moved your appointment." in text
    assert "Until now: Wednesday 4 March 2026, 8:30, CNS Wiltz" in text
    assert "Monday 9 March 2026, 10:00" in text
    assert f"{links.address(door.present)}phone/" in text
    assert "Move or cancel the appointment" in text


def test_a_move_by_staff_says_so_and_why(agency, monday):
    door = Door("by link", agency)
    moving.move(
        door.appointment.pk,
        agency_ids=[agency.pk],
        starts_at=at(monday, 10),
        by=By.link(),
        reason="The agent is ill.",
    )
    text = Email.objects.exclude(recipient=agency.email).latest("pk").text_body
    assert "The CNS has given your appointment a new time or place." in text
    assert "The agent is ill." in text
    assert "You have moved" not in text


def test_the_calendar_entry_moves_with_it(door, agency, monday):
    before = calendar_event(door)
    move(door, agency, at(monday, 10))
    after = calendar_event(door)  # by the earlier link
    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert after.decoded("dtstart") == at(monday, 10)
    assert after["status"] == "CONFIRMED"
    move(door, agency, at(monday, 11), instead_of=door.present)
    assert calendar_event(door)["sequence"] == before["sequence"] + 2


def calendar_event(door):
    file = Client().get(address(door.appointment, end="appointment.ics"))
    return icalendar.Calendar.from_ical(file.content).walk("VEVENT")[0]


def test_a_second_click_moves_nothing_more_and_says_the_same(door, agency, monday):
    first = move(door, agency, at(monday, 10))
    before = everything()
    again = move(door, agency, at(monday, 10))
    assert (first.status_code, again.status_code) == (302, 302)
    assert first["Location"] == again["Location"]
    assert everything() == before


def test_the_earlier_address_leads_on_to_the_present_time(door, agency, monday):
    move(door, agency, at(monday, 10))
    assertContains(door.see(), "Monday 9 March 2026, 10:00")
    assertContains(door.client.get(door.url("phone")), codes.grouped(door.present.check_in_code))
    shown = door.client.get(door.url("detail"))
    assertContains(shown, "Monday 9 March 2026, 10:00")
    assertNotContains(shown, "Your appointment has been moved")


def test_a_page_older_than_another_move_asks_again(door, agency, monday):
    """Two windows: what the second one shows as the present time no longer is."""
    old = door.appointment
    move(door, agency, at(monday, 10))
    before = everything()
    page = move(door, agency, at(monday, 11), instead_of=old)
    assertContains(page, "Please look at it again")
    assertContains(page, "Monday 9 March 2026, 10:00")
    assert everything() == before
    move(door, agency, at(monday, 11), instead_of=door.present)
    assert door.present.starts_at == at(monday, 11)


def test_a_request_that_is_being_checked_is_checked_at_its_new_time(agency, monday):
    door = Door("signed in", agency, requested=True)
    page = move(door, agency, at(monday, 10), follow=True)
    assertContains(page, "while your request is being checked")
    assert check_request(door.present.pk) == Status.CONFIRMED


# -- refused --------------------------------------------------------------------------------------


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


# -- the buttons ----------------------------------------------------------------------------------


def test_the_button_is_on_every_page_of_the_appointment(agency):
    door = Door("signed in", agency)
    move, reference = door.url(), door.appointment.procedure.reference
    for where in (
        door.url("detail"),
        "/en/espace/",
        "/en/espace/appointments/",
        f"/en/espace/procedures/{reference}/?tab=appointments",
    ):
        assertContains(door.client.get(where), f'href="{move}"')
    linked = Door("by link", agency)
    assertContains(linked.client.get(linked.url("detail")), f'href="{linked.url()}"')
