"""An agent works through a claim with the keyboard alone, and another one confirms it."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cns_portal import queue
from cns_portal.documents import services as documents
from reimbursements.choices.claims import ClaimState, Original
from reimbursements.models import Decision
from reimbursements.services import deciding
from tests.appointments.visitors import photo
from tests.insured.agents import window_of
from tests.insured.factories import TieFactory
from tests.journeys.looking import problems
from tests.journeys.test_every_page import take_over
from tests.journeys.test_keyboard import Keyboard
from tests.reimbursements.agents import (
    QUEUE,
    a_claim,
    an_agent,
    bill_page,
    insured_person,
    known_tariffs,
    marks_of,
    page_of,
)
from tests.reimbursements.factories import (
    AuthorisationFactory,
    BillFactory,
    BillPageFactory,
    LineFactory,
    ProviderFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("CLAIM_PICTURES")


@pytest.fixture(autouse=True)
def _nothing_is_sent(monkeypatch):
    monkeypatch.setattr(queue, "_send", lambda task: None)
    known_tariffs(monkeypatch)


@pytest.fixture
def anne(transactional_db):
    return an_agent(last_name="Guichet")


@pytest.fixture
def bea(transactional_db):
    return an_agent(first_name="Bea", last_name="Zweet")


@pytest.fixture
def claim(transactional_db):
    """Two bills: one with its picture but no provider, one with an act that has no tariff."""
    marie = insured_person(first_name="Marie", last_name="Beispill")
    TieFactory(principal=marie)
    AuthorisationFactory(person=marie, code="APCM")
    claim = a_claim(person=marie)
    claim.original, claim.original_received_at = Original.AWAITED, None
    claim.save()
    first = claim.bills.get()
    first.provider, first.provider_name = None, "Dr Beispill, Esch"
    first.save()
    paper = documents.store(
        photo(name="bill.jpg"), dossier=marie.dossier, by=marie.account, purpose="bill_page"
    )
    documents.check_now(paper.pk)
    BillPageFactory(bill=first, document=paper)
    second = BillFactory(claim=claim, total=Decimal("200.00"))
    LineFactory(bill=second, code="NOVALUE", amount=Decimal("200.00"))
    ProviderFactory(code="12345", name="Dr Beispill")
    return claim


@pytest.fixture
def desk(page, live_portal, anne):
    """The agent's browser."""
    take_over(page, live_portal, window_of(anne))
    return page


def look(page, name: str) -> None:
    """Nothing is cut off, axe finds nothing, by day and by night."""
    if PICTURES:
        for width, scheme in ((1280, "light"), (360, "dark"), (1280, "dark"), (360, "light")):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{scheme}.png", full_page=True)
    found = problems(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    assert not found, "\n".join(found)


def said(page, words: str) -> None:
    expect(page.locator(".messagelist")).to_contain_text(words)


def test_a_claim_from_the_queue_to_the_second_agent(desk, live_portal, claim, anne, bea, browser):
    keyboard = Keyboard(desk)

    def press(role: str, name: str) -> None:
        keyboard.to(desk.get_by_role(role, name=name, exact=True).first, most=200)
        desk.keyboard.press("Enter")

    def write(label: str, text: str, *, within=None) -> None:
        keyboard.to((within or desk).get_by_label(label).first, most=200)
        desk.keyboard.press("Control+A")
        desk.keyboard.type(text)

    reference = claim.procedure.reference
    desk.goto(live_portal.url + QUEUE)
    look(desk, "queue")
    press("link", reference)
    expect(desk.get_by_role("heading", name=f"Claim {reference}")).to_be_visible()
    look(desk, "claim")
    press("button", "Take this claim")
    said(desk, "You have this claim now.")
    press("button", "The original has come")
    said(desk, "Noted: the original has come.")

    press("link", "Bill 1")
    expect(desk.get_by_role("heading", name="What the engine proposes")).to_be_visible()
    expect(desk.get_by_role("img", name="Bill, page 1")).to_be_visible()
    look(desk, "bill")
    write("Code of the provider", "12345")
    press("button", "Save and calculate anew")
    said(desk, "Saved, and calculated anew.")

    press("link", "Bill 2")
    expect(desk.get_by_text("An agent decides").first).to_be_visible()
    line = desk.get_by_role("group", name="Line 1: NOVALUE")
    write("Rate in per cent, set by hand", "800", within=line)
    press("button", "Save and calculate anew")
    expect(desk.get_by_role("alert")).to_be_visible()
    look(desk, "bill-with-errors")
    write("Tariff of the line, set by hand", "180", within=line)
    write("Rate in per cent, set by hand", "80", within=line)
    press("button", "Save and calculate anew")
    said(desk, "Saved, and calculated anew.")
    look(desk, "bill-by-hand")

    press("link", "The whole claim")
    press("link", "Decide bills")
    expect(desk.get_by_role("heading", name="What will happen")).to_be_visible()
    expect(desk.get_by_text("Bill 2 waits for a second agent.")).to_be_visible()
    look(desk, "deciding")
    press("button", "Decide bills")
    said(desk, "It is told together, at once, or after the second agent")
    claim.refresh_from_db()
    assert claim.state == ClaimState.PROPOSED
    look(desk, "proposed")

    context = browser.new_context()
    other = context.new_page()
    take_over(other, live_portal, window_of(bea))
    other.goto(f"{live_portal.url}{QUEUE}?second=needed")
    theirs = Keyboard(other)
    theirs.to(other.get_by_role("link", name=reference, exact=True), most=150)
    other.keyboard.press("Enter")
    confirm = other.get_by_role("link", name="Confirm as the second agent")
    theirs.to(confirm, most=150)
    other.keyboard.press("Enter")
    expect(other.get_by_role("button", name="Confirm as the second agent")).to_be_visible()
    look(other, "confirming")
    theirs.to(other.get_by_role("button", name="Confirm as the second agent"), most=150)
    other.keyboard.press("Enter")
    said(other, "Confirmed. The person is being told.")
    look(other, "decided")
    context.close()
    claim.refresh_from_db()
    assert claim.state == ClaimState.DECIDED
    assert set(Decision.objects.values_list("proposed_by", "decided_by")) == {(anne.pk, bea.pk)}


def test_what_was_sent_back_stands_beside_the_bill(desk, live_portal, anne, bea):
    claim = a_claim(agent=anne)
    claim.bills.get().lines.update(approved_tariff=Decimal("1500"), amount=Decimal("1500"))
    deciding.decide(claim.pk, bills=marks_of(claim), agent=anne)
    deciding.send_back(claim.pk, agent=bea, reason="The tariff is another one.")
    desk.goto(f"{live_portal.url}{QUEUE}?second=back")
    desk.get_by_role("link", name=claim.procedure.reference, exact=True).click()
    expect(desk.get_by_text("The tariff is another one.")).to_be_visible()
    look(desk, "sent-back")
    desk.goto(live_portal.url + bill_page(claim.bills.get()))
    expect(desk.get_by_text("The tariff is another one.")).to_be_visible()


def test_the_other_pages_of_agents(desk, live_portal, anne):
    claim = a_claim(agent=anne)
    authorisation = AuthorisationFactory()
    provider = ProviderFactory()
    for name, address in (
        ("ask", page_of(claim, "ask")),
        ("hand-over", page_of(claim, "hand-over")),
        ("write", page_of(claim, "write")),
        ("providers", "/admin/reimbursements/provider/"),
        ("provider", f"/admin/reimbursements/provider/{provider.pk}/change/"),
        ("new-provider", "/admin/reimbursements/provider/add/"),
        ("authorisations", "/admin/reimbursements/authorisation/"),
        ("authorisation", f"/admin/reimbursements/authorisation/{authorisation.pk}/change/"),
        ("new-authorisation", "/admin/reimbursements/authorisation/add/"),
        ("first-page", "/admin/"),
    ):
        desk.goto(live_portal.url + address)
        expect(desk.get_by_role("heading", level=1)).to_be_visible()
        look(desk, name)
