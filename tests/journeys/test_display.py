"""The call display in a browser: fast, audible, readable from far, and honest without a network."""

import re
import time

import pytest
from playwright.sync_api import expect

from appointments.choices import DeviceKind
from appointments.models import Device, Visit
from appointments.services import devices
from appointments.services.acting import SYSTEM
from cns_portal import clock
from tests.factories import AppointmentFactory, DeskFactory, VisitFactory
from tests.journeys.entrance import Restarted, due_now, looks_right, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATIENCE = 60  # seconds
ASKS_EVERY, MARKED = 1000, 8000  # milliseconds
LISTEN = """
window.sounds = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) {
  sounds.push("tone");
  start.apply(this, when);
};
window.waits = [];
const later = window.setTimeout;
window.setTimeout = (work, wait, ...more) => {
  waits.push(wait);
  return later(work, wait, ...more);
};
speechSynthesis.speak = (spoken) => sounds.push(`${spoken.lang}: ${spoken.text}`);
"""


@pytest.fixture
def display(page, agency, live_portal):
    """It has asked once: what was called before that is shown and not sounded."""
    page.add_init_script(LISTEN)
    sign_in(page, live_portal, agency, DeviceKind.DISPLAY)
    with page.expect_response("**/calls.json"):
        pass
    return page


@pytest.fixture
def call(agency):
    """An agent calls the next one to a desk."""
    tickets = iter(range(1, 1000))

    def call(desk: str = "Desk 2", ticket: int = 0) -> Visit:
        number = next(tickets)
        place, _created = agency.desks.get_or_create(name=desk, channel="on_site")
        planned = DeskFactory(agency=agency, name=f"Planned {number}")
        return VisitFactory(
            appointment=AppointmentFactory(desk=planned, starts_at=due_now(), called=True),
            ticket=ticket or number,
            called_at=clock.now(),
            desk=place,
        )

    return call


def shows(page, ticket: int, desk: str) -> None:
    expect(page.locator("[data-ticket]")).to_have_text(str(ticket))
    expect(page.locator("[data-desk]")).to_have_text(desk)


def sounded(page, count: int) -> None:
    """So many tones and words were to be heard."""
    until = time.monotonic() + PATIENCE
    while page.evaluate("sounds.length") < count:
        assert time.monotonic() < until, page.evaluate("sounds")
        page.wait_for_timeout(50)
    assert len(page.evaluate("sounds")) == count


def test_a_call_is_shown_and_the_display_asks_each_second(display, call):
    expect(display.get_by_text("Nobody is being called at the moment.")).to_be_visible()
    for number, desk in enumerate(("Desk 2", "Desk 12", "Reception"), start=1):
        call(desk)
        shows(display, number, desk.removeprefix("Desk "))
    assert set(display.evaluate("waits")) == {ASKS_EVERY, MARKED}
    expect(display.locator("[data-nobody]")).to_be_hidden()
    before = display.locator("[data-before] li")
    expect(before).to_have_text([re.compile("2.*12"), re.compile("1.*2")])


def test_a_new_call_is_marked_for_some_seconds(display, call):
    call()
    last = display.locator("[data-last]")
    expect(last).to_have_class(re.compile("is-new"))
    expect(last).not_to_have_class(re.compile("is-new"), timeout=30_000)


def test_an_old_call_is_neither_marked_nor_sounded(page, agency, live_portal, call):
    call()
    page.add_init_script(LISTEN)
    sign_in(page, live_portal, agency, DeviceKind.DISPLAY)
    shows(page, 1, "2")
    page.wait_for_timeout(1500)
    expect(page.locator("[data-last]")).not_to_have_class(re.compile("is-new"))
    assert page.evaluate("sounds") == []


def test_who_is_gone_is_taken_from_the_screen(display, call):
    visit = call()
    shows(display, 1, "2")
    type(visit.appointment).objects.filter(pk=visit.appointment_id).update(status="completed")
    expect(display.get_by_text("Personne n’est appelé pour le moment.")).to_be_visible()


def test_the_chime_and_the_spoken_call(display, call):
    """A chime unless it is switched off; languages as they are ticked, and kept on the device."""
    shows_settings = display.locator("[data-sound] summary")
    call()
    shows(display, 1, "2")
    sounded(display, 2)
    assert display.evaluate("sounds") == ["tone", "tone"]
    shows_settings.click()
    display.locator("[data-sound] input[value=chime]").uncheck()
    for language in ("Français", "Deutsch", "Lëtzebuergesch", "English"):
        display.get_by_label(language).check()
    display.evaluate("sounds.length = 0")
    call("Desk 12")
    sounded(display, 3)
    assert display.evaluate("sounds") == [  # no device here speaks Luxembourgish: French, once
        "fr-FR: Numéro 2, guichet 12",
        "de-DE: Nummer 2, Schalter 12",
        "en-GB: Number 2, desk 12",
    ]
    display.reload()
    display.locator("[data-sound] summary").click()
    expect(display.locator("[data-sound] input[value=chime]")).not_to_be_checked()
    display.get_by_label("Français").uncheck()
    display.get_by_label("Deutsch").uncheck()
    display.get_by_label("English").uncheck()
    call("Reception")
    sounded(display, 1)
    assert display.evaluate("sounds") == ["fr-FR: Numéro 3, Reception"]


def test_a_second_call_sounds_again(display, call):
    visit = call()
    sounded(display, 2)
    Visit.objects.filter(pk=visit.pk).update(called_at=clock.now())
    sounded(display, 4)


def test_it_works_without_scripts(open_page, agency, live_portal, call):
    page = open_page(java_script_enabled=False)
    sign_in(page, live_portal, agency, DeviceKind.DISPLAY)
    expect(page.get_by_text("Nobody is being called at the moment.")).to_be_visible()
    call()
    shows(page, 1, "2")  # the page loads itself again


def test_it_says_that_it_cannot_know_and_comes_back(page, agency, call, monkeypatch, heard):
    server = Restarted(monkeypatch)
    page.add_init_script(LISTEN)
    sign_in(page, server, agency, DeviceKind.DISPLAY)
    with page.expect_response("**/calls.json"):
        pass
    server.stop()
    notice = page.locator("[data-away]")
    expect(notice).to_be_visible(timeout=15_000)
    expect(notice).to_contain_text("Keine Verbindung")
    call()
    server.start()
    try:
        expect(notice).to_be_hidden(timeout=15_000)
        shows(page, 1, "2")
        sounded(page, 2)  # called meanwhile: it is news
    finally:
        server.stop()
        heard[:] = [text for text in heard if "Failed to load resource" not in text]


def test_a_revoked_display_asks_for_a_new_token(display, heard):
    devices.revoke(Device.objects.get().pk, by=SYSTEM)
    expect(display.get_by_label("Token")).to_be_visible()
    heard[:] = [text for text in heard if "status of 403" not in text]


def test_the_display_in_every_size(display, call):
    looks_right(display, touched=False)
    call()
    shows(display, 1, "2")
    looks_right(display, touched=False)
    for desk, ticket in (("Desk 3", 27), ("Information", 128), ("Desk 12", 999), ("Desk 10", 100)):
        call(desk, ticket=ticket)
    shows(display, 100, "10")
    looks_right(display, touched=False)
    call("Information")
    expect(display.locator("[data-desk]")).to_have_text("Information")
    looks_right(display, touched=False)


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (1280, 800)])
def test_the_number_is_read_from_ten_metres(display, call, size):
    """Capitals of a 200th of the distance are read easily: 5 cm of the 40 cm of a small screen."""
    display.set_viewport_size({"width": size[0], "height": size[1]})
    call("Desk 12", ticket=888)
    shows(display, 888, "12")
    for what in ("[data-ticket]", "[data-desk]"):
        letters = display.evaluate(
            f"parseFloat(getComputedStyle(document.querySelector('{what}')).fontSize)"
        )
        assert letters * 0.7 > size[1] * 5 / 40
