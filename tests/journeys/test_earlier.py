"""Something earlier frees up: asked for, offered to one person, taken, passed on."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from appointments.models import Appointment, EarlierOffer
from appointments.notices import links
from cns_portal import clock
from tests.factories import AppointmentFactory, InsuredPersonFactory, at, visitor, working_day
from tests.journeys.looking import looks_right
from tests.journeys.steps import VISITOR, Journey
from tests.journeys.test_every_page import take_over

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def by_day(monkeypatch):
    """Nobody is asked at night, and these tests run at any hour."""
    monkeypatch.setattr("appointments.rules.earlier.is_night", lambda now: False)


@pytest.fixture
def soon(agency):
    """Somebody else's appointment, in a few days."""
    day = working_day(after=clock.today(), count=3)
    return AppointmentFactory(agency=agency, starts_at=at(day, 9, 30), applicant=visitor())


def gives_back(page, live_portal, appointment):
    """Its person cancels by the link in the e-mail."""
    token = links.token(appointment, links.Purpose.PERSON)
    page.goto(f"{live_portal.url}/a/{token}/")
    page.get_by_role("button", name="Cancel this appointment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This appointment is cancelled")


def test_a_visitor_is_offered_an_earlier_time_and_takes_it(
    journey, page, open_page, mailbox, live_portal, soon
):
    journey.to_the_check_page()
    page.get_by_role("checkbox", name="Tell me when something earlier frees up").check()
    looks_right(page)
    journey.send()
    confirmed = mailbox.wait_for(VISITOR["E-mail address"])

    gives_back(open_page(), live_portal, soon)
    told = mailbox.wait_for(VISITOR["E-mail address"], 2)
    assert told.subject == "An earlier time is free for your appointment with the CNS"
    assert "Information" not in told.text
    page.goto(told.link.partition("earlier/")[0])
    looks_right(page)
    page.get_by_role("link", name="Take it, or keep your time").click()
    journey.heading("An earlier time is free")
    expect(page.get_by_text("It is kept for you alone until")).to_be_visible()
    looks_right(page)
    journey.press("Take this time")
    expect(page.get_by_text("Your appointment has been moved")).to_be_visible()

    moved = mailbox.wait_for(VISITOR["E-mail address"], 3)
    assert moved.event["UID"] == confirmed.event["UID"]
    assert moved.event["SEQUENCE"] > confirmed.event["SEQUENCE"]
    assert moved.event["DTSTART"].dt == soon.starts_at
    offer = EarlierOffer.objects.get()
    assert (offer.state, offer.held.starts_at) == ("accepted", soon.starts_at)
    page.goto(told.link)
    journey.heading("Tell me when something earlier frees up")
    expect(page.get_by_role("button", name="Stop telling me")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with", "without"])
def test_signed_in_one_asks_keeps_and_stops(open_page, agency, worker, live_portal, soon, script):
    """With and without JavaScript; each page on the way is looked at."""
    me = InsuredPersonFactory(signs_in=True)
    day = working_day(after=clock.today(), count=20)
    mine = AppointmentFactory(agency=agency, person=me, starts_at=at(day, 9))
    page, client = open_page(java_script_enabled=script), Client()
    client.force_login(me.account)
    take_over(page, live_portal, client)
    journey = Journey(page, live_portal.url)

    def look():
        if script:
            looks_right(page)

    page.goto(live_portal.url + reverse("appointments:detail", args=[mine.public_id]))
    look()
    journey.press("Tell me when something earlier frees up")
    expect(page.get_by_text("We tell you when something earlier frees up")).to_be_visible()
    look()
    gives_back(open_page(), live_portal, soon)
    address = live_portal.url + reverse("appointments:earlier", args=[mine.public_id])
    for _ in range(50):
        page.goto(address)
        if page.get_by_role("button", name="Take this time").count():
            break
        page.wait_for_timeout(100)
    journey.heading("An earlier time is free")
    look()
    for path, link in (
        ("/en/espace/", "An earlier time is free"),
        ("/en/espace/appointments/", "Take it, or keep your time"),
    ):
        page.goto(live_portal.url + path)
        expect(page.get_by_role("link", name=link, exact=True)).to_be_visible()
        look()
    page.goto(address)
    journey.press("Keep my time")
    expect(page.get_by_text("You keep your time")).to_be_visible()
    look()
    journey.press("Stop telling me")
    expect(page.get_by_text("You are not told about earlier times any more")).to_be_visible()
    look()
    mine.refresh_from_db()
    assert mine.status == "confirmed"
    assert EarlierOffer.objects.get().state == "declined"


def test_an_offer_that_was_not_answered(page, agency, live_portal, worker):
    """The link in an old e-mail: over, kindly."""
    day = working_day(after=clock.today(), count=20)
    mine = AppointmentFactory(agency=agency, starts_at=at(day, 9), applicant=visitor())
    token = links.token(mine, links.Purpose.PERSON)
    address = f"{live_portal.url}/a/{token}/earlier/"
    page.goto(address)
    looks_right(page)
    Journey(page, live_portal.url).press("Tell me about earlier times")
    soon = AppointmentFactory(
        agency=agency,
        starts_at=at(working_day(after=clock.today(), count=3), 9, 30),
        applicant=visitor(),
    )
    gives_back(page, live_portal, soon)
    for _ in range(50):
        if EarlierOffer.objects.filter(state="open").exists():
            break
        page.wait_for_timeout(100)
    worker.end()
    now = clock.now()
    EarlierOffer.objects.update(expires_at=now)
    Appointment.objects.filter(status="held").update(hold_expires_at=now)
    page.goto(address)
    expect(page.get_by_text("This offer is over")).to_be_visible()
    looks_right(page)
