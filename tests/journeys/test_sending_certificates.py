"""Certificates sent in a browser: the deadline first, with scripts and without, also wrongly."""

import os
import re
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from cns_portal import clock
from incapacity.models import Certificate, Diagnosis
from tests.documents import samples
from tests.factories import InsuredPersonFactory, some_matricule
from tests.incapacity.sendable import add_page, ago, draft_of, marie, sent
from tests.insured.families import co_insured
from tests.journeys.looking import looks_right
from tests.journeys.test_every_page import take_over

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHOTO = {"name": "sheet.jpg", "mimeType": "image/jpeg", "buffer": samples.picture("JPEG")}
PHONE = {"viewport": {"width": 360, "height": 760}}


@pytest.fixture
def person(agency):
    person = marie()
    co_insured(person, first_name="Lou", last_name="Beispill", birth_date=date(2021, 3, 21))
    return person


@pytest.fixture
def mine(person, live_portal):
    """Puts the person's session into a page, and opens an address of the room."""

    def mine(page, path: str = "new/"):
        client = Client()
        client.force_login(person.account)
        take_over(page, live_portal, client)
        page.goto(f"{live_portal.url}/en/espace/incapacity/{path}")
        page.wait_for_load_state()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        return page

    return mine


def seen(page, name: str) -> None:
    """The page is as every page should be; for people, a picture of it."""
    looks_right(page)
    if folder := os.environ.get("PICTURES"):
        for scheme in ("light", "dark"):
            for width in (360, 1280):
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": 800})
                page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)


def written(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def heading(page, words) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def begin(page, *, why: str = "I am ill", first: date) -> None:
    page.get_by_label(why).check()
    page.get_by_label("First day of absence").fill(written(first))
    page.get_by_role("button", name="Show until when").click()
    expect(page.locator("#answer")).to_contain_text("Send sheet 1 to the CNS")
    page.locator("#answer").get_by_role("button", name="Go on to the certificate").click()
    heading(page, "Your certificate")


def add_the_photo(page, *, scripts: bool = True) -> None:
    page.wait_for_load_state()
    page.get_by_label("Add photos or PDF files").set_input_files(PHOTO)
    if not scripts:
        page.get_by_role("button", name="Add the chosen files").click()
    expect(page.get_by_text("sheet.jpg").first).to_be_visible()


def fill_in(page, *, last: date, issued: date) -> None:
    page.get_by_label("Last day", exact=True).fill(written(last))
    page.get_by_label("Issued on").fill(written(issued))
    page.get_by_label("Doctor", exact=True).fill("Dr Anne Muster")
    page.get_by_label("The doctor wrote it").check()


def press_send(page) -> None:
    """The worker looks at the files meanwhile."""
    heading(page, "Check before sending")
    button = page.get_by_role("button", name="Send the certificate")
    for _ in range(60):
        if button.count():
            break
        page.wait_for_timeout(300)
        page.reload()
        page.wait_for_load_state()
    button.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your certificate is sent")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_the_deadline_to_the_receipt_on_a_telephone(
    open_page, mine, worker, person, live_portal, scripts
):
    page = mine(open_page(java_script_enabled=scripts, **PHONE))
    begin(page, first=ago(0))
    add_the_photo(page, scripts=scripts)
    fill_in(page, last=ago(-4), issued=ago(0))
    page.get_by_role("button", name="Save and check").click()
    press_send(page)
    certificate = Certificate.objects.get()
    assert (certificate.state, certificate.last_day) == ("sent", ago(-4))
    expect(page.locator("main")).to_contain_text(certificate.procedure.reference)
    expect(page.locator("main")).to_contain_text("it came in time")
    link = page.get_by_role("link", name=re.compile("Receipt"))
    answer = page.request.get(live_portal.url + link.get_attribute("href"))
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF")
    if scripts:  # without them nothing can be measured
        seen(page, "certificate-sent-from-a-telephone")


def test_what_it_means_is_said_while_one_types_and_everything_is_kept(page, mine, person):
    certificate = draft_of(person, last_day=None)
    page = mine(page, f"drafts/{certificate.public_id}/")
    meaning = page.locator("#meaning")
    expect(meaning).to_contain_text("Send it by")
    page.get_by_label("Last day", exact=True).fill(written(ago(3)))
    page.get_by_label("Last day", exact=True).blur()
    expect(meaning).to_contain_text("lies before the first day")
    expect(page.get_by_role("status").filter(has_text="Saved at")).to_contain_text("not fit")
    page.get_by_label("Last day", exact=True).fill("31/02/2026")
    page.get_by_label("Last day", exact=True).blur()
    expect(page.get_by_role("status").filter(has_text="Not saved yet")).to_contain_text("Last day")
    page.get_by_label("Last day", exact=True).fill(written(ago(-4)))
    page.get_by_label("Last day", exact=True).blur()
    expect(meaning).not_to_contain_text("lies before the first day")
    expect(meaning).to_contain_text("When you may leave the house")
    page.get_by_label("Code of the diagnosis").fill("J06.9")
    page.get_by_label("Code of the diagnosis").blur()
    expect(page.get_by_role("status").filter(has_text="Saved at")).to_be_visible()
    for _ in range(50):
        if Diagnosis.objects.exists():
            break
        page.wait_for_timeout(100)
    page.reload()  # as if another day
    page.wait_for_load_state()
    expect(page.get_by_label("Last day", exact=True)).to_have_value(written(ago(-4)))
    expect(page.get_by_label("Code of the diagnosis")).to_have_value("")
    expect(page.get_by_text("A code is entered.")).to_be_visible()
    assert "06.9" not in page.content()


def test_what_concerns_another_kind_of_certificate_is_not_asked(page, mine, person):
    certificate = draft_of(person, cause="", first_day=None, last_day=None, issued_on=None)
    page = mine(page, f"drafts/{certificate.public_id}/")
    child = page.get_by_label("Lou Beispill")
    birth = page.get_by_label("Expected date of birth")
    first = page.get_by_label("First day", exact=True)
    expect(child).to_be_hidden()
    expect(birth).to_be_hidden()
    expect(first).to_be_visible()
    page.get_by_label("My child is ill (leave for family reasons)").check()
    expect(child).to_be_visible()
    expect(page.get_by_label("Matricule of the child")).to_be_hidden()
    page.get_by_label("Another child").check()
    expect(page.get_by_label("Matricule of the child")).to_be_visible()
    page.get_by_label("Maternity leave").check()
    expect(child).to_be_hidden()
    expect(birth).to_be_visible()
    expect(first).to_be_hidden()


def test_a_sick_child_with_the_days_that_are_left(page, mine, person):
    page = mine(page)
    begin(page, why="My child is ill (leave for family reasons)", first=ago(0))
    page.get_by_label("Lou Beispill").check()
    expect(page.locator("#meaning")).to_contain_text("18 days of leave are left")
    certificate = Certificate.objects.get()
    assert certificate.child.first_name == "Lou"


def test_the_matricule_of_somebody_else_is_noticed_at_once(page, mine, person):
    other = InsuredPersonFactory(
        first_name="Quasimodo", matricule=some_matricule(5, born="19700101")
    )
    certificate = draft_of(person)
    page = mine(page, f"drafts/{certificate.public_id}/")
    field = page.get_by_label("The matricule as you read it there")
    field.fill(other.matricule)
    field.blur()
    expect(page.locator("#meaning")).to_contain_text("not the one of this file")
    assert "Quasimodo" not in page.content()
    field.fill(person.matricule)
    field.blur()
    expect(page.locator("#meaning")).not_to_contain_text("not the one of this file")


def test_the_same_file_twice_is_said_and_kept_once(page, mine, worker, person):
    certificate = draft_of(person, pages=0)
    page = mine(page, f"drafts/{certificate.public_id}/")
    add_the_photo(page)
    page.get_by_label("Add photos or PDF files").set_input_files(PHOTO)
    expect(page.get_by_text("This file is already among those below.")).to_be_visible()
    assert certificate.pages.count() == 1


@pytest.mark.parametrize("why", ["the portal cannot be reached", "signed out"])
def test_what_could_not_be_kept_is_said(page, mine, person, heard, why):
    certificate = draft_of(person)
    page = mine(page, f"drafts/{certificate.public_id}/")
    if why == "signed out":
        page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    else:
        page.context.set_offline(True)
    page.get_by_label("Note for the agent").fill("One word more")
    page.get_by_label("Note for the agent").blur()
    advice = "load the page" if why == "signed out" else "keep this page open"
    expect(page.get_by_role("status").filter(has_text="Not saved")).to_contain_text(advice)
    expect(page.get_by_label("Note for the agent")).to_have_value("One word more")
    page.context.set_offline(False)
    heard.clear()  # the browser complains, too


def test_what_is_typed_is_kept_also_when_the_page_is_left_before_the_field(page, mine, person):
    certificate = draft_of(person)
    page = mine(page, f"drafts/{certificate.public_id}/")
    page.get_by_label("Note for the agent").press_sequentially("One word more")
    page.get_by_role("link", name="My certificates").first.click()
    heading(page, "My certificates")
    for _ in range(50):  # it is on its way
        certificate.refresh_from_db()
        if certificate.note:
            break
        page.wait_for_timeout(100)
    assert certificate.note == "One word more"


def test_sent_in_one_window_and_still_open_in_another(open_page, mine, person, live_portal):
    certificate = draft_of(person)
    one = mine(open_page(), f"drafts/{certificate.public_id}/check/")
    two = mine(open_page(), f"drafts/{certificate.public_id}/check/")
    for page in (one, two):
        page.get_by_role("button", name="Send the certificate").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Your certificate is sent")
    assert person.dossier.procedures.count() == 1


def test_every_page_on_the_way_looks_right_also_with_errors(page, mine, person, live_portal):
    earlier = sent(person, first_day=ago(14), last_day=ago(2))
    good = draft_of(person, stay={"place": "Arlon", "country": "BE", "bell": "Beispill"})
    bad = draft_of(
        person,
        cause="family",
        child_matricule=some_matricule(8, born="20010101"),
        first_day=ago(20),
        last_day=ago(-390),
        issued_on=ago(-1),
        country="FR",
        sheet_language="other",
        sheet_matricule=some_matricule(9, born="19700101"),
    )
    add_page(bad, rejected=True)
    arrived = sent(person, first_day=ago(0), last_day=ago(-6), created_at=clock.now())
    page = mine(page)
    seen(page, "certificate-new")
    page.get_by_role("button", name="Show until when").click()
    expect(page.get_by_role("alert")).to_be_visible()
    seen(page, "certificate-new-errors")
    page.get_by_label("I am ill").check()
    page.get_by_label("It prolongs an earlier one").check()
    page.get_by_label("To which earlier certificate does it belong?").select_option(
        str(earlier.public_id)
    )
    page.get_by_role("button", name="Show until when").click()
    expect(page.locator("#answer")).to_be_visible()
    seen(page, "certificate-new-answer")
    for name, path in (
        ("certificate-draft", f"drafts/{good.public_id}/"),
        ("certificate-draft-bad", f"drafts/{bad.public_id}/"),
        ("certificate-check", f"drafts/{good.public_id}/check/"),
        ("certificate-check-bad", f"drafts/{bad.public_id}/check/"),
        ("certificate-sent", f"{arrived.public_id}/sent/"),
    ):
        page.goto(f"{live_portal.url}/en/espace/incapacity/{path}")
        page.wait_for_load_state()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        seen(page, name)
    page.goto(live_portal.url + reverse("incapacity:draft", args=[good.public_id]))
    page.wait_for_load_state()
    page.get_by_label("Last day", exact=True).fill("tomorrow")
    page.get_by_label("I do not stay at home").check()
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_role("alert")).to_contain_text("Last day: enter a real date")
    seen(page, "certificate-draft-errors")
