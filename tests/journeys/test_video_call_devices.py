"""What may be wrong with camera and microphone: each has its sentence, and a way on."""

import pytest
from playwright.sync_api import expect

from appointments.choices import Status
from tests.journeys.calling import (
    ALLOW_ALL,
    DENY_ALL,
    FAKE_DEVICES,
    PATIENCE,
    admit,
    call_page,
    is_connected,
    linked,
    sees_the_other,
)
from tests.journeys.ends import *  # noqa: F403
from tests.journeys.looking import looks_right

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FAILS = """window.fails = {name};
const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = (wanted) => window.fails && wanted.{kind}
  ? Promise.reject(new DOMException("", window.fails)) : real(wanted);"""
NO_DEVICES_AT_ALL = "Object.defineProperty(navigator, 'mediaDevices', { value: undefined });"


def failing(name: str, kind: str = "audio") -> str:
    return FAILS.replace("{name}", repr(name)).replace("{kind}", kind)


def check(page) -> None:
    """Press the button, unless the page has begun by itself."""
    expect(page.locator("[data-devices]")).to_be_visible()
    page.locator("[data-check]").evaluate("(button) => button.hidden || button.click()")


def says(page, text: str) -> None:
    expect(page.locator("[data-device-note]")).to_contain_text(text, timeout=PATIENCE)


def offers_the_telephone(page) -> None:
    expect(page.get_by_text("By telephone instead")).to_be_visible()
    told = page.get_by_text("which ends in 111").filter(visible=True)
    expect(told).to_have_count(1)


def goes_in(page, appointment) -> None:
    page.get_by_role("button", name="I am ready").click()
    expect(page.get_by_role("heading", name="You are in the waiting room")).to_be_visible()
    appointment.refresh_from_db()
    assert appointment.status == Status.CHECKED_IN


def test_devices_that_work_are_shown_and_heard(end, live_portal, appointment):
    page = end()
    page.goto(linked(live_portal, appointment))
    says(page, "Camera and microphone work.")
    expect(page.get_by_text("By telephone instead")).to_be_hidden()
    expect(page.locator("[data-preview]")).not_to_have_js_property("videoWidth", 0)
    expect(page.locator("[data-level]")).not_to_have_js_property("value", 0, timeout=PATIENCE)
    page.get_by_role("button", name="Play a test tone").click()
    says(page, "The tone is being played.")
    says(page, "Camera and microphone work.")
    looks_right(page)


def test_a_refused_camera_and_what_to_do(end, live_portal, appointment):
    page = end(flags=(FAKE_DEVICES, DENY_ALL))
    page.goto(linked(live_portal, appointment))
    check(page)
    says(page, "The browser does not allow this page to use the camera and the microphone.")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    offers_the_telephone(page)
    looks_right(page)
    goes_in(page, appointment)


def test_a_machine_without_camera_and_microphone(end, live_portal, appointment):
    page = end(flags=(ALLOW_ALL,))
    page.goto(linked(live_portal, appointment))
    check(page)
    says(page, "No camera and no microphone was found.")
    offers_the_telephone(page)
    goes_in(page, appointment)


def test_a_camera_in_use_by_another_programme_and_then_free(end, live_portal, appointment):
    page = end(script=failing("NotReadableError"))
    page.goto(linked(live_portal, appointment))
    check(page)
    says(page, "The camera works, but the microphone is in use by another programme.")
    offers_the_telephone(page)
    page.evaluate("window.fails = ''")
    page.get_by_role("button", name="Try again").click()
    says(page, "Camera and microphone work.")
    expect(page.get_by_text("By telephone instead")).to_be_hidden()


def test_a_call_with_a_microphone_alone(end, agent, live_portal, appointment):
    person, agents = end(script=failing("NotFoundError", "video")), end(agent)
    person.goto(linked(live_portal, appointment))
    check(person)
    says(person, "The microphone works, but no camera was found.")
    goes_in(person, appointment)
    agents.goto(call_page(live_portal, appointment))
    admit(agents)
    is_connected(person)
    is_connected(agents)
    sees_the_other(person)
    assert agents.evaluate("document.querySelector('[data-remote]').videoWidth") == 0
    heard = "document.querySelector('[data-remote]').srcObject.getAudioTracks()[0].muted"
    assert agents.evaluate(heard) is False


def test_a_browser_that_cannot_make_calls(end, live_portal, appointment):
    page = end(script=NO_DEVICES_AT_ALL)
    page.goto(linked(live_portal, appointment))
    says(page, "This browser cannot make video calls.")
    offers_the_telephone(page)
    looks_right(page)
    goes_in(page, appointment)


def test_without_javascript(end, live_portal, appointment):
    page = end(java_script_enabled=False)
    page.goto(linked(live_portal, appointment))
    expect(page.get_by_text("A video call needs JavaScript")).to_be_visible()
    offers_the_telephone(page)
    goes_in(page, appointment)
    expect(page.get_by_text("The agent is not there yet.")).to_be_visible()


def test_the_agent_without_a_camera_is_told_too(end, agent, live_portal, appointment):
    page = end(agent, flags=(ALLOW_ALL,))
    page.goto(call_page(live_portal, appointment))
    check(page)
    says(page, "No camera and no microphone was found.")
    looks_right(page)
