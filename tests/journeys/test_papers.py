"""Papers and care abroad in a browser: ordered, printed, verified by somebody else, followed."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import expect

from cns_portal import clock
from insured.choices import PaperKind, RequestKind
from insured.models import Paper, Request
from insured.services import abroad, papers, requests
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.factories import PaperFactory, PeriodFactory, TieFactory
from tests.journeys.looking import looks_right
from tests.journeys.paper import Paper as Printed
from tests.journeys.steps import PHOTO

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def marie(agency):
    """She works in Luxembourg, lives in France, and a daughter is co-insured."""
    me = InsuredPersonFactory(
        signs_in=True,
        first_name="Marie",
        last_name="Beispill",
        country="FR",
        street="1, rue de la Frontière",
        postcode="57100",
        locality="Thionville",
    )
    PeriodFactory(person=me)
    child = InsuredPersonFactory(first_name="Zoé", last_name="Beispill")
    TieFactory(principal=me, member=child)
    PeriodFactory(person=child, through=me)
    return me


@pytest.fixture
def browser_of(page, live_portal):
    def browser_of(person):
        client = Client()
        client.force_login(person.account)
        name = django_settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_portal.url}
        page.context.add_cookies([cookie])
        return page

    return browser_of


def seen(page, name: str) -> None:
    """The page is as every page should be; for people, a picture of it."""
    looks_right(page)
    if folder := os.environ.get("PICTURES"):
        for scheme in ("light", "dark"):
            for width in (360, 1280):
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": 800})
                page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)


def choose(page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_label(answer).check()


def test_a_certificate_is_ordered_printed_and_verified_by_somebody_else(
    browser_of, marie, worker, live_portal, open_page, settings
):
    settings.SITE_URL = live_portal.url
    page = browser_of(marie)
    page.goto(f"{live_portal.url}/en/espace/family/papers/")
    seen(page, "papers-none")
    page.get_by_role("link", name="Order a certificate").click()
    seen(page, "papers-order")
    page.get_by_role("button", name="Order").click()
    expect(page.get_by_role("alert")).to_be_visible()
    seen(page, "papers-order-errors")
    choose(page, "What do you need?", "Co-insurance certificate")
    page.get_by_role("button", name="Order").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My papers")
    link = page.get_by_role("link", name="Co-insurance certificate")
    expect(link).to_be_visible(timeout=20_000)  # the page shows it by itself
    seen(page, "papers-list")
    with page.expect_download() as download:
        link.click()
    printed = Printed(Path(download.value.path()).read_bytes())
    assert printed.is_tagged
    assert "Zoé Beispill" in printed.text

    (address,) = printed.scanned
    code = Paper.objects.get().code
    assert address == f"{live_portal.url}/verify/{code}/"
    stranger = open_page()
    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This paper is genuine")
    expect(stranger.get_by_text("M. B.")).to_be_visible()
    expect(stranger.get_by_text("Beispill")).to_have_count(0)
    seen(stranger, "verify-genuine")
    stranger.get_by_role("link", name="Deutsch").click()
    assert stranger.evaluate("document.documentElement.lang") == "de"

    papers.withdraw(
        Paper.objects.get().pk, by=AccountFactory(agent=True), because="The name was misspelt."
    )
    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This paper is no longer valid")
    expect(stranger.get_by_text("misspelt")).to_have_count(0)
    seen(stranger, "verify-withdrawn")
    page.reload()
    expect(page.get_by_text("The name was misspelt.")).to_be_visible()
    seen(page, "papers-withdrawn")


def test_a_code_is_typed_without_javascript(marie, live_portal, open_page):
    today = clock.today()
    paper = PaperFactory(
        person=marie,
        kind=PaperKind.REPLACEMENT,
        initials="M. B.",
        first_day=today - timedelta(days=100),
        last_day=today - timedelta(days=10),
    )
    page = open_page(java_script_enabled=False)
    page.goto(f"{live_portal.url}/verify/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Verify a paper of the CNS portal")
    page.get_by_label("Code on the paper").fill(f" {paper.code[:8].lower()}-{paper.code[8:]}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("This paper is no longer valid")
    page.get_by_label("Code on the paper").fill("2345 6789 2345 6789")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("We do not know this code")


def test_the_pages_of_verifying(page, marie, live_portal):
    page.goto(f"{live_portal.url}/verify/")
    seen(page, "verify-form")
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("alert")).to_be_visible()
    seen(page, "verify-errors")
    page.goto(f"{live_portal.url}/verify/2345678923456789/")
    seen(page, "verify-unknown")


def test_form_s1_from_asking_to_the_answer(browser_of, marie, worker, live_portal):
    page = browser_of(marie)
    page.goto(f"{live_portal.url}/en/espace/family/abroad/")
    seen(page, "abroad")
    page.get_by_role("link", name="Ask for the form").click()
    seen(page, "abroad-register")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("alert")).to_be_visible()
    seen(page, "abroad-register-errors")
    choose(page, "Do you return home every day", "Yes")
    page.get_by_role("button", name="Send the request").click()
    request = Request.objects.get()
    expect(page.get_by_role("heading", level=1)).to_contain_text(request.procedure.reference)

    agent = AccountFactory(agent=True)
    requests.take(request.pk, agent=agent)
    requests.accept(request.pk, agent=agent)
    abroad.issue(request.pk, agent=agent)
    page.goto(f"{live_portal.url}/en/espace/family/abroad/")
    expect(page.get_by_text("Form issued")).to_be_visible()
    seen(page, "abroad-issued")
    page.get_by_role("link", name="Send us the answer").click()
    seen(page, "abroad-answer")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    seen(page, "abroad-answer-errors")
    page.get_by_label("The answer: form S071 or BL6").set_input_files(PHOTO)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("You have sent us the answer.")).to_be_visible()

    family = [{"name": "Zoé Beispill", "born": "", "accepted": True, "first": "2026-11-01"}]
    abroad.record_answer(request.pk, agent=agent, answered_on=clock.today(), family=family)
    page.reload()
    expect(page.get_by_text("Member of the family since 1 November 2026")).to_be_visible()
    seen(page, "abroad-answered")


def test_planned_care_is_asked_for(browser_of, marie, worker, live_portal):
    page = browser_of(marie)
    first = clock.today() + timedelta(days=40)
    page.goto(f"{live_portal.url}/en/espace/family/abroad/care/")
    seen(page, "care")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("alert")).to_be_visible()
    seen(page, "care-errors")
    page.get_by_label("Country of the hospital").select_option("DE")
    page.get_by_label("Name of the hospital or practice").fill("Klinik Musterstadt")
    page.get_by_label("Town, and street").fill("Musterstadt")
    choose(page, "Which kind of care?", "A stay in hospital, at least one night")
    page.get_by_label("What is planned?").fill("An operation on the knee")
    page.get_by_label("First planned day").fill(f"{first:%d/%m/%Y}")
    page.get_by_label("Last planned day").fill(f"{first + timedelta(days=4):%d/%m/%Y}")
    page.get_by_label("Report of your doctor").set_input_files(PHOTO)
    page.get_by_role("button", name="Send the request").click()
    request = Request.objects.get(kind=RequestKind.S2)
    expect(page.get_by_role("heading", level=1)).to_contain_text(request.procedure.reference)
    for path in ("abroad/", "papers/"):
        page.goto(f"{live_portal.url}/en/espace/family/{path}")
        expect(page.get_by_text("knee")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False])
def test_where_care_is_covered(open_page, agency, live_portal, script):
    page = open_page(java_script_enabled=script)
    page.goto(f"{live_portal.url}/en/where-covered/")
    if script:
        seen(page, "where")
    page.get_by_role("button", name="Show the answer").click()
    expect(page.get_by_role("alert")).to_be_visible()
    if script:
        seen(page, "where-errors")
    page.get_by_label("In which country do you live?").select_option("BE")
    page.get_by_label("In which country are you treated?").select_option("CH")
    choose(page, "What do you need?", "A stay in hospital, at least one night")
    choose(page, "Is it planned?", "Urgent or unforeseen during a stay")
    page.get_by_role("button", name="Show the answer").click()
    answer = page.get_by_role("region", name="Show your European Health Insurance Card")
    expect(answer).to_be_visible()
    expect(answer.get_by_text("nationals of a country of the EU")).to_be_visible()
    if script:
        seen(page, "where-answer")
