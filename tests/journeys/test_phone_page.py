"""The page for the entrance on a phone: what a terminal's camera and its owner see of it."""

import io

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from appointments.models import Appointment
from cns_portal import clock
from cns_portal.kernel import codes
from tests.appointments.doors import Door
from tests.factories import at, working_day
from tests.journeys.looking import looks_right
from tests.journeys.paper import Paper
from tests.journeys.test_every_page import take_over

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SMALL = {"width": 360, "height": 640}

# A screen lock that tells how often it was asked for and given back.
WAKE_LOCK = """
window.asked = 0;
Object.defineProperty(navigator, "wakeLock", { value: {
  request: async (kind) => {
    window.asked += kind === "screen";
    window.lock = new EventTarget();
    return window.lock;
  },
}});
"""
REFUSES = """
Object.defineProperty(navigator, "wakeLock", { value: {
  request: async () => { throw new DOMException("low battery", "NotAllowedError"); },
}});
"""


@pytest.fixture
def appointment_day():
    return working_day(after=clock.today(), count=3)


@pytest.fixture(params=["signed in", "by link"])
def door(request, agency, appointment_day):
    return Door(request.param, agency, topic="reimbursement", starts_at=at(appointment_day, 9, 30))


@pytest.fixture
def phone(page, live_portal, door):
    page.set_viewport_size(SMALL)
    if door.kind == "signed in":
        take_over(page, live_portal, door.client)
    return page


def see(phone, portal, door) -> None:
    phone.goto(portal.url + door.url("phone"))
    expect(phone.get_by_role("img", name="QR code for the terminal")).to_be_visible()


def picture(phone) -> Image.Image:
    """What is on the screen without scrolling."""
    return Image.open(io.BytesIO(phone.screenshot())).convert("RGB")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_camera_reads_the_small_screen_by_day_and_by_night(phone, live_portal, door, scheme):
    phone.emulate_media(color_scheme=scheme)
    see(phone, live_portal, door)
    screen = picture(phone)
    assert [code.text for code in zxingcpp.read_barcodes(screen.convert("L"))] == [
        door.appointment.check_in_code
    ]
    code = phone.get_by_role("img", name="QR code").bounding_box()
    assert code["width"] >= 280
    for x in (code["x"] + 4, code["x"] + code["width"] - 4):
        assert screen.getpixel((int(x), int(code["y"] + 4))) == (255, 255, 255)


def test_code_letters_time_and_place_need_no_scrolling(phone, live_portal, door):
    see(phone, live_portal, door)
    for shown in (
        phone.get_by_role("img", name="QR code"),
        phone.get_by_text(codes.grouped(door.appointment.check_in_code)),
        phone.get_by_role("heading", level=1),
        phone.get_by_text("Wiltz agency").first,
    ):
        box = shown.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= SMALL["height"]
    looks_right(phone)


def test_the_screen_stays_on_again_when_one_comes_back(phone, live_portal, door):
    phone.add_init_script(WAKE_LOCK)
    see(phone, live_portal, door)
    note = phone.get_by_text("The screen stays on while this page is open.")
    expect(note).to_be_visible()
    phone.evaluate("window.lock.dispatchEvent(new Event('release'))")
    expect(note).to_be_hidden()
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(note).to_be_visible()
    assert phone.evaluate("window.asked") == 2


def test_a_screen_that_may_not_stay_on_says_nothing_about_it(phone, live_portal, door):
    phone.add_init_script(REFUSES)
    see(phone, live_portal, door)
    phone.wait_for_load_state("networkidle")
    expect(phone.get_by_text("The screen stays on")).to_be_hidden()


def test_once_loaded_it_needs_no_network(phone, live_portal, door):
    see(phone, live_portal, door)
    phone.wait_for_load_state("networkidle")
    phone.context.set_offline(True)
    phone.get_by_role("checkbox", name="A valid identity document.").check()
    phone.evaluate("scrollTo(0, 0)")
    assert zxingcpp.read_barcodes(picture(phone).convert("L"))


def test_without_scripts(open_page, live_portal, door):
    page = open_page(java_script_enabled=False, viewport=SMALL)
    if door.kind == "signed in":
        take_over(page, live_portal, door.client)
    see(page, live_portal, door)
    assert zxingcpp.read_barcodes(picture(page).convert("L"))
    page.get_by_role("checkbox", name="A valid identity document.").check()


def test_printed_it_can_be_scanned_too(phone, live_portal, door):
    see(phone, live_portal, door)
    paper = Paper(phone.pdf(format="A4"))
    assert paper.scanned == [door.appointment.check_in_code]
    assert codes.grouped(door.appointment.check_in_code) in paper.text
    assert "The screen stays on" not in paper.text


def test_ticks_stay_on_every_page_of_the_appointment_and_in_this_tab_alone(
    phone, live_portal, door, open_page
):
    see(phone, live_portal, door)
    phone.get_by_role("checkbox", name="The original bills").check()
    phone.get_by_role("link", name="Everything about this appointment").click()
    expect(phone.get_by_role("checkbox", name="The original bills")).to_be_checked()
    expect(phone.get_by_role("checkbox", name="A valid identity document.")).not_to_be_checked()
    kept = phone.evaluate("JSON.stringify(sessionStorage)")
    assert "bills" in kept
    for secret in ("IBAN", "Vera", "/a/", door.appointment.check_in_code):
        assert secret not in kept


def test_without_a_code_it_looks_right_as_well(page, live_portal, agency, appointment_day):
    for columns in ({"cancelled": True}, {"video": True, "starts_at": at(appointment_day, 13)}):
        door = Door("by link", agency, **columns)
        page.goto(live_portal.url + door.url("phone"))
        expect(page.get_by_role("heading", level=1)).to_contain_text("nothing to show")
        looks_right(page)
    assert Appointment.objects.count() == 2
