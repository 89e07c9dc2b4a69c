"""Adding to the family in a browser: who can be added, why somebody cannot, papers, the answer."""

import os
import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import expect

from insured.choices import Relation
from insured.models import FamilyTie, Request
from insured.services import requests
from tests.factories import AccountFactory
from tests.insured.families import child_of, co_insured, worker, years_ago
from tests.journeys.looking import looks_right
from tests.journeys.steps import PHOTO

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def marie(agency):
    return worker(first_name="Marie", last_name="Beispill")


@pytest.fixture
def mine(marie, page, live_portal):
    """Marie's browser, signed in."""
    sign_in(page, live_portal, marie)
    return page


def sign_in(page, portal, person) -> None:
    client = Client()
    client.force_login(person.account)
    name = django_settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": portal.url}
    page.context.add_cookies([cookie])


def seen(page, name: str) -> None:
    """The page is as every page should be; for people, a picture of it."""
    looks_right(page)
    if folder := os.environ.get("PICTURES"):
        for scheme, width in (("light", 1280), ("light", 360), ("dark", 360)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=f"{folder}/{name}-{scheme}-{width}.png", full_page=True)


def say(page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()


def test_a_spouse_from_abroad_is_added_with_a_sworn_declaration(mine, marie, worker, live_portal):
    page = mine
    child_of(marie)
    co_insured(marie, first_name="Lena", last_name="Beispill", birth_date=years_ago(16))
    page.goto(f"{live_portal.url}/en/espace/family/add/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Add a family member")
    seen(page, "add")
    page.get_by_role("button", name=re.compile(r"Add ?: Spouse")).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Who is to be added?")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_visible()
    seen(page, "member-errors")
    page.get_by_label("First name").fill("Nadia")
    page.get_by_label("Last name").fill("Erdacht")
    page.get_by_label("Date of birth").fill("09/05/1987")
    page.get_by_label("Place and country of birth").fill("Dakar, Senegal")
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("What decides")
    say(page, "Are you married to this person", "Yes")
    say(page, "Does this person live in Luxembourg?", "No")
    say(page, "Is this person insured in Luxembourg", "No")
    say(page, "Does this person have health insurance in another country", "Yes")
    say(
        page,
        "Where was this person insured last?",
        "Outside Europe, or where no certificate can be had",
    )
    page.get_by_label("From which day on").fill("01/11/2026")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Please answer this question: it decides.").first).to_be_visible()
    say(page, "If not: is this person away", "No")
    page.get_by_role("button", name="Continue").click()
    alert = page.get_by_role("alert")
    expect(
        alert.get_by_text("This person has health insurance in another country.")
    ).to_be_visible()
    expect(alert.get_by_text("This person does not live in Luxembourg")).to_be_visible()
    seen(page, "facts-refused")
    say(page, "Does this person live in Luxembourg?", "Yes")
    say(page, "Does this person have health insurance in another country", "No")
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Documents")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Marriage certificate is missing.")).to_be_visible()
    seen(page, "documents-missing")
    with page.expect_download() as download:
        page.get_by_role("link", name="Sworn declaration to sign").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    for kind in (
        "Marriage certificate",
        "Certificate of residence or household composition",
        "Identity document",
        "Signed sworn declaration",
    ):
        page.get_by_label(kind, exact=True).check()
        page.get_by_label(re.compile("^File")).set_input_files(PHOTO)
        page.get_by_role("button", name="Add this file").click()
        expect(page.get_by_text("The file is added.")).to_be_visible()
    seen(page, "documents")
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers before sending")
    expect(page.get_by_text("Nadia Erdacht")).to_be_visible()
    seen(page, "check")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your request has been sent")
    seen(page, "sent")

    request = Request.objects.get()
    assert request.documents.count() == 4
    agent = AccountFactory(agent=True)
    requests.take(request.pk, agent=agent)
    requests.accept(request.pk, agent=agent, added={"matricule": "1987050900196"})
    assert FamilyTie.objects.get(member__first_name="Nadia").principal == marie
    page.goto(f"{live_portal.url}/en/espace/family/")
    expect(page.get_by_text("Nadia Erdacht").first).to_be_visible()


def test_a_child_on_file_needs_no_papers_and_no_script(open_page, marie, agency, live_portal):
    page = open_page(java_script_enabled=False)
    sign_in(page, live_portal, marie)
    child_of(marie)
    page.goto(f"{live_portal.url}/en/espace/family/add/")
    page.get_by_role("button", name=re.compile("Add ?: Max")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What decides")
    say(page, "Do you receive tax relief for this child?", "Yes")
    say(page, "Is this person insured in Luxembourg", "No")
    say(page, "Does this person have health insurance in another country", "No")
    page.get_by_label("From which day on").fill("01/11/2026")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("For your situation no documents are needed")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your request has been sent")
    assert Request.objects.get().about.first_name == "Max"


def test_who_cannot_be_added_reads_why_before_any_form(mine, marie, live_portal):
    page = mine
    co_insured(marie, first_name="Tom", last_name="Modell", relation=Relation.SPOUSE)
    page.goto(f"{live_portal.url}/en/espace/family/add/")
    expect(page.get_by_text("there can be only one").first).to_be_visible()
    expect(page.get_by_text("Report first that the marriage").first).to_be_visible()
    seen(page, "add-closed")


def test_a_separation_is_reported(mine, marie, live_portal):
    page = mine
    co_insured(marie, first_name="Tom", last_name="Modell", relation=Relation.SPOUSE)
    page.goto(f"{live_portal.url}/en/espace/family/end/")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_be_visible()
    seen(page, "end-errors")
    page.get_by_label("Divorce or end of the partnership").check()
    page.get_by_label("Last day on which").fill("30/10/2026")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your request has been sent")
    assert Request.objects.get().details["last_day"] == "2026-10-30"


def test_a_student_asks_to_remain_from_the_own_file(open_page, marie, live_portal):
    tie = co_insured(
        marie,
        first_name="Sophie",
        last_name="Prouf",
        birth_date=years_ago(30, days=20),
        signs_in=True,
    )
    page = open_page()
    sign_in(page, live_portal, tie.member)
    page.goto(f"{live_portal.url}/en/espace/family/remain/")
    seen(page, "remain")
    page.get_by_label("Studies or vocational training").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your request has been sent")
    page.goto(f"{live_portal.url}/en/espace/family/remain/")
    page.get_by_label("Studies or vocational training").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("You have already sent such a request.")
    seen(page, "remain-twice")
