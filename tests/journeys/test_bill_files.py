"""The files of a bill in a browser: chosen, dropped, put in order, refused, read; also by hand."""

import base64
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from reimbursements.models import BillPage
from tests.documents import clamd, faults, samples
from tests.journeys.files import DROP, a_photo, choose, row, stands, the_network_was_lost, waits
from tests.journeys.looking import looks_right
from tests.journeys.test_every_page import take_over
from tests.reimbursements.factories import BillFactory, ClaimFactory
from tests.reimbursements.sendable import marie, signed_in
from tests.reimbursements.test_rules_bill_code import WHOLE
from tests.reimbursements.uploading import photo_with

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person(agency):
    return marie()


@pytest.fixture
def bill(person):
    """A bill with nothing on it yet."""
    claim = ClaimFactory(draft=True, person=person)
    return BillFactory(
        claim=claim, provider=None, number="", issued_on=None, total=None, paid_on=None, proof=""
    )


@pytest.fixture
def address(live_portal, bill):
    return f"{live_portal.url}/en{reverse('reimbursements:bill', args=[bill.public_id])[3:]}"


@pytest.fixture
def mine(open_page, live_portal, person):
    """A browser in which the person has signed in."""

    def mine(**options):
        page = open_page(**options)
        take_over(page, live_portal, signed_in(person))
        return page

    return mine


def test_files_are_sent_as_they_are_chosen_and_dropped(mine, worker, address, settings):
    page = mine()
    page.goto(address)
    with clamd.running(settings):
        heic = faults.File("IMG_2.HEIC", faults.HEIC, samples.HEIC)
        exe = faults.File("tool.exe", "application/octet-stream", b"MZ" * 99)
        locked = faults.LATER[0]
        choose(page, a_photo("front.jpg"), exe, heic, locked, faults.INFECTED)
        stands(page, "front.jpg", "IMG_2.HEIC", "locked.pdf", "infected.pdf")
        expect(page.get_by_text("tool.exe: The chosen file is not a PDF")).to_be_visible()
        for name in ("front.jpg", "IMG_2.HEIC"):
            expect(row(page, name).get_by_text("Checked", exact=True)).to_be_visible()
            shown = row(page, name).get_by_role("img")
            expect(shown).to_have_js_property("complete", True)
            assert shown.evaluate("picture => picture.naturalWidth") > 0
        expect(row(page, "locked.pdf")).to_contain_text("The chosen PDF is protected.")
        expect(row(page, "infected.pdf")).to_contain_text("The file contains a virus.")
        expect(page.get_by_text("tool.exe: The chosen file is not a PDF")).to_be_visible()
        area = page.locator("[data-drop]")
        files = [
            {
                "name": "dropped.png",
                "type": "image/png",
                "content": base64.b64encode(samples.PNG).decode(),
            }
        ]
        area.evaluate(DROP, files)
        stands(page, "front.jpg", "IMG_2.HEIC", "locked.pdf", "infected.pdf", "dropped.png")
        expect(row(page, "dropped.png").get_by_text("Checked", exact=True)).to_be_visible()
    looks_right(page)
    page.reload()
    stands(page, "front.jpg", "IMG_2.HEIC", "locked.pdf", "infected.pdf", "dropped.png")


def test_what_was_typed_is_still_there_after_a_file_was_added(mine, worker, address):
    page = mine()
    page.goto(address)
    page.get_by_role("textbox", name="Number of the bill").fill("2026-77")
    choose(page, a_photo("front.jpg"))
    expect(row(page, "front.jpg").get_by_text("Checked", exact=True)).to_be_visible()
    expect(page.get_by_role("textbox", name="Number of the bill")).to_have_value("2026-77")


def test_a_code_on_the_bill_fills_in_its_fields_which_stay_editable(mine, worker, address, bill):
    page = mine()
    page.goto(address)
    choose(page, faults.File("with code.jpg", faults.JPEG, photo_with(WHOLE)))
    told = page.get_by_text("Filled in from the code on the bill")
    expect(told).to_contain_text("number of the bill")
    looks_right(page)
    page.get_by_role("link", name="Show what was filled in").click()
    expect(page.get_by_role("textbox", name="Number of the bill")).to_have_value("2026-0417")
    expect(page.get_by_label("Provider: code or name")).to_have_value("Dr Anne Beispill")
    expect(page.get_by_role("textbox", name="Total of the bill")).to_have_value(
        re.compile(r"125[.,]20")
    )
    page.get_by_role("textbox", name="Number of the bill").fill("mine")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/drafts/**")
    bill.refresh_from_db()
    assert bill.number == "mine"


def test_everything_is_done_with_the_keyboard(mine, worker, address):
    page = mine()
    page.goto(address)
    choose(page, a_photo("a.jpg"), a_photo("b.jpg"), a_photo("c.jpg"))
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        expect(row(page, name).get_by_text("Checked", exact=True)).to_be_visible()
    down = page.get_by_role("button", name="Down a.jpg")
    down.focus()
    page.keyboard.press("Enter")
    stands(page, "b.jpg", "a.jpg", "c.jpg")
    expect(down).to_be_focused()
    page.keyboard.press("Enter")
    stands(page, "b.jpg", "c.jpg", "a.jpg")
    turn = page.get_by_role("button", name="Turn a.jpg")
    turn.focus()
    page.keyboard.press("Enter")
    expect(row(page, "a.jpg").get_by_role("img")).to_have_class("turned-90")
    expect(turn).to_be_focused()
    page.get_by_label("What is b.jpg?").select_option("Prescription")
    expect(page.get_by_text("Changed.")).to_be_visible()
    remove = page.get_by_role("button", name="Remove c.jpg")
    remove.focus()
    page.keyboard.press("Enter")
    stands(page, "b.jpg", "a.jpg")
    expect(row(page, "a.jpg").get_by_role("button").first).to_be_focused()
    assert BillPage.objects.get(document__original_name="b.jpg").kind == "prescription"
    assert BillPage.objects.get(document__original_name="a.jpg").turned == 90


def test_rows_are_dragged_into_another_order(mine, worker, address):
    page = mine(viewport={"width": 1280, "height": 2400})
    page.goto(address)
    choose(page, a_photo("a.jpg"), a_photo("b.jpg"), a_photo("c.jpg"))
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        expect(row(page, name).get_by_text("Checked", exact=True)).to_be_visible()
    row(page, "c.jpg").drag_to(row(page, "a.jpg"), source_position={"x": 300, "y": 12})
    stands(page, "c.jpg", "a.jpg", "b.jpg")
    row(page, "c.jpg").drag_to(row(page, "b.jpg"), source_position={"x": 300, "y": 12})
    stands(page, "a.jpg", "b.jpg", "c.jpg")


def test_a_photo_is_looked_at_in_full(mine, worker, address):
    page = mine()
    page.goto(address)
    choose(page, a_photo("a.jpg"))
    shown = row(page, "a.jpg").get_by_role("link", name="Look at a.jpg")
    answer = page.context.request.get(page.url.partition("/en/")[0] + shown.get_attribute("href"))
    assert answer.status == 200
    assert answer.headers["content-type"] == "image/jpeg"


def test_a_file_that_cannot_be_sent_is_sent_again_by_itself(mine, worker, address, heard):
    page = mine()
    page.goto(address)
    failing = ["yes"]

    def fail_once(route):
        if route.request.method == "POST" and failing:
            failing.pop()
            return route.abort()
        return route.continue_()

    page.route("**/pages/", fail_once)
    choose(page, a_photo("lost.jpg"), a_photo("kept.jpg"))
    expect(page.get_by_text("No network. The files stay in this list")).to_be_visible()
    waits(page, "lost.jpg", "kept.jpg")
    stands(page, "lost.jpg", "kept.jpg")
    expect(page.get_by_text("No network.")).to_be_hidden()
    the_network_was_lost(heard)


def test_the_bill_is_saved_after_the_files_that_are_on_their_way(mine, worker, address, bill):
    page = mine()
    page.goto(address)
    held = []
    page.route("**/pages/", lambda route: held.append(route))
    choose(page, a_photo("a.jpg"))
    page.get_by_role("textbox", name="Number of the bill").fill("2026-77")
    waits(page, "a.jpg")
    page.get_by_role("button", name="Save and go on").click()
    waits(page, "a.jpg")
    held[0].continue_()
    page.wait_for_url("**/drafts/**")
    bill.refresh_from_db()
    assert bill.number == "2026-77"
    assert bill.pages.get().document.original_name == "a.jpg"


def test_the_bill_is_not_left_while_files_cannot_be_sent(mine, worker, address, heard):
    page = mine()
    page.goto(address)
    page.context.set_offline(True)
    choose(page, a_photo("a.jpg"))
    waits(page, "a.jpg")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("button", name="Send them now")).to_be_focused()
    page.context.set_offline(False)
    stands(page, "a.jpg")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/drafts/**")


def test_it_all_works_without_a_script(mine, worker, address, bill):
    page = mine(java_script_enabled=False)
    page.goto(address)
    choose(page, a_photo("a.jpg"), faults.AT_ONCE[3], a_photo("b.jpg"))
    page.get_by_label("What are they?").select_option("Proof of payment")
    page.get_by_role("button", name="Add the chosen files").click()
    expect(page).to_have_title(re.compile("^Error: Files of the bill"))
    expect(page.get_by_text("page of the web.pdf: The chosen file is not what")).to_be_visible()
    stands(page, "a.jpg", "b.jpg")
    for _ in range(40):
        if row(page, "b.jpg").get_by_role("img").count():
            break
        page.wait_for_timeout(250)
        page.goto(address)
    page.get_by_role("button", name="Up b.jpg").click()
    stands(page, "b.jpg", "a.jpg")
    page.get_by_role("button", name="Turn b.jpg").click()
    expect(row(page, "b.jpg").get_by_role("img")).to_have_class("turned-90")
    page.get_by_label("What is a.jpg?").select_option("Bill")
    page.get_by_role("button", name="Keep what the files are").click()
    expect(page.get_by_label("What is a.jpg?")).to_have_value("invoice")
    page.get_by_role("button", name="Remove b.jpg").click()
    stands(page, "a.jpg")
    assert BillPage.objects.get(bill=bill).kind == "invoice"


def test_the_page_of_the_files_looks_right(mine, worker, address):
    page = mine()
    page.goto(f"{address}pages/")
    looks_right(page)
    long_name = "a photograph with a name that goes on and on without any end " * 2 + ".jpg"
    choose(page, a_photo(long_name), faults.LATER[2], a_photo("turned.jpg"))
    expect(row(page, "turned.jpg").get_by_text("Checked", exact=True)).to_be_visible()
    looks_right(page)
