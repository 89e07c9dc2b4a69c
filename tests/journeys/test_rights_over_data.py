"""The rights over one's data in a browser: every page, and the whole way of a request."""

import os
import uuid
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

from cns_portal import audit, clock, documents, privacy
from cns_portal.privacy import erasing, forgetting
from cns_portal.privacy.models import ForgettingLine, ForgettingRun
from cns_portal.rights.choices.requests import RightsKind, RightsState
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.notices import links
from cns_portal.rights.services import outside, working
from tests.accounts.agents import sign_in_agent
from tests.documents.samples import JPEG
from tests.factories import InsuredPersonFactory
from tests.incapacity.factories import CertificateFactory
from tests.insured.agents import window_of
from tests.insured.factories import CardFactory
from tests.journeys.looking import looks_right
from tests.journeys.test_every_page import take_over
from tests.rights.factories import RightsRequestFactory
from tests.rights.officers import QUEUE, an_officer, page_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("PICTURES_OF_RIGHTS")
PAGES = {
    "": "My rights over my data",
    "access/missing/": "Something is missing from my copy",
    "correction/": "Have something corrected",
    "restriction/": "Have data blocked",
    "objection/": "Object to something",
    "objection/erasure/": "Have data erased",
    "question/": "Ask the data protection officer",
}


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def me(agency):
    return InsuredPersonFactory(
        signs_in=True, first_name="Marie", last_name="Beispill", email="marie@people.example"
    )


@pytest.fixture
def signed_in(me, page, live_portal):
    client = Client()
    client.force_login(me.account)
    take_over(page, live_portal, client)
    return page


def check(page, name: str) -> None:
    looks_right(page)
    if PICTURES:
        for width, scheme in ((360, "light"), (1280, "light"), (1280, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            file = Path(PICTURES) / f"{name}-{width}-{scheme}.png"
            page.screenshot(path=file, full_page=True)
        page.emulate_media(color_scheme="light")


def heading(page, words: str) -> None:
    expect(page.get_by_role("heading", level=1, name=words)).to_be_visible()


def test_every_page_of_the_rights_with_and_without_errors(signed_in, live_portal, me):
    RightsRequestFactory(person=me, days_ago=60)
    RightsRequestFactory(person=me, answered_no=True)
    for path, words in PAGES.items():
        signed_in.goto(f"{live_portal.url}/en/espace/data/rights/{path}")
        heading(signed_in, words)
        check(signed_in, path.strip("/").replace("/", "-") or "list")
        if path:
            signed_in.get_by_role("button", name="Send the").click()
            expect(signed_in.get_by_role("alert").first).to_be_visible()
            looks_right(signed_in)


def test_a_request_is_not_sent_without_the_proof_that_was_not_accepted(signed_in, live_portal, me):
    signed_in.goto(f"{live_portal.url}/en/espace/data/rights/correction/")
    signed_in.get_by_label("Which data are wrong?").select_option(index=1)
    signed_in.get_by_label("What should stand there?").fill("Rue Haute 3")
    program = {"name": "tool.exe", "mimeType": "application/octet-stream", "buffer": b"MZ" * 99}
    proof = signed_in.locator("input[type=file]")
    proof.set_input_files(program)
    send = signed_in.get_by_role("button", name="Send the")
    send.click()
    expect(signed_in.get_by_text("This file is of a kind that is not accepted.")).to_be_visible()
    expect(proof).to_be_focused()
    assert not RightsRequest.objects.exists()
    send.click()  # it was seen now, and the proof is not needed
    heading(signed_in, "Correction of my data")
    assert RightsRequest.objects.filter(person=me).count() == 1


def test_asking_about_a_look_and_reading_the_answer(signed_in, live_portal, me):
    card = CardFactory(person=me)
    entry = audit.record_view(an_officer(), card, purpose="insured.cards", dossier=me.dossier)
    signed_in.goto(f"{live_portal.url}/en/espace/data/looks/")
    check(signed_in, "looks")
    signed_in.get_by_role("link", name="I do not understand this access").click()
    heading(signed_in, "I do not understand this access")
    check(signed_in, "look")
    signed_in.get_by_label("What do you not understand?").fill("I had nothing to do with cards.")
    signed_in.get_by_role("button", name="Send the request").click()
    heading(signed_in, "Question about who looked at my data")
    check(signed_in, "request-sent")
    sent = RightsRequest.objects.get(person=me)
    assert sent.details["look"] == entry.pk


def test_the_page_of_an_answer(signed_in, live_portal, me):
    refused = RightsRequestFactory(person=me, answered_no=True)
    signed_in.goto(f"{live_portal.url}/en/espace/data/rights/{refused.public_id}/")
    expect(signed_in.get_by_text("The law asks for it.")).to_be_visible()
    check(signed_in, "request-refused")


def test_a_word_without_an_end_breaks_and_not_the_page(signed_in, live_portal, me):
    endless = {"processing": "Letters", "text": "x" * 3000}
    sent = RightsRequestFactory(person=me, details=endless)
    signed_in.goto(f"{live_portal.url}/en/espace/data/rights/{sent.public_id}/")
    expect(signed_in.get_by_text("x" * 3000)).to_be_visible()
    check(signed_in, "request-endless")


def test_what_stays_after_an_erasure_fits_a_narrow_page_in_german(signed_in, live_portal, me):
    CertificateFactory(person=me)
    signed_in.goto(f"{live_portal.url}/de/espace/data/rights/objection/erasure/")
    expect(signed_in.get_by_text("Arbeitsunfähigkeitsbescheinigungen").first).to_be_visible()
    looks_right(signed_in)


def test_the_officer_reads_what_an_erasure_and_a_night_have_done(page, live_portal, agency, me):
    order = privacy.order_erasure(me.dossier, by=audit.SYSTEM, now=clock.now())
    erasing.carry_out(order.pk, now=clock.now())
    forgetting.forget(now=clock.now())
    run = ForgettingRun.objects.get()
    ForgettingLine.objects.create(run=run, holding="accounts.accounts", count=3)
    take_over(page, live_portal, window_of(an_officer()))
    for report in (f"erasureorder/{order.pk}", f"forgettingrun/{run.pk}"):
        page.goto(f"{live_portal.url}/admin/privacy/{report}/change/")
        expect(page.get_by_role("cell", name="Your account", exact=True)).to_be_visible()
        check(page, report.split("/")[0])


def test_a_telephone_number_stays_in_one_piece(page, live_portal, agency):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_portal.url}/en/nothing-is-here/")
    number = page.get_by_role("main").get_by_role("link", name="(+352) 27 57 1")
    assert number.evaluate("one => one.getClientRects().length") == 1


def test_the_page_about_data_protection(page, live_portal, agency):
    page.goto(f"{live_portal.url}/en/data-protection/")
    heading(page, "Data protection")
    check(page, "data-protection")


def test_somebody_asks_without_signing_in_and_follows_the_link(page, live_portal, agency):
    page.goto(f"{live_portal.url}/en/data-protection/request/")
    heading(page, "Ask about your data without signing in")
    check(page, "outside")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    looks_right(page)
    page.get_by_label("What do you ask for?").select_option("access")
    page.get_by_label("Your request, in your own words").fill("What do you hold on me?")
    page.get_by_label("First name").fill("Vera")
    page.get_by_label("Last name").fill("Visitor")
    page.get_by_label("Date of birth").fill("15/01/1980")
    page.get_by_label("E-mail address").fill("vera@people.example")
    page.get_by_label("Copy of your identity document").set_input_files(
        {"name": "card.jpg", "mimeType": "image/jpeg", "buffer": JPEG}
    )
    page.get_by_role("button", name="Send the request").click()
    heading(page, "Your request is sent")
    check(page, "outside-sent")
    sent = RightsRequest.objects.get()
    officer = an_officer()
    working.take(sent.pk, agent=officer)
    outside.ask(sent.pk, agent=officer, text="Which year?", sent_key=uuid.uuid4())
    page.goto(f"{live_portal.url}/data-request/{links.token(sent)}/")
    expect(page.get_by_text("Which year?")).to_be_visible()
    check(page, "link")
    page.get_by_label("Your message to the data protection officer").fill("2025")
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_text("2025", exact=True)).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Take the request back").click()
    expect(page.get_by_text("Deleted.")).to_be_visible()
    looks_right(page)
    sent.refresh_from_db()
    assert sent.state == RightsState.WITHDRAWN


def test_the_officer_works_through_the_queue(page, live_portal, agency, me):
    officer = an_officer()
    late = RightsRequestFactory(
        person=me, kind=RightsKind.ERASURE, details={"text": "All of it"}, days_ago=60
    )
    from_outside = RightsRequestFactory(outside=True)
    documents.check_now(from_outside.identity_copy_id)
    client = Client()
    sign_in_agent(client, officer)
    take_over(page, live_portal, client)
    page.goto(f"{live_portal.url}{QUEUE}")
    expect(page.get_by_text("days late").first).to_be_visible()
    check(page, "queue")
    page.goto(f"{live_portal.url}{page_of(late)}")
    page.get_by_role("button", name="Take this request").click()
    expect(page.get_by_text("You have this request now.")).to_be_visible()
    check(page, "officer-request")
    page.get_by_role("link", name="Refuse the request").click()
    page.get_by_label("In your own words").fill("The law asks for it.")
    page.get_by_role("button", name="Show what the person will read").click()
    expect(page.get_by_role("heading", name="What the person will read")).to_be_visible()
    check(page, "officer-refuse")
    page.get_by_role("button", name="Refuse the request").click()
    expect(page.get_by_text("The request is refused.")).to_be_visible()
    page.goto(f"{live_portal.url}{page_of(from_outside)}")
    check(page, "officer-outside")
    late.refresh_from_db()
    assert late.state == RightsState.REFUSED
