"""Cancelling by an emailed link: by the person, by staff, and after a move."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from appointments.choices import Refusal, Status
from appointments.services import moving
from appointments.services.acting import By
from cns_portal.inbox.models import Email
from tests.appointments.linked import PERSON, STAFF, address, everything, fresh
from tests.factories import AccountFactory, AgencyFactory, AppointmentFactory, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]


@pytest.fixture
def appointment():
    return AppointmentFactory(
        agency=AgencyFactory(open=True),
        applicant=visitor(first_name="Vera", last_name="Visitor", matricule="1980011500121"),
    )


# -- cancelling by the person -----------------------------------------------------------------


def test_the_person_cancels_and_the_time_is_free_again(client, appointment, offers):
    page = client.post(address(appointment))
    assertContains(page, "Thank you for giving the time back")
    assert fresh(appointment).status == Status.CANCELLED
    slots = client.get(
        "/appointments/slots.json",
        {"topic": "information", "channel": "on_site", "from": "2026-03-04"},
    ).json()["slots"]
    assert "2026-03-04T08:30:00+01:00" in [slot["starts_at"] for slot in slots]


def test_cancelling_twice_is_friendly_and_tells_nobody_twice(client, appointment):
    client.post(address(appointment))
    told = Email.objects.count()
    before = everything()
    for page in (client.post(address(appointment)), client.get(address(appointment))):
        assertContains(page, "This appointment is cancelled")
        assertNotContains(page, "There is a problem")
        assertNotContains(page, "Not cancelled")
        assertNotContains(page, '<button type="submit" class="button button--danger">')
    assert Email.objects.count() == told
    assert everything() == before


@pytest.mark.parametrize("purpose", [PERSON, STAFF])
def test_the_form_works_as_browsers_send_it(appointment, purpose):
    """A page without a referrer sends its forms with `Origin: null`, and perhaps no cookies."""
    strict = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    page = strict.post(address(appointment, purpose), {"reason": "Illness"})
    assertContains(page, "This appointment is cancelled")


@pytest.mark.parametrize("purpose", [PERSON, STAFF])
def test_a_linked_page_has_no_form_that_could_not_be_sent(client, appointment, purpose):
    """Changing the theme or signing out needs an origin, which these pages do not give."""
    page = client.get(address(appointment, purpose)).content.decode()
    own = 1 if purpose is STAFF else 2  # to cancel; and to be told about earlier times
    assert page.count('method="post"') == own
    assert "csrfmiddlewaretoken" not in page


@pytest.mark.parametrize("state", ["completed", "missed", "refused"])
def test_what_is_over_cannot_be_cancelled(client, state):
    appointment = AppointmentFactory(past=state != "refused", **{state: True})
    assertNotContains(client.get(address(appointment)), "button--danger")
    page = client.post(address(appointment))
    assert page.status_code == 200
    assert fresh(appointment).status == state


def test_a_request_that_is_not_decided_can_be_cancelled(client):
    appointment = AppointmentFactory(requested=True)
    client.post(address(appointment))
    assert fresh(appointment).status == Status.CANCELLED


# -- cancelling by staff ----------------------------------------------------------------------


def test_staff_cancel_with_a_reason_that_the_person_reads(client, appointment):
    page = client.post(address(appointment, STAFF), {"reason": "The agent is ill."})
    assertContains(page, "This appointment is cancelled")
    assert fresh(appointment).status == Status.CANCELLED
    mail = Email.objects.get(recipient__endswith="@people.example")
    assert "The agent is ill." in mail.text_body
    assert "Other times that are free now" in mail.text_body
    assert "/en/appointments/new/" in mail.text_body


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_staff_must_give_a_reason(client, appointment, reason):
    page = client.post(address(appointment, STAFF), {"reason": reason})
    assertContains(page, Refusal.REASON_MISSING.label)
    assert fresh(appointment).status == Status.CONFIRMED


def test_a_reason_that_is_too_long_is_kept_and_named(client, appointment):
    page = client.post(address(appointment, STAFF), {"reason": "because " * 100})
    assertContains(page, "because because")
    assertContains(page, "at most 500 characters")
    assert fresh(appointment).status == Status.CONFIRMED


def test_a_reason_with_a_nul_gets_a_sentence(client, appointment):
    page = client.post(address(appointment, STAFF), {"reason": "ill\0ness"})
    assertContains(page, "Null characters are not allowed.")
    assert fresh(appointment).status == Status.CONFIRMED


def test_staff_cancelling_twice_is_friendly(client, appointment):
    client.post(address(appointment, STAFF), {"reason": "Illness"})
    told = Email.objects.count()
    page = client.post(address(appointment, STAFF), {"reason": "Illness, again"})
    assertContains(page, "This appointment is cancelled")
    assertNotContains(page, "Not cancelled")
    assert Email.objects.count() == told


def test_what_staff_typed_is_kept_when_it_cannot_be_done(client):
    appointment = AppointmentFactory(completed=True)
    page = client.post(address(appointment, STAFF), {"reason": "The agent is ill."})
    assertContains(page, Refusal.NOT_OPEN.label)
    assert fresh(appointment).status == Status.COMPLETED


def test_the_staff_link_ends_with_the_appointment(client, appointment, stopped_clock):
    stopped_clock.moment = appointment.ends_at - timedelta(seconds=1)
    assert client.get(address(appointment, STAFF)).status_code == 200
    stopped_clock.moment = appointment.ends_at
    assert client.get(address(appointment, STAFF)).status_code == 404
    assert client.post(address(appointment, STAFF), {"reason": "Late"}).status_code == 404
    assert fresh(appointment).status == Status.CONFIRMED


# -- a moved appointment ----------------------------------------------------------------------


@pytest.fixture
def move(appointment):
    def to(agency, starts_at):
        return moving.move(
            appointment.pk,
            agency_ids=[agency.pk],
            starts_at=starts_at,
            by=By.agent(AccountFactory(agent=True)),
        )

    return to


def test_the_old_link_shows_the_new_time_and_cancels_it(client, appointment, move):
    new = move(appointment.agency, appointment.starts_at + timedelta(days=1))
    newest = moving.move(
        new.pk,
        agency_ids=[appointment.agency.pk],
        starts_at=appointment.starts_at + timedelta(days=2),
        by=By.agent(AccountFactory(agent=True)),
    )
    page = client.get(address(appointment))
    assertContains(page, "Friday 6 March 2026, 8:30")
    assertNotContains(page, "Wednesday 4 March")
    client.post(address(appointment))
    assert fresh(newest).status == Status.CANCELLED


def test_the_old_calendar_file_shows_the_new_time(client, appointment, move):
    move(appointment.agency, appointment.starts_at + timedelta(days=1))
    calendar = client.get(address(appointment, end="appointment.ics"))
    assert b"20260305T083000" in calendar.content
    assert b"SEQUENCE:1" in calendar.content


def test_the_old_agencys_staff_cannot_cancel_at_the_new_agency(client, appointment, move):
    """The link was sent to one agency; the appointment is now another agency's."""
    elsewhere = AgencyFactory(open=True)
    new = move(elsewhere, appointment.starts_at + timedelta(days=1))
    assert client.get(address(appointment, STAFF)).status_code == 404
    assert client.post(address(appointment, STAFF), {"reason": "Mine"}).status_code == 404
    assert fresh(new).status == Status.CONFIRMED
    assert client.get(address(new, STAFF)).status_code == 200
