"""A day at the counter with the keyboard alone: the desk, the people, the mistakes."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from appointments.choices import Status
from appointments.models import Appointment, DeskShift
from appointments.services import arriving, serving
from appointments.services.acting import SYSTEM, By
from cns_portal import queue
from tests.appointments.agents import agent_of, window_of
from tests.appointments.conftest import StoppedClock
from tests.appointments.days import agent_at, desk, somebody, today_at
from tests.factories import AgencyFactory, VideoCallFactory, offers, visitor
from tests.journeys.looking import problems
from tests.journeys.test_every_page import take_over
from tests.journeys.test_keyboard import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAY = "/admin/appointments/appointment/day/"
PICTURES = os.environ.get("DAY_PICTURES")
S = Status
BY_ITSELF = 15_000
"""Milliseconds in which the page must have noticed: it asks every five seconds."""


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    """A Monday in March, ten o'clock, wherever the machine's clock stands."""
    clock = StoppedClock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.moment)
    monkeypatch.setattr(queue, "_send", lambda task: None)
    return clock


@pytest.fixture
def agency(transactional_db, morning):
    offers()
    return AgencyFactory(name="Esch", open=True, desks=2)


@pytest.fixture
def anne(agency):
    return agent_of(agency)


@pytest.fixture
def counter(page, live_portal, anne):
    """The agent's browser at the page of the day."""
    take_over(page, live_portal, window_of(anne))
    page.goto(live_portal.url + DAY)
    return page


def named(first_name: str):
    return visitor(first_name=first_name, last_name="Muster")


def said(page, words: str) -> None:
    expect(page.locator("#day-said")).to_contain_text(words)


def test_a_person_from_arriving_to_finishing(counter, agency):
    keyboard = Keyboard(counter)
    paula = somebody(agency, at=today_at(10), applicant=named("Paula"))
    peter = somebody(agency, at=today_at(10, 15), applicant=named("Peter"))
    keyboard.press("Take Desk 1")
    said(counter, "You receive people at Desk 1.")
    expect(counter.get_by_role("region", name="Your desk: Desk 1")).to_be_focused()
    # They arrive at the terminal: the page hears of it by itself, and the focus stays.
    keyboard.to(counter.get_by_role("button", name="Leave the desk"))
    arriving.arrive(peter.pk, by=SYSTEM)
    arriving.arrive(paula.pk, by=SYSTEM)
    expect(counter.locator("#day-news")).to_contain_text(
        "2 new arrivals. Ticket: 2, 1", timeout=BY_ITSELF
    )
    expect(counter.get_by_role("heading", name="Waiting (2)")).to_be_visible()
    expect(counter.get_by_role("button", name="Leave the desk")).to_be_focused()
    counter.keyboard.press("Shift+Tab")
    expect(counter.get_by_role("button", name="Call next")).to_be_focused()
    counter.keyboard.press("Enter")
    said(counter, "Ticket 2 is called to Desk 1.")
    keyboard.press("Call again: Paula Muster")
    said(counter, "Called once more.")
    keyboard.press("Start: Paula Muster")
    said(counter, "Begun.")
    keyboard.press("Finish and call next: Paula Muster")
    said(counter, "Finished. Ticket 1 is called to Desk 1.")
    keyboard.press("Missed: Peter Muster")
    said(counter, "the person did not come, or has left")
    keyboard.press("Call next")
    said(counter, "Nobody is waiting.")
    states = dict(Appointment.objects.values_list("pk", "status"))
    assert states == {paula.pk: S.COMPLETED, peter.pk: S.MISSED}


def test_a_colleagues_desk_is_taken_over(counter, agency, anne):
    keyboard = Keyboard(counter)
    bea = agent_at(desk(agency))
    somebody(agency, S.CHECKED_IN, today_at(9, 45), applicant=named("Paula"))
    serving.call_next(by=bea)
    expect(counter.get_by_role("link", name="Take over Desk 1")).to_be_visible(timeout=BY_ITSELF)
    keyboard.to(counter.get_by_role("link", name="Take over Desk 1"))
    counter.keyboard.press("Enter")
    expect(counter.get_by_text("has been receiving people there since 10:00.")).to_be_visible()
    look(counter, "take")
    keyboard.press("Take over the desk")
    said(counter, "You receive people at Desk 1.")
    mine = counter.get_by_role("region", name="Your desk: Desk 1")
    expect(mine.get_by_role("link", name="Paula Muster")).to_be_visible()
    keyboard.press("Start: Paula Muster")
    said(counter, "Begun.")
    assert DeskShift.objects.get(ended_at__isnull=True).agent == anne
    assert DeskShift.objects.get(agent=bea.actor).ended_at is not None


def test_somebody_without_an_appointment_and_mistakes(counter, agency):
    keyboard = Keyboard(counter)
    keyboard.to(counter.get_by_role("link", name="Somebody without an appointment"))
    counter.keyboard.press("Enter")
    expect(counter.get_by_role("heading", level=1)).to_have_text("Somebody without an appointment")
    keyboard.press("Give a ticket")
    expect(counter.get_by_text("Choose a topic.")).to_be_visible()
    expect(counter.get_by_text("Enter the first name.")).to_be_visible()
    look(counter, "walk-in-errors")
    keyboard.choose(counter.get_by_role("group", name="Topic"), "Information – documents")
    for label, value in (("First name", "Paul"), ("Last name", "Muster")):
        keyboard.to(counter.get_by_label(label))
        counter.keyboard.type(value)
    keyboard.to(counter.get_by_label("Date of birth"))
    counter.keyboard.type("31/02/1980")
    keyboard.to(counter.get_by_role("checkbox"))
    counter.keyboard.press("Space")
    keyboard.press("Give a ticket")
    expect(counter.get_by_role("alert")).to_be_visible()
    expect(counter.get_by_label("First name")).to_have_value("Paul")
    keyboard.to(counter.get_by_label("Date of birth"))
    counter.keyboard.press("ControlOrMeta+a")
    counter.keyboard.type("15/01/1980")
    keyboard.press("Give a ticket")
    said(counter, "Ticket 1, for 10:00. The person waits to be called.")
    expect(counter.get_by_role("link", name="Paul Muster")).to_be_visible()
    assert Appointment.objects.get().status == S.CHECKED_IN


def test_what_is_typed_goes_to_the_next_days_when_nothing_is_free(counter, agency, morning):
    keyboard = Keyboard(counter)
    morning.advance(hours=7)
    counter.goto(counter.url + "walk-in/")
    look(counter, "walk-in-full")
    keyboard.to(counter.get_by_label("Last name"))
    counter.keyboard.type("Muster")
    keyboard.choose(counter.get_by_role("group", name="Topic"), "Information – documents")
    keyboard.press("Show times of the next days")
    expect(counter.get_by_text("Tuesday, 3 March 2026")).to_be_visible()
    expect(counter.get_by_label("Last name")).to_have_value("Muster")
    assert "Muster" not in counter.url


def test_the_keyboard_goes_on_at_the_desk_when_its_button_goes(counter, agency, anne):
    keyboard = Keyboard(counter)
    paula = somebody(agency, S.CHECKED_IN, today_at(9, 45), applicant=named("Paula"))
    expect(counter.get_by_role("button", name="Missed: Paula Muster")).to_be_visible(
        timeout=BY_ITSELF
    )
    keyboard.to(counter.get_by_role("button", name="Missed: Paula Muster"))
    serving.miss(paula.pk, by=By.agent(anne))
    expect(counter.get_by_role("heading", name="Over (1)")).to_be_visible(timeout=BY_ITSELF)
    expect(counter.locator("#my-desk")).to_be_focused()


def test_without_scripts_the_page_is_refreshed_by_hand(open_page, live_portal, agency, anne):
    page = open_page(java_script_enabled=False)
    take_over(page, live_portal, window_of(anne))
    page.goto(live_portal.url + DAY)
    somebody(agency, S.CHECKED_IN, today_at(9, 45), applicant=named("Paula"))
    page.get_by_role("link", name="Refresh").click()
    page.get_by_role("button", name="Take Desk 2").click()
    page.get_by_role("button", name="Call next").click()
    said(page, "Ticket 1 is called to Desk 2.")


def test_a_session_that_ends_leads_to_the_sign_in(counter, agency):
    counter.context.clear_cookies()
    counter.wait_for_url("**/login/**", timeout=15_000)
    expect(counter.locator("#day-live")).to_have_count(0)


def test_a_network_that_is_lost_is_said_and_the_page_stays(counter, agency, heard):
    counter.route("**/day/?**", lambda route: route.abort())
    expect(counter.locator("#day-news")).to_contain_text(
        "cannot be refreshed at the moment", timeout=BY_ITSELF
    )
    counter.unroute("**/day/?**")
    expect(counter.locator("#day-news")).to_have_text("", timeout=BY_ITSELF)
    heard[:] = [text for text in heard if "ERR_FAILED" not in text and "htmx" not in text.lower()]


def test_a_full_day_looks_right(counter, agency, anne, morning):
    serving.take_desk(desk(agency).pk, by=By.agent(anne))
    bea = agent_at(desk(agency, 2))
    somebody(agency, S.COMPLETED, today_at(8, 30), applicant=named("Clara"))
    somebody(agency, S.STARTED, today_at(9), called_to=desk(agency, 2), served_by=bea.actor)
    somebody(agency, S.CHECKED_IN, today_at(9, 15), applicant=named("Wanda"))
    somebody(agency, S.CHECKED_IN, today_at(9, 30), applicant=visitor(last_name="W" * 140))
    somebody(agency, S.MISSED, today_at(9, 45))
    somebody(agency, S.CONFIRMED, today_at(9, 50), minutes=10, applicant=named("Lars"))
    somebody(agency, S.CONFIRMED, today_at(10, 15), topic="reimbursement")
    somebody(agency, S.REQUESTED, today_at(14))
    video = agency.desks.get(channel="video")
    here = somebody(agency, S.CHECKED_IN, today_at(10), desk=video, channel="video")
    VideoCallFactory(appointment=here, waiting_since=morning.moment)
    somebody(agency, S.STARTED, today_at(9), desk=video, channel="video")
    morning.advance(minutes=6)
    counter.reload()
    look(counter, "day")
    counter.get_by_role("button", name="Call next").click()
    said(counter, "is called to Desk 1.")
    look(counter, "called")
    counter.get_by_role("button", name="Start").click()
    look(counter, "started")


def look(page, name: str) -> None:
    """Nothing is cut off, axe finds nothing, by day and by night."""
    if PICTURES:
        for width, scheme in ((1280, "light"), (360, "dark"), (1280, "dark"), (360, "light")):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{scheme}.png", full_page=True)
    found = problems(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    assert not found, "\n".join(found)
