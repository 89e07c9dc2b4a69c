"""The pages of a video call in each of their states, by keyboard, and on a Jitsi Meet server."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
import pytest
from playwright.sync_api import expect

from appointments.models import VideoCall
from cns_portal import audit, clock
from cns_portal.documents import services as documents
from tests.appointments.visitors import photo
from tests.factories import AppointmentFactory, InsuredPersonFactory, visitor
from tests.journeys.calling import (
    PATIENCE,
    admit,
    call_page,
    get_ready,
    is_connected,
    linked,
    note_says,
    soon,
)
from tests.journeys.ends import *  # noqa: F403
from tests.journeys.looking import looks_right

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_waiting_room_opens_by_itself(end, agency, live_portal):
    page = end()
    start = clock.now() + timedelta(minutes=15, seconds=12)
    appointment = AppointmentFactory(
        agency=agency, video=True, starts_at=start, applicant=visitor()
    )
    page.goto(linked(live_portal, appointment))
    expect(page.get_by_text("The waiting room opens today at")).to_be_visible()
    looks_right(page)
    expect(page.get_by_role("button", name="I am ready")).to_be_visible(timeout=PATIENCE)


def test_each_state_of_both_pages_looks_right(end, agent, agency, live_portal):
    """The copy of the identity card stands beside the picture: the person did not sign in."""
    copy = documents.store(photo(), dossier=None, by=audit.VISITOR, purpose="identity_copy")
    documents.check_now(copy.pk)
    appointment = soon(agency, identity_copy=copy)
    person, agents = end(), end(agent)
    agents.goto(call_page(live_portal, appointment))
    expect(agents.get_by_text("Nobody is waiting yet.")).to_be_visible()
    for name in ("Admit", "Finish the appointment"):
        expect(agents.get_by_role("button", name=name)).to_be_hidden()
    expect(agents.get_by_text("A video call needs JavaScript")).to_be_hidden()
    looks_right(agents)
    person.goto(linked(live_portal, appointment))
    get_ready(person)
    looks_right(person)
    expect(agents.get_by_role("button", name="Admit")).to_be_visible(timeout=PATIENCE)
    looks_right(agents)
    admit(agents)
    is_connected(person)
    is_connected(agents)
    expect(agents.get_by_role("button", name="Admit")).to_be_hidden()
    picture = agents.get_by_alt_text("Copy of the identity card that was attached")
    expect(picture).to_be_visible()
    assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 0
    looks_right(person)
    looks_right(agents)
    person.get_by_role("button", name="Hang up").click()
    note_says(agents, "The other end has left.")
    looks_right(person)
    looks_right(agents)


def test_a_call_by_keyboard_alone(end, agent, agency, live_portal):
    insured = InsuredPersonFactory(signs_in=True)
    appointment = soon(agency, person=insured)
    person, agents = end(insured.account), end(agent)
    person.goto(f"{live_portal.url}/en/espace/appointments/{appointment.public_id}/waiting-room/")
    expect(person.locator("[data-device-note]")).to_have_text("Camera and microphone work.")
    press(person, "I am ready")
    expect(person.get_by_role("heading", name="You are in the waiting room")).to_be_focused()
    agents.goto(call_page(live_portal, appointment))
    expect(agents.get_by_role("button", name="Admit")).to_be_visible(timeout=PATIENCE)
    press(agents, "Admit")
    is_connected(person)
    is_connected(agents)
    press(person, "Camera off")
    expect(agents.locator("[data-their-devices]")).to_have_text(
        "The camera at the other end is off."
    )
    press(person, "Full screen")
    expect(person.get_by_role("button", name="Leave full screen")).to_be_visible()
    press(person, "Leave full screen")
    expect(person.get_by_role("button", name="Full screen", exact=True)).to_be_visible()
    press(person, "Hang up")
    expect(person.get_by_role("button", name="Come back to the call")).to_be_focused()
    person.keyboard.press("Enter")
    is_connected(person)
    press(agents, "Finish the appointment")
    expect(person.get_by_text("This video call is over")).to_be_visible(timeout=PATIENCE)


def press(page, name: str) -> None:
    """Reach a button with the tabulator alone, and press it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(document.activeElement.value || document.activeElement.innerText || '').trim()"
        )
        if focused == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} cannot be reached by keyboard")


# -- a Jitsi Meet server ------------------------------------------------------------------------

FAKE_API = b"""window.JitsiMeetExternalAPI = class {
  constructor(host, options) {
    window.room = { host, ...options, parentNode: undefined };
    this.frame = document.createElement("iframe");
    this.frame.title = "Room";
    this.frame.allow = "camera; microphone";
    this.frame.src = `http://${host}/${options.roomName}`;
    options.parentNode.append(this.frame);
    window.roomListeners = {};
  }
  addListener(name, act) { window.roomListeners[name] = act; }
  dispose() { this.frame.remove(); }
};"""


# The journey has a clock of its own; the library looks at the machine's.
ANY_TIME = {"verify_iat": False, "verify_nbf": False, "verify_exp": False}


class FakeJitsi(BaseHTTPRequestHandler):
    """Its own script, and a page for every room."""

    def do_GET(self):
        is_script = self.path == "/external_api.js"
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if is_script else "text/html")
        self.end_headers()
        self.wfile.write(FAKE_API if is_script else b"<!doctype html><title>Room</title><p>A room")

    def log_message(self, *args):
        """Silent."""


@pytest.fixture
def jitsi(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), FakeJitsi)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.JITSI_URL = f"http://127.0.0.1:{server.server_port}"
    settings.JITSI_APP_ID = "cns"
    settings.JITSI_APP_SECRET = "0123456789abcdef0123456789abcdef"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_call_on_a_jitsi_meet_server(end, agent, appointment, live_portal, settings, jitsi):
    person, agents = end(), end(agent)
    person.goto(linked(live_portal, appointment))
    get_ready(person)
    assert person.evaluate("window.JitsiMeetExternalAPI") is None  # nothing before the call
    agents.goto(call_page(live_portal, appointment))
    admit(agents)
    for page, name, leads in ((person, "Person", False), (agents, "CNS agent", True)):
        expect(page.frame_locator("iframe").get_by_text("A room")).to_be_visible(timeout=PATIENCE)
        room = page.evaluate("window.room")
        assert room["host"] == settings.JITSI_URL.removeprefix("http://")
        assert room["roomName"] == VideoCall.objects.get().room
        assert room["userInfo"] == {"displayName": name}
        claims = jwt.decode(
            room["jwt"],
            settings.JITSI_APP_SECRET,
            algorithms=["HS256"],
            audience="cns",
            options=ANY_TIME,
        )
        assert claims["nbf"] <= clock.now().timestamp() < claims["exp"]
        assert claims["room"] == room["roomName"]
        assert claims["moderator"] is leads
    person.evaluate("window.roomListeners.videoConferenceLeft()")
    note_says(person, "You have left the call.")
    expect(person.locator("iframe")).to_have_count(0)
    person.get_by_role("button", name="Come back to the call").click()
    expect(person.frame_locator("iframe").get_by_text("A room")).to_be_visible(timeout=PATIENCE)
    agents.get_by_role("button", name="Finish the appointment").click()
    expect(person.get_by_text("This video call is over")).to_be_visible(timeout=PATIENCE)
