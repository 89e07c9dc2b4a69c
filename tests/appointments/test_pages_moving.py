"""Moving one's own appointment, signed in and by the link: shown by GET, done by POST."""

import re

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from appointments.choices import Status
from appointments.notices import links
from appointments.selectors import free_times
from appointments.services import moving
from appointments.services.acting import By
from appointments.services.deciding import check_request
from cns_portal.inbox.models import Email, Message
from cns_portal.kernel import codes
from tests.appointments.doors import Door, move, slot_of
from tests.appointments.linked import address, everything, fresh
from tests.factories import (
    AgencyFactory,
    AppointmentFactory,
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
