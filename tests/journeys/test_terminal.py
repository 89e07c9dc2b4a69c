"""The terminal at the entrance: camera, hand scanner, letters; the network away; every size."""

import pytest
from playwright.sync_api import expect

from appointments.models import Device, Visit
from appointments.services import devices
from appointments.services.acting import SYSTEM
from cns_portal.kernel import codes
from tests.factories import AgencyFactory
from tests.journeys.entrance import (
    Restarted,
    answered,
    at_the_start,
    choose,
    confirmation,
    film,
    held_up,
    looks_right,
    scan,
    sign_in,
    somebody_due,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def away(heard):
    """A test in which the portal cannot be reached: what the browser says about that is wanted."""
    yield
    heard[:] = [text for text in heard if "Failed to load resource" not in text]


@pytest.fixture
def page_with_camera(browser_type, browser_type_launch_args, heard, tmp_path):
    """Opens a page in a browser whose camera sees these pictures, one after the other."""
    browsers = []

    def page_with_camera(*pictures, each: int = 10):
        file = film(pictures, tmp_path / "camera.y4m", each=each)
        fakes = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
        args = [*browser_type_launch_args["args"], *fakes]
        options = {
            **browser_type_launch_args,
            "args": [*args, f"--use-file-for-fake-video-capture={file}"],
        }
        browser = browser_type.launch(**options)
        browsers.append(browser)
        page = browser.new_context(locale="en-GB").new_page()
        page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: heard.append(str(error)))
        return page

    yield page_with_camera
    for browser in browsers:
        browser.close()


# -- three ways to show a code ------------------------------------------------------------------


def test_the_camera_reads_the_code_from_the_confirmation(page_with_camera, agency, live_portal):
    """The PDF as it is sent, printed, and held up in front of the camera."""
    appointment = somebody_due(agency, language="fr")
    picture = held_up(confirmation(appointment))
    page = page_with_camera(picture)
    sign_in(page, live_portal, agency)
    answered(page, "welcome")
    visit = Visit.objects.get(appointment=appointment)
    expect(page.locator(".ticket strong")).to_have_text(str(visit.ticket))
    expect(page.get_by_text("Veuillez prendre place dans la salle d’attente.")).to_be_visible()
    expect(page.get_by_text("Please take a seat")).not_to_be_visible()
    appointment.refresh_from_db()
    assert appointment.status == "checked_in"
    page.get_by_role("link", name="Terminé").click()
    expect(page.locator(".camera video")).to_be_visible()
    page.wait_for_timeout(1500)  # the paper is still there: it is not shown a second time
    expect(page.locator("main.start")).to_be_visible()


def test_somebody_elses_paper_is_read_next(page_with_camera, agency, live_portal):
    first, second = somebody_due(agency), somebody_due(agency, desk=1)
    page = page_with_camera(*(held_up(confirmation(one)) for one in (first, second)), each=20)
    sign_in(page, live_portal, agency)
    for _person in (first, second):
        answered(page, "welcome")
        page.get_by_role("link", name="Done").click()
    assert sorted(Visit.objects.values_list("ticket", flat=True)) == [1, 2]


def test_a_refused_camera_leaves_scanner_and_letters(page, agency, live_portal):
    sign_in(page, live_portal, agency)
    expect(page.locator("[data-camera]")).to_be_hidden()
    expect(page.get_by_text("Scan the QR code of your appointment")).to_be_visible()
    expect(page.get_by_text("in front of the camera")).not_to_be_visible()
    scan(page, somebody_due(agency).check_in_code)
    answered(page, "welcome")


def test_a_hand_scanner_needs_no_hand_on_the_screen(page, agency, live_portal):
    """Whatever was touched before, and also while somebody's answer is still there."""
    sign_in(page, live_portal, agency)
    at_the_start(page)
    choose(page, "Deutsch")
    scan(page, somebody_due(agency, language="fr").check_in_code)
    answered(page, "welcome")
    expect(page.get_by_role("heading", name="Willkommen")).to_be_visible()
    scan(page, somebody_due(agency, desk=1, language="lb").check_in_code)
    expect(page.get_by_role("heading", name="Wëllkomm")).to_be_visible()
    expect(page.locator(".ticket strong")).to_have_text("2")
    assert Visit.objects.count() == 2


def test_the_letters_are_typed_on_the_screen(page, agency, live_portal):
    page.set_viewport_size({"width": 768, "height": 1024})
    sign_in(page, live_portal, agency)
    code = somebody_due(agency).check_in_code
    for letter in codes.ALPHABET[0] + code:
        page.get_by_role("button", name=letter, exact=True).click()
    field = page.locator("#code")
    expect(field).to_have_value(codes.ALPHABET[0] + code)
    for _letter in range(len(code) + 1):
        page.locator("[data-delete]").click()
    expect(field).to_have_value("")
    for letter in code:
        page.get_by_role("button", name=letter, exact=True).click()
    page.get_by_role("button", name="OK").click()
    answered(page, "welcome")


def test_a_strangers_code_and_a_code_of_elsewhere(page, agency, live_portal):
    sign_in(page, live_portal, agency)
    scan(page, "https://elsewhere.example/?a=1&b=2")
    answered(page, "unknown")
    for words in ("Nous ne connaissons pas ce code", "Mir kennen dëse Code net"):
        expect(page.get_by_text(words).last).to_be_visible()
    other = AgencyFactory(name="Remich", open=True)
    scan(page, somebody_due(other).check_in_code)
    answered(page, "wrong_agency")
    expect(page.get_by_text("at the agency Remich")).to_be_visible()
    choose(page, "Français")
    expect(page.get_by_text("à l’agence Remich")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "fr"
    assert not Visit.objects.exists()


def test_it_works_without_scripts(open_page, agency, live_portal):
    page = open_page(java_script_enabled=False)
    url = sign_in(page, live_portal, agency)
    page.locator("#code").fill(codes.grouped(somebody_due(agency).check_in_code).lower())
    page.get_by_role("button", name="OK").click()
    answered(page, "welcome")
    choose(page, "Lëtzebuergesch")
    expect(page.get_by_role("heading", name="Wëllkomm")).to_be_visible()
    expect(page.locator("noscript")).to_be_attached()
    page.get_by_role("link", name="Fäerdeg").click()
    expect(page).to_have_url(url)


# -- time ----------------------------------------------------------------------------------------


def test_the_start_comes_back_after_thirty_seconds(page, agency, live_portal):
    page.clock.install()
    sign_in(page, live_portal, agency)
    scan(page, somebody_due(agency).check_in_code)
    answered(page, "welcome")
    expect(page.get_by_text("Back to the start in 30 s")).to_be_visible()
    page.clock.run_for(20_000)
    expect(page.get_by_text("Back to the start in 10 s")).to_be_visible()
    page.clock.run_for(11_000)
    at_the_start(page)
    assert page.locator("[name=language]:checked").count() == 0


def test_whoever_needs_more_time_takes_it(page, agency, live_portal):
    page.clock.install()
    sign_in(page, live_portal, agency)
    scan(page, somebody_due(agency).check_in_code)
    answered(page, "welcome")
    page.clock.run_for(25_000)
    page.get_by_role("button", name="More time").click()
    expect(page.get_by_text("Back to the start in 60 s")).to_be_visible()
    page.clock.run_for(50_000)
    answered(page, "welcome")
    page.get_by_role("link", name="Done").click()
    at_the_start(page)


def test_half_a_code_is_not_left_for_the_next_one(page, agency, live_portal):
    page.clock.install()
    sign_in(page, live_portal, agency)
    choose(page, "Français")
    page.keyboard.type("2345")
    page.clock.run_for(61_000)
    at_the_start(page)
    assert page.locator("[name=language]:checked").count() == 0


# -- trouble ---------------------------------------------------------------------------------------


def test_the_network_goes_and_comes_back(page, agency, live_portal, away):
    sign_in(page, live_portal, agency)
    page.context.set_offline(True)
    notice = page.locator("[data-away]")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("No connection Please go to the desk.")
    appointment = somebody_due(agency)
    scan(page, appointment.check_in_code)
    lost = page.locator("[data-lost]")
    page.context.set_offline(False)
    expect(notice).to_be_hidden()
    expect(lost).to_contain_text("Your code was not received.")
    appointment.refresh_from_db()
    assert appointment.status == "confirmed", "nobody checks in who may have left"
    scan(page, appointment.check_in_code)
    answered(page, "welcome")
    page.get_by_role("link", name="Done").click()
    expect(lost).to_be_hidden()


def test_the_server_is_started_again(page, agency, live_portal, monkeypatch, away):
    """The page stays, says what is the matter, and works when the server is there again."""
    server = Restarted(monkeypatch)
    sign_in(page, server, agency)
    page.evaluate("window.stillHere = true")
    server.stop()
    expect(page.locator("[data-away]")).to_be_visible(timeout=15_000)
    server.start()
    try:
        expect(page.locator("[data-away]")).to_be_hidden(timeout=15_000)
        assert page.evaluate("window.stillHere")
        scan(page, somebody_due(agency).check_in_code)
        answered(page, "welcome")
    finally:
        server.stop()


def test_a_revoked_terminal_asks_for_a_new_token(page, agency, live_portal, away):
    sign_in(page, live_portal, agency)
    devices.revoke(Device.objects.get().pk, by=SYSTEM)
    expect(page.get_by_label("Token")).to_be_visible(timeout=15_000)


def test_a_wrong_token_is_told(page, agency, live_portal, away):
    page.goto(f"{live_portal.url}/terminal/wiltz/")
    page.get_by_label("Token").fill("wrong")
    page.get_by_role("button", name="Sign this device in").click()
    expect(page.get_by_role("alert")).to_contain_text("This token does not open this page.")
    looks_right(page)


# -- looks -----------------------------------------------------------------------------------------


def test_the_start_in_every_size(page, agency, live_portal):
    page.goto(f"{live_portal.url}/terminal/wiltz/")
    looks_right(page)
    sign_in(page, live_portal, agency)
    looks_right(page)
    for language in ("Français", "Deutsch", "Lëtzebuergesch", "English"):
        choose(page, language)
        looks_right(page)


def test_the_start_with_a_camera_in_every_size(page_with_camera, agency, live_portal):
    from PIL import Image

    page = page_with_camera(Image.new("L", (640, 480), 200))
    sign_in(page, live_portal, agency)
    expect(page.locator(".camera video")).to_be_visible()
    looks_right(page)
    choose(page, "Deutsch")
    looks_right(page)


def test_the_answers_in_every_size(page, agency, live_portal):
    sign_in(page, live_portal, agency)
    far = AgencyFactory(name="Luxembourg-Hollerich (Cité de la sécurité sociale)", open=True)
    shown = {
        "welcome": somebody_due(agency, language="fr").check_in_code,
        "wrong_agency": somebody_due(far, language="de").check_in_code,
        "unknown": "nobody's",
    }
    for answer, code in shown.items():
        scan(page, code)
        answered(page, answer)
        page.get_by_role("button").first.click()  # more time
        looks_right(page)


def test_the_notice_without_network_in_every_size(page, agency, live_portal, away):
    sign_in(page, live_portal, agency)
    page.route("**/alive", lambda route: route.fulfill(status=502))
    expect(page.locator("[data-away]")).to_be_visible(timeout=15_000)
    looks_right(page)
