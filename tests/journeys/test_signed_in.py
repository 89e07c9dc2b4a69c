"""A signed-in person books a video call for somebody else, and gives it up with the bin."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from appointments.models import Appointment
from cns_portal.demo.people import seed_people
from tests.accounts.identity_service import CALLBACK
from tests.journeys.looking import looks_right
from tests.journeys.paper import Paper
from tests.journeys.steps import OTHER_PERSON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def provider(live_portal, identity_service, settings):
    """The portal connected to the simulated identity provider."""
    before = identity_service.redirect_uris
    identity_service.redirect_uris = (f"{live_portal.url}{CALLBACK}",)
    policy = settings.CONTENT_SECURITY_POLICY
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": policy["DIRECTIVES"] | {"form-action": ["'self'", identity_service.issuer]}
    }
    yield identity_service
    identity_service.redirect_uris = before


def test_a_signed_in_person_books_a_video_call_for_somebody_else(
    journey, page, provider, mailbox, live_portal
):
    seed_people()
    journey.start(way="Sign in")
    page.get_by_role("button", name="Sign in with LuxTrust").click()
    page.get_by_role("button", name="Marie Beispill").click()
    journey.choose_what_and_where(topic="Long-term care insurance", channel="By video call")
    time = journey.choose_time()
    journey.heading("Your details")
    expect(page.get_by_text("Marie Beispill").last).to_be_visible()
    expect(page.get_by_label("E-mail address")).to_have_value("marie@people.example")
    journey.choose("For another person")
    journey.press()
    journey.heading("Who is the appointment for?")
    journey.fill(OTHER_PERSON)
    journey.press()
    journey.heading("Check your answers before sending")
    expect(page.get_by_text("Paul Parent")).to_be_visible()
    journey.send()
    journey.heading("Your appointment is confirmed")
    appointment = Appointment.objects.select_related("procedure").get()
    reference = appointment.procedure.reference
    assert (appointment.channel, appointment.for_another) == ("video", True)
    looks_right(page)

    note = mailbox.wait_for("marie@people.example")
    assert not note.files
    for secret in ("Paul", "care", time):
        assert secret not in note.text + note.subject

    page.get_by_role("link", name="My messages").last.click()
    page.get_by_role("link", name="Your appointment with the CNS is confirmed").click()
    journey.heading("Your appointment with the CNS is confirmed")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    paper = Paper(download.value.path().read_bytes())
    assert not paper.scanned, "nothing is scanned for a video call"
    link = next(link for link in paper.links if re.search(r"/a/[^/]+/$", link))
    assert any(link.endswith("/video/") for link in paper.links)
    looks_right(page)

    page.get_by_role("link", name="Go to the procedure").click()
    tabs = page.get_by_role("navigation", name="Parts of this procedure")
    for tab, shown in (
        ("Message", "Your appointment with the CNS is confirmed"),
        ("Appointments", "Video call"),
        ("Documents", "PDF"),
        ("History", "confirmed"),
    ):
        tabs.get_by_role("link", name=re.compile(f"^{tab}")).click()
        expect(page.get_by_role("main").get_by_text(shown).first).to_be_visible()
        looks_right(page)

    page.goto(f"{live_portal.url}/en/espace/appointments/")
    bin_link = page.get_by_role("link", name="Cancel this appointment: video call")
    expect(bin_link.locator("use[href$='#bin']")).to_have_count(1)
    bin_link.click()
    journey.heading("Do you want to cancel this appointment?")
    journey.press("Yes, cancel this appointment")
    expect(page.get_by_text("Your appointment is cancelled.")).to_be_visible()
    appointment.refresh_from_db()
    assert appointment.status == "cancelled"
    mailbox.wait_for("marie@people.example", 2)
    page.goto(f"{live_portal.url}/en/espace/procedures/{reference}/?tab=history")
    expect(page.get_by_role("main").get_by_text("Cancelled").first).to_be_visible()
    page.goto(f"{live_portal.url}{urlsplit(link).path}")
    journey.heading("This appointment is cancelled")
