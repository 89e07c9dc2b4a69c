"""The two ends of a video call: browsers with a camera and a microphone that only pretend."""

from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from appointments.models import Appointment
from appointments.notices import links
from cns_portal import clock
from tests.appointments.agents import page as admin_page
from tests.appointments.agents import window_of
from tests.factories import AppointmentFactory, visitor

FAKE_DEVICES = "--use-fake-device-for-media-stream"
ALLOW_ALL = "--use-fake-ui-for-media-stream"
DENY_ALL = "--use-fake-ui-for-media-stream=deny"
ON_ONE_MACHINE = (
    "--allow-loopback-in-peer-connection",
    # Names instead of addresses are for strangers on a network; nothing here answers for them.
    "--disable-features=WebRtcHideLocalIpsWithMdns",
)
PATIENCE = 60_000  # milliseconds: two slow cores encode and decode four pictures

# A moving picture: it has a size, it is not black, and a moment later it is another one.
PICTURE = """async (selector) => {
  const video = document.querySelector(selector);
  const canvas = document.createElement("canvas");
  canvas.width = 64; canvas.height = 48;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const look = () => {
    pen.drawImage(video, 0, 0, 64, 48);
    return pen.getImageData(0, 0, 64, 48).data;
  };
  const until = Date.now() + 45000;
  while (Date.now() < until) {
    if (video.videoWidth > 0 && video.readyState >= 2) {
      const before = look();
      await new Promise((next) => setTimeout(next, 300));
      const after = look();
      let bright = 0, changed = 0;
      for (let at = 0; at < before.length; at += 4) {
        if (after[at] + after[at + 1] + after[at + 2] > 60) bright += 1;
        const by = Math.abs(after[at] - before[at]) + Math.abs(after[at + 1] - before[at + 1]);
        if (by > 40) changed += 1;
      }
      if (bright > 300 && changed > 10) return { width: video.videoWidth, bright, changed };
    }
    await new Promise((next) => setTimeout(next, 200));
  }
  return { width: video.videoWidth, bright: 0, changed: 0 };
}"""


def sees_the_other(page) -> None:
    """The other end's picture arrives here and moves."""
    seen = page.evaluate(PICTURE, "[data-remote]")
    assert seen["width"] > 0, seen
    assert seen["bright"] > 300, seen
    assert seen["changed"] > 10, seen


def soon(agency, **columns) -> Appointment:
    """A confirmed video call that begins in ten minutes, of somebody who has not signed in."""
    start = (clock.now() + timedelta(minutes=10)).replace(second=0, microsecond=0)
    given = {} if "person" in columns else {"applicant": visitor()}
    return AppointmentFactory(
        agency=agency, video=True, confirmed=True, starts_at=start, **given, **columns
    )


def linked(portal, appointment) -> str:
    """The address in the person's e-mail."""
    return f"{portal.url}/a/{links.token(appointment, links.Purpose.PERSON)}/video/"


def call_page(portal, appointment) -> str:
    """The agent's page of the call."""
    return portal.url + admin_page(appointment, "call")


def signed_in_as(account, context, portal) -> None:
    """The browser has signed in: an agent with the second factor, too."""
    if account.is_staff:
        client = window_of(account)
    else:
        client = Client()
        client.force_login(account)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": portal.url}])


def get_ready(page) -> None:
    """The person tries the devices and says that they are ready."""
    note = page.locator("[data-device-note]")
    expect(note).to_have_text("Camera and microphone work.", timeout=PATIENCE)
    page.get_by_role("button", name="I am ready").click()
    expect(page.get_by_role("heading", name="You are in the waiting room")).to_be_visible()


def admit(page) -> None:
    """The agent sees somebody wait, and lets them in."""
    page.get_by_role("button", name="Admit").click(timeout=PATIENCE)


def note_says(page, text: str) -> None:
    """What stands below the picture."""
    expect(page.locator("[data-note]")).to_contain_text(text, timeout=PATIENCE)


def is_connected(page) -> None:
    note_says(page, "You are connected.")


@contextmanager
def without_portal(*pages):
    """The portal answers none of the questions of a call."""
    for page in pages:
        page.route("**/exchange/", lambda route: route.abort())
    yield
    for page in pages:
        page.unroute("**/exchange/")
