"""Staff cancel by the link in their e-mail, and the person is offered other times."""

import pytest
from playwright.sync_api import expect

from tests.factories import AppointmentFactory, DocumentFactory, visitor
from tests.journeys.looking import looks_right
from tests.journeys.steps import Journey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_staff_cancel_with_a_reason_and_the_person_is_offered_other_times(
    page, agency, worker, mailbox, live_portal
):
    person = visitor()
    appointment = AppointmentFactory(
        agency=agency, applicant=person, requested=True, identity_copy=DocumentFactory()
    )
    letter = mailbox.wait_for(agency.email)
    assert person.last_name not in letter.subject
    page.goto(letter.link)
    journey = Journey(page, live_portal.url)
    journey.heading("Cancel an appointment of your agency")
    looks_right(page)
    journey.press("Cancel this appointment")
    expect(page.get_by_role("alert")).to_contain_text("Please give a reason")
    looks_right(page)
    page.get_by_label("Reason").fill("The agent is ill today.")
    journey.press("Cancel this appointment")
    journey.heading("This appointment is cancelled")
    looks_right(page)
    appointment.refresh_from_db()
    assert appointment.status == "cancelled"

    told = mailbox.wait_for(person.email, 2)
    assert "The agent is ill today." in told.text
    assert "Wiltz" in told.text.partition("The agent is ill today.")[2]
    assert f"{live_portal.url}/en/appointments/new/" in told.text
    assert told.calendar["METHOD"] == "CANCEL"
    page.goto(mailbox.wait_for(person.email).link)
    journey.heading("This appointment is cancelled")
