"""Screens at an agency in a browser: signing in, showing codes, a camera that sees a paper."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pypdfium2
import zxingcpp
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.test.testcases import LiveServerThread
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from appointments.choices import DeviceKind
from appointments.models import Appointment
from appointments.notices import papers
from cns_portal import clock
from cns_portal.kernel import civil_time
from tests import ports
from tests.appointments.entrance import address, new_device
from tests.factories import AppointmentFactory
from tests.journeys.looking import AT_REST, AXE, RUN

SIZES = ((768, 1024), (1024, 768), (1080, 1920), (1280, 800), (360, 640))
TARGET = 64  # CSS pixels, also for a hand that trembles

OUT_OF_SIGHT = """[...document.querySelectorAll("body *")].filter((element) => {
  const { width, height, right, bottom, left, top } = element.getBoundingClientRect();
  return width > 1 && height > 1 && !element.closest(".unseen")
    && (right > innerWidth + 1 || bottom > innerHeight + 1 || left < -1 || top < -1);
}).map((element) => element.outerHTML.slice(0, 120))"""
OVERLAPPING = """[...document.querySelectorAll("main, main > *, main > * > :not(strong, input)")]
.filter((element) => element.scrollHeight > element.clientHeight + 2 && element.clientHeight > 1
  && getComputedStyle(element).display !== "inline" && !element.closest(".unseen")
).map((element) => element.outerHTML.slice(0, 120))"""
SMALL = f"""[...document.querySelectorAll("main a, main button, main input, .tongues label")]
.filter((element) => {{
  const {{ width, height }} = element.getBoundingClientRect();
  return width && height && (width < {TARGET} || height < {TARGET});
}}).map((element) => element.outerHTML.slice(0, 120))"""
HIGH = """Math.min(...[...document.querySelectorAll("main a, main button, main input")]
  .map((element) => element.getBoundingClientRect()).filter(({ width }) => width)
  .map(({ top }) => top / innerHeight))"""


def due_now() -> datetime:
    """Now, or a moment ago when in five minutes it is tomorrow in Luxembourg."""
    now = clock.now().replace(second=0, microsecond=0)
    soon = now + timedelta(minutes=5)
    same_day = civil_time.day_of(soon) == civil_time.day_of(now)
    return soon if same_day else now - timedelta(minutes=5)


def somebody_due(agency, desk: int = 0, **columns) -> Appointment:
    """Somebody who may check in now."""
    place = agency.desks.filter(channel="on_site").order_by("position")[desk]
    return AppointmentFactory(desk=place, **{"starts_at": due_now(), **columns})


class AtTheSameAddress(ThreadedWSGIServer):
    """Does not wait until the last connections of the one before are forgotten."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **{**kwargs, "allow_reuse_address": True})


class Restarted:
    """A server of its own that can be stopped and started again at the same address."""

    def __init__(self, monkeypatch) -> None:
        # Else its last connections would be served on after it was stopped.
        monkeypatch.setattr(WSGIRequestHandler, "protocol_version", "HTTP/1.0")
        monkeypatch.setattr(LiveServerThread, "server_class", AtTheSameAddress)
        self._server = LiveServer(f"localhost:{ports.free()}")
        self.url = self._server.url

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        self._server = LiveServer(self.url.removeprefix("http://"))


def sign_in(page: Page, portal, agency, kind: str = DeviceKind.TERMINAL) -> str:
    """Set a device up and type its token; the address of its page."""
    _device, token = new_device(agency, kind)
    url = portal.url + address(agency, "display/" if kind == DeviceKind.DISPLAY else "")
    page.goto(url)
    page.get_by_label("Token").fill(token)
    page.get_by_role("button", name="Sign this device in").click()
    expect(page.locator("main.start, main.calls")).to_be_visible()
    return url


def scan(page: Page, code: str) -> None:
    """A hand scanner: it types fast, wherever the focus is, and ends with two line feeds."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")


def choose(page: Page, language: str) -> None:
    """Touch a language."""
    page.get_by_role("radio", name=language).check()


def answered(page: Page, answer: str) -> None:
    expect(page.locator("main")).to_have_attribute("data-answer", answer)


def at_the_start(page: Page) -> None:
    expect(page.locator("main.start")).to_be_visible()
    expect(page.locator("#code")).to_be_focused()
    expect(page.locator("#code")).to_have_value("")


def problems(page: Page, *, touched: bool = True) -> list[str]:
    """What is wrong with the screen in any of its sizes, by day and by night."""
    found = []
    page.evaluate(AXE.axe_script)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.evaluate(AT_REST)
            here = f"{page.url} {width}x{height} {scheme}"
            found += [
                f"{here} {rule['id']}: {node['html']}"
                for rule in page.evaluate(RUN)["violations"]
                for node in rule["nodes"]
            ]
        scrolls = page.evaluate(
            "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
        )
        if scrolls[0] > height or scrolls[1] > width:
            found.append(f"{here} scrolls: {scrolls}")
        found += [f"{here} out of sight: {html}" for html in page.evaluate(OUT_OF_SIGHT)]
        found += [f"{here} overlaps: {html}" for html in page.evaluate(OVERLAPPING)]
        if touched:
            found += [f"{here} too small: {html}" for html in page.evaluate(SMALL)]
            if height > 1200 and (top := page.evaluate(HIGH)) < 0.4:
                found.append(f"{here} to be touched at {top:.0%} of the height")
    return found


def looks_right(page: Page, *, touched: bool = True) -> None:
    found = problems(page, touched=touched)
    assert not found, "\n".join(found)


# -- the camera ------------------------------------------------------------------------------------


def confirmation(appointment: Appointment) -> bytes:
    """The PDF that is attached to the confirmation."""
    return papers.print_confirmation(papers.confirmation_payload(appointment))


def held_up(pdf: bytes, *, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """What a camera sees when somebody holds the printed page up: its part with the QR code."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil().convert("L")
    (seen,) = zxingcpp.read_barcodes(page)
    corners = [seen.position.top_left, seen.position.bottom_right]
    wide = corners[1].x - corners[0].x
    middle = [(corners[0].x + corners[1].x) // 2, (corners[0].y + corners[1].y) // 2]
    half = [int(wide * 1.2), int(wide * 1.2 * size[1] / size[0])]
    box = (middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1])
    return page.crop(box).resize(size)


def film(pictures: Iterable[Image.Image], file: Path, *, each: int = 5) -> Path:
    """The pictures as an uncompressed film (YUV4MPEG2), each for so many tenths of a second."""
    pictures = list(pictures)
    width, height = pictures[0].size
    colourless = bytes([128]) * (width * height // 2)
    with file.open("wb") as out:
        out.write(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode())
        for picture in pictures:
            for _tenth in range(each):
                out.write(b"FRAME\n" + picture.convert("L").tobytes() + colourless)
    return file
