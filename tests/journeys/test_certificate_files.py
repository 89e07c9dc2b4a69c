"""Pages of a certificate sent from a telephone: its camera, its network that comes and goes."""

import io
import os
import re
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from cns_portal import documents
from incapacity.models import Certificate, CertificatePage
from tests.documents import faults, samples
from tests.incapacity.sheets import a_draft, marie
from tests.insured.acting import browser_of
from tests.journeys.files import a_photo, choose, chosen, row, stands, the_network_was_lost, waits
from tests.journeys.looking import looks_right
from tests.journeys.test_every_page import take_over
from tests.journeys.wire import Wire

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TELEPHONE = {
    "viewport": {"width": 360, "height": 760},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
NO_NETWORK = re.compile("No network. The files stay in this list")
TAKEN_NO_MORE = re.compile("Nothing can be added here any more")


@pytest.fixture
def heard(heard):
    """What a browser says of requests that went nowhere is not held against the page."""
    yield heard
    heard[:] = [text for text in heard if "net::ERR_" not in text]


@pytest.fixture
def person(agency):
    return marie()


@pytest.fixture
def certificate(person):
    return a_draft(person)


@pytest.fixture
def address(live_portal, certificate):
    path = reverse("incapacity:draft_pages", args=[certificate.public_id])
    return f"{live_portal.url}/en{path[3:]}"


@pytest.fixture
def telephone(open_page, live_portal, person, address):
    """The page of the files on a telephone on which the person has signed in."""

    def telephone(**options):
        page = open_page(**{**TELEPHONE, **options})
        take_over(page, live_portal, browser_of(person))
        page.goto(address)
        page.wait_for_load_state()
        return page

    return telephone


def there(certificate) -> list[str]:
    """What the server has, in order."""
    found = CertificatePage.objects.filter(certificate=certificate).select_related("document")
    return [page.document.original_name for page in found.order_by("position")]


def is_sent(page) -> None:
    """Nothing waits any more, and nothing is said of a lost network."""
    expect(page.locator("[data-waiting]")).to_be_hidden()
    expect(page.get_by_text(NO_NETWORK)).to_have_count(0)


def a_large_photo(name: str, *, size=(1000, 1400)) -> faults.File:
    """Noise, which no picture format makes small."""
    picture = Image.frombytes("RGB", size, os.urandom(size[0] * size[1] * 3))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95)
    return faults.File(name, faults.JPEG, out.getvalue())


# -- The camera and the files of a telephone -----------------------------------------------------


def test_one_page_after_the_other_is_photographed(telephone, worker, certificate):
    page = telephone()
    camera = page.get_by_label("Take a photo")
    expect(camera).to_be_visible()
    assert camera.get_attribute("capture") == "environment"
    assert camera.get_attribute("accept") == "image/*"
    for _ in range(2):  # a telephone calls every photo the same
        camera.set_input_files(chosen(a_photo("image.jpg")))
        is_sent(page)
    stands(page, "image.jpg", "image (2).jpg")
    expect(page.get_by_text("Checked", exact=True)).to_have_count(2)
    looks_right(page)
    assert there(certificate) == ["image.jpg", "image (2).jpg"]


def test_a_desk_without_a_camera_is_not_offered_one(telephone):
    page = telephone(viewport={"width": 1280, "height": 800}, is_mobile=False, has_touch=False)
    expect(page.get_by_label("Add photos or PDF files")).to_be_visible()
    expect(page.get_by_label("Take a photo")).to_be_hidden()


def test_several_files_of_every_kind_are_chosen_at_once(telephone, worker):
    page = telephone()
    heic = faults.File("IMG_2.HEIC", faults.HEIC, samples.HEIC)
    pdf = faults.File("scan.pdf", "application/pdf", samples.pdf(3))
    choose(page, a_photo("1.jpg"), heic, pdf)
    stands(page, "1.jpg", "IMG_2.HEIC", "scan.pdf")
    expect(row(page, "scan.pdf").get_by_text("3 pages")).to_be_visible()
    for name in ("1.jpg", "IMG_2.HEIC", "scan.pdf"):
        expect(row(page, name).get_by_role("img")).to_be_visible()
    page.get_by_label("What is scan.pdf?").select_option("Sworn translation")
    expect(page.get_by_text("Changed.")).to_be_visible()
    assert CertificatePage.objects.get(kind="translation").document.original_name == "scan.pdf"
    looks_right(page)


def test_the_same_file_twice_is_said_and_taken_once(telephone, worker, certificate):
    page = telephone()
    photo = a_photo("1.jpg")
    choose(page, photo)
    stands(page, "1.jpg")
    choose(page, photo)
    expect(page.get_by_text("1.jpg: This file is already among those")).to_be_visible()
    assert there(certificate) == ["1.jpg"]


def test_a_photo_that_is_too_large_is_made_smaller_on_the_telephone(
    telephone, worker, certificate, tmp_path
):
    page = telephone()
    large = a_large_photo("large.jpg", size=(4600, 3200))
    assert len(large.content) > 10 * 2**20
    scan = faults.File("scan.pdf", "application/pdf", samples.pdf() + b"%" * 11 * 2**20)
    paths = [tmp_path / file.name for file in (scan, large, a_photo("small.jpg"))]
    for path, file in zip(paths, (scan, large, a_photo("small.jpg")), strict=True):
        path.write_bytes(file.content)
    page.get_by_label("Add photos or PDF files").set_input_files(paths)
    stands(page, "large.jpg", "small.jpg")
    expect(page.get_by_text("scan.pdf: The chosen file is larger than 10 MB.")).to_be_visible()
    expect(row(page, "large.jpg").get_by_text("Checked", exact=True)).to_be_visible()
    kept = CertificatePage.objects.get(certificate=certificate, position=1).document
    assert kept.size < 10 * 2**20
    with Image.open(io.BytesIO(documents.content_of(kept))) as picture:
        assert picture.size == (4000, 2783)


def test_a_file_that_is_gone_from_the_telephone_is_said_so(telephone, worker, heard, tmp_path):
    page = telephone()
    photo = tmp_path / "gone.jpg"
    photo.write_bytes(samples.picture("JPEG"))
    page.context.set_offline(True)
    page.get_by_label("Add photos or PDF files").set_input_files([photo])
    choose(page, a_photo("kept.jpg"))
    waits(page, "gone.jpg", "kept.jpg")
    photo.unlink()
    page.context.set_offline(False)
    expect(page.get_by_text("gone.jpg: The file is not on this device any more.")).to_be_visible()
    stands(page, "kept.jpg")
    is_sent(page)
    the_network_was_lost(heard)


# -- A network that comes and goes ---------------------------------------------------------------


def test_without_a_network_files_wait_and_go_by_themselves_once_it_is_back(
    telephone, worker, certificate
):
    page = telephone()
    page.context.set_offline(True)
    choose(page, a_photo("1.jpg"), a_photo("2.jpg"))
    expect(page.get_by_text(NO_NETWORK)).to_be_visible()
    waits(page, "1.jpg", "2.jpg")
    expect(page.get_by_text("Not sent yet")).to_have_count(2)
    choose(page, a_photo("3.jpg"))
    waits(page, "1.jpg", "2.jpg", "3.jpg")
    looks_right(page)
    assert there(certificate) == []
    page.context.set_offline(False)
    stands(page, "1.jpg", "2.jpg", "3.jpg")
    is_sent(page)
    assert there(certificate) == ["1.jpg", "2.jpg", "3.jpg"]


def test_a_network_lost_in_the_middle_of_a_file_loses_nothing(
    telephone, worker, certificate, address, live_portal, heard
):
    """The wire breaks when half of the photo is through, and the portal gets half a photo."""
    page = telephone()
    port = urlsplit(live_portal.url).port
    wire = Wire(port=port)
    page.goto(address.replace(f":{port}/", f":{wire.port}/"))
    page.wait_for_load_state()
    photo = a_large_photo("1.jpg")
    wire.cut_after(len(photo.content) // 2)
    choose(page, photo, a_photo("2.jpg"))
    expect(page.get_by_text(NO_NETWORK)).to_be_visible()
    waits(page, "1.jpg", "2.jpg")
    assert there(certificate) == []
    wire.mend()
    stands(page, "1.jpg", "2.jpg")
    is_sent(page)
    assert wire.cuts == 1
    assert there(certificate) == ["1.jpg", "2.jpg"]
    assert CertificatePage.objects.get(position=1).document.size == len(photo.content)
    the_network_was_lost(heard)
    page.context.close()
    wire.end()


def test_an_answer_that_never_came_doubles_nothing(telephone, worker, certificate, heard):
    """The server has the file; the telephone cannot know, and sends it again."""
    page = telephone()
    lost = []

    def take_and_lose_the_answer(route):
        if route.request.method != "POST" or lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort("connectionreset")

    page.route("**/pages/", take_and_lose_the_answer)
    choose(page, a_photo("1.jpg"), a_photo("2.jpg"))
    stands(page, "1.jpg", "2.jpg")
    is_sent(page)
    assert lost == [200]
    expect(page.get_by_text("already among those")).to_have_count(0)
    assert there(certificate) == ["1.jpg", "2.jpg"]
    the_network_was_lost(heard)


def test_a_connection_that_falls_silent_is_given_up_after_a_while(telephone, worker, heard):
    page = telephone()
    page.clock.install()
    silent = []
    page.route("**/pages/", lambda route: silent.append(route))
    choose(page, a_photo("1.jpg"))
    waits(page, "1.jpg")
    page.clock.fast_forward(61_000)
    expect(page.get_by_text(NO_NETWORK)).to_be_visible()
    page.unroute("**/pages/")
    page.clock.fast_forward(31_000)
    stands(page, "1.jpg")
    is_sent(page)


def test_a_portal_that_does_not_answer_is_asked_again_by_a_button(telephone, worker, heard):
    page = telephone()
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    page.route("**/pages/", lambda route: route.fulfill(status=503, body="later"))
    choose(page, a_photo("1.jpg"))
    expect(page.get_by_text("The portal cannot take the files at the moment.")).to_be_visible()
    page.unroute("**/pages/")
    page.get_by_role("button", name="Send them now").tap()
    stands(page, "1.jpg")
    is_sent(page)
    page.clock.resume()
    heard[:] = [text for text in heard if "status of 503" not in text]


def test_a_storage_that_does_not_answer_keeps_the_file_on_the_telephone(
    telephone, worker, monkeypatch, certificate, heard, caplog
):
    page = telephone()

    def silent(*args, **kwargs):
        raise documents.StorageUnavailable("no answer")

    with monkeypatch.context() as broken:
        broken.setattr("cns_portal.documents.vault.put", silent)
        choose(page, a_photo("1.jpg"))
        expect(page.get_by_text("The portal cannot take the files at the moment.")).to_be_visible()
        assert there(certificate) == []
    stands(page, "1.jpg")
    is_sent(page)
    heard[:] = [text for text in heard if "status of 503" not in text]


def test_whoever_was_signed_out_signs_in_again_and_goes_on(
    telephone, worker, live_portal, person, certificate
):
    page = telephone()
    cookies = page.context.cookies()
    page.context.clear_cookies()
    choose(page, a_photo("1.jpg"))
    expect(page.get_by_text("You are signed out, or another file was opened")).to_be_visible()
    link = page.get_by_role("link", name="Sign in again, in a new window")
    assert link.get_attribute("target") == "_blank"
    assert link.get_attribute("href") in page.url
    looks_right(page)
    assert cookies
    take_over(page, live_portal, browser_of(person))  # a new visit, with tokens of its own
    page.get_by_role("button", name="Send them now").tap()
    stands(page, "1.jpg")
    is_sent(page)
    assert there(certificate) == ["1.jpg"]


def test_what_was_sent_meanwhile_takes_no_more_and_says_so(telephone, worker, certificate):
    page = telephone()
    Certificate.objects.update(state="kept", channel="electronic")
    choose(page, a_photo("1.jpg"))
    expect(page.get_by_text(TAKEN_NO_MORE)).to_be_visible()
    expect(page.get_by_role("button", name="Send them now")).to_be_hidden()
    page.get_by_role("button", name="Do not send 1.jpg").tap()
    is_sent(page)
    expect(page.get_by_text(TAKEN_NO_MORE)).to_have_count(0)


def test_a_file_that_waits_can_be_left_out(telephone, worker, certificate):
    page = telephone()
    page.context.set_offline(True)
    choose(page, a_photo("1.jpg"), a_photo("2.jpg"))
    page.get_by_role("button", name="Do not send 1.jpg").press("Enter")
    waits(page, "2.jpg")
    expect(page.get_by_role("button", name="Do not send 2.jpg")).to_be_focused()
    page.context.set_offline(False)
    stands(page, "2.jpg")
    assert there(certificate) == ["2.jpg"]


def test_the_same_file_chosen_twice_while_it_waits_waits_once(telephone, worker, certificate):
    page = telephone()
    page.context.set_offline(True)
    photo = a_photo("1.jpg")
    page.evaluate(
        """([name, bytes]) => {
          const chosen = new DataTransfer();
          const how = { type: "image/jpeg", lastModified: 1 };
          chosen.items.add(new File([new Uint8Array(bytes)], name, how));
          for (let times = 0; times < 2; times += 1) {
            const input = document.querySelector("#pages-files");
            input.files = chosen.files;
            input.dispatchEvent(new Event("change", { bubbles: true }));
          }
        }""",
        [photo.name, list(photo.content)],
    )
    waits(page, "1.jpg")
    page.context.set_offline(False)
    stands(page, "1.jpg")
    assert there(certificate) == ["1.jpg"]


def test_a_deed_without_a_network_changes_nothing_and_says_so(telephone, worker, heard):
    page = telephone()
    choose(page, a_photo("1.jpg"), a_photo("2.jpg"))
    expect(page.get_by_text("Checked", exact=True)).to_have_count(2)
    page.context.set_offline(True)
    what = page.get_by_label("What is 1.jpg?")
    what.select_option("Sworn translation")
    expect(page.get_by_text("No network: nothing was changed.")).to_be_visible()
    expect(what).to_have_value("sheet")
    page.get_by_role("button", name="Down 1.jpg").tap()
    expect(page.get_by_text("No network: nothing was changed.")).to_be_visible()
    stands(page, "1.jpg", "2.jpg")
    page.context.set_offline(False)
    page.get_by_role("button", name="Down 1.jpg").tap()
    stands(page, "2.jpg", "1.jpg")
    the_network_was_lost(heard)


def test_files_are_still_checked_after_the_network_was_away(telephone, worker, heard):
    page = telephone()
    worker_may_check = []
    page.route(
        "**/pages/",
        lambda route: (
            route.continue_()
            if route.request.method == "POST" or worker_may_check
            else route.abort()
        ),
    )
    choose(page, a_photo("1.jpg"))
    stands(page, "1.jpg")
    with page.expect_event("requestfailed"):
        pass
    worker_may_check.append("yes")
    expect(page.get_by_text("Checked", exact=True)).to_be_visible()
    the_network_was_lost(heard)


def test_what_was_typed_without_a_network_is_kept_once_it_is_back(
    telephone, live_portal, certificate, heard
):
    page = telephone()
    draft = reverse("incapacity:draft", args=[certificate.public_id])
    page.goto(f"{live_portal.url}/en{draft[3:]}")
    page.wait_for_load_state()
    page.context.set_offline(True)
    name = page.get_by_role("textbox", name="Doctor", exact=True)
    name.fill("Dr Claude Rappel")
    name.blur()
    no_network = page.get_by_text("What you have typed is saved as soon as it is back.")
    expect(no_network).to_be_visible()
    with page.expect_response("**/keep/"):
        page.context.set_offline(False)
    expect(no_network).to_be_hidden()
    certificate.refresh_from_db()
    assert certificate.doctor_name == "Dr Claude Rappel"
    heard[:] = [text for text in heard if not text.startswith("htmx:")]


# -- Without scripts -----------------------------------------------------------------------------


def test_it_works_on_a_telephone_without_a_script(telephone, worker, certificate):
    page = telephone(java_script_enabled=False)
    page.get_by_label("Take a photo").set_input_files(chosen(a_photo("image.jpg")))
    choose(page, a_photo("1.jpg"), faults.AT_ONCE[3])
    expect(page.get_by_text("Files on their way")).to_be_hidden()
    page.get_by_role("button", name="Add the chosen files").click()
    expect(page).to_have_title(re.compile("^Error: Pages of the certificate"))
    stands(page, "1.jpg", "image.jpg")
    page.get_by_role("button", name="Remove 1.jpg").click()
    stands(page, "image.jpg")
    assert there(certificate) == ["image.jpg"]
