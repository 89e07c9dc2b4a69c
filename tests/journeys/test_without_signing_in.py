"""A visitor books at an agency, gets everything by e-mail, and cancels by the link."""

import pytest
from playwright.sync_api import expect

from appointments.models import Appointment
from cns_portal.kernel import civil_time
from tests.journeys.paper import Paper
from tests.journeys.steps import VISITOR, Journey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL = VISITOR["E-mail address"]


def free_starts(page, portal, day) -> list[str]:
    answer = page.request.get(
        f"{portal.url}/appointments/slots.json",
        params={
            "topic": "information",
            "channel": "on_site",
            "agency": "wiltz",
            "from": day.isoformat(),
        },
    )
    return [slot["starts_at"] for slot in answer.json()["slots"] if slot["free"] == 2]


def test_a_visitor_books_gets_the_papers_and_cancels(journey, page, mailbox, live_portal):
    journey.to_the_check_page()
    journey.send()
    page.wait_for_url("**/appointments/sent/**")
    page.evaluate("window.stillHere = true")
    journey.heading("Your appointment is confirmed")
    assert page.evaluate("window.stillHere"), "the person did not have to reload"
    expect(page).to_have_title("Appointment confirmed – CNS portal")
    appointment = Appointment.objects.select_related("procedure").get()
    expect(page.get_by_text(appointment.procedure.reference)).to_be_visible()

    letter = mailbox.wait_for(EMAIL)
    assert appointment.agency.address in letter.text
    assert letter.link.startswith(f"{live_portal.url}/a/")
    assert letter.link in letter.html
    paper = Paper(letter.file(".pdf"))
    assert paper.scanned == [appointment.check_in_code] == [paper.printed_code]
    assert letter.link in paper.links
    assert (paper.language, paper.is_tagged) == ("en", True)
    assert appointment.procedure.reference in paper.title
    for secret in ("Vera", "Visitor", "Information"):
        assert secret not in paper.text
        assert secret not in letter.subject
    assert letter.calendar["METHOD"] == "REQUEST"
    assert letter.event.start == civil_time.wall(appointment.starts_at)
    first = letter.event

    start = civil_time.wall(appointment.starts_at)
    assert start.isoformat() not in free_starts(page, live_portal, start.date())
    page.goto(letter.link)
    expect(page.get_by_text("V. V.")).to_be_visible()
    journey.press("Cancel this appointment")
    journey.heading("This appointment is cancelled")
    expect(page.get_by_text("Thank you for giving the time back")).to_be_visible()
    assert start.isoformat() in free_starts(page, live_portal, start.date())

    second = mailbox.wait_for(EMAIL, 2)
    assert second.calendar["METHOD"] == "CANCEL"
    assert second.event["UID"] == first["UID"]
    assert second.event["SEQUENCE"] > first["SEQUENCE"]
    page.goto(letter.link)
    journey.heading("This appointment is cancelled")
    assert len(mailbox.letters(appointment.agency.email)) == 2


def test_a_visitor_books_and_cancels_without_scripts(open_page, worker, live_portal, mailbox):
    page = open_page(java_script_enabled=False)
    journey = Journey(page, live_portal.url)
    journey.to_the_check_page()
    journey.send()
    journey.heading("Your appointment is confirmed")  # the page loads itself again
    page.goto(mailbox.wait_for(EMAIL).link)
    journey.press("Cancel this appointment")
    journey.heading("This appointment is cancelled")
    assert Appointment.objects.get().status == "cancelled"
