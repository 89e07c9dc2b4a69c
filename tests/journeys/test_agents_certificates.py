"""An agent works through a certificate with the keyboard alone, and the medical board answers."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from playwright.sync_api import expect

from cns_portal import clock, queue
from cns_portal.documents import services as documents
from incapacity.choices.certificates import CertificateState
from tests.appointments.visitors import photo
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.incapacity.agents import QUEUE, a_doctor, an_agent, page_of
from tests.incapacity.factories import (
    CertificateFactory,
    CertificatePageFactory,
    DiagnosisFactory,
)
from tests.insured.agents import window_of
from tests.insured.factories import PeriodFactory
from tests.journeys.looking import problems
from tests.journeys.test_every_page import take_over
from tests.journeys.test_keyboard import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("CERTIFICATE_PICTURES")


@pytest.fixture(autouse=True)
def _nothing_is_sent(monkeypatch):
    monkeypatch.setattr(queue, "_send", lambda task: None)


@pytest.fixture
def anne(transactional_db):
    return an_agent(last_name="Guichet")


@pytest.fixture
def certificate(transactional_db):
    """Late and overlapping, with its sheet, of somebody with an earlier certificate."""
    marie = InsuredPersonFactory(
        signs_in=True, first_name="Marie", last_name="Beispill", language="en"
    )
    PeriodFactory(person=marie)
    sent_at = clock.now() - timedelta(days=8)
    first = sent_at.date() - timedelta(days=5)
    CertificateFactory(
        person=marie, accepted=True, created_at=sent_at, first_day=first - timedelta(days=2)
    )
    certificate = CertificateFactory(
        person=marie,
        created_at=sent_at,
        first_day=first,
        late=True,
        late_because="I could not leave the bed.",
        note="The doctor came to my house.",
    )
    DiagnosisFactory(certificate=certificate)
    sheet = documents.store(
        photo(name="sheet.jpg"), dossier=marie.dossier, by=marie.account, purpose="certificate_page"
    )
    documents.check_now(sheet.pk)
    CertificatePageFactory(certificate=certificate, document=sheet)
    return certificate


@pytest.fixture
def desk(page, live_portal, anne):
    """The agent's browser."""
    take_over(page, live_portal, window_of(anne))
    return page


def look(page, name: str) -> None:
    """Nothing is cut off, axe finds nothing, by day and by night."""
    page.wait_for_load_state()
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


def test_a_certificate_from_the_queue_to_the_board_and_its_decision(
    desk, live_portal, certificate, browser
):
    keyboard = Keyboard(desk)

    def press(role: str, name: str) -> None:
        keyboard.to(desk.get_by_role(role, name=name, exact=True).first, most=200)
        desk.keyboard.press("Enter")

    def write(label: str, text: str) -> None:
        keyboard.to(desk.get_by_label(label).first, most=200)
        desk.keyboard.press("Control+A")
        desk.keyboard.type(text)

    reference = certificate.procedure.reference
    desk.goto(live_portal.url + QUEUE)
    look(desk, "queue")
    press("link", reference)
    expect(desk.get_by_role("heading", name=f"Certificate {reference}")).to_be_visible()
    expect(desk.get_by_role("img", name="Sheet for the CNS, page 1")).to_be_visible()
    look(desk, "certificate")
    press("button", "Take this certificate")
    said(desk, "You have this certificate now.")
    press("link", "Show the code")
    expect(desk.locator("#medical")).to_contain_text("J06.9")

    press("link", "Correct what was entered")
    look(desk, "correcting")
    write("Last day", "01/01/2020")
    press("button", "Correct what was entered")
    expect(desk.get_by_role("alert")).to_be_visible()
    look(desk, "correcting-with-errors")
    write("Last day", certificate.last_day.strftime("%d/%m/%Y"))
    write("Code of the doctor", "90123456")
    press("button", "Correct what was entered")
    said(desk, "Saved.")

    press("link", "Ask the medical board")
    write("What the medical board is to look at", "Is five days plausible?")
    look(desk, "asking-the-board")
    press("button", "Ask the medical board")
    said(desk, "The medical board is asked.")
    look(desk, "at-the-board")

    context = browser.new_context()
    other = context.new_page()
    take_over(other, live_portal, window_of(a_doctor()))
    other.goto(f"{live_portal.url}{QUEUE}?state=at_board")
    theirs = Keyboard(other)
    theirs.to(other.get_by_role("link", name=reference, exact=True), most=150)
    other.keyboard.press("Enter")
    label = "Give the opinion of the medical board"
    theirs.to(other.get_by_role("link", name=label, exact=True).first, most=150)
    other.keyboard.press("Enter")
    theirs.to(other.get_by_label("Your opinion"), most=150)
    other.keyboard.type("Plausible.")
    look(other, "opinion")
    theirs.to(other.get_by_role("button", name=label), most=150)
    other.keyboard.press("Enter")
    said(other, "Your opinion is there.")
    context.close()

    desk.reload()
    expect(desk.locator("#medical")).to_contain_text("Plausible.")
    press("link", "Accept the certificate")
    look(desk, "accepting")
    press("button", "Accept the certificate")
    said(desk, "The certificate is accepted.")
    look(desk, "accepted")
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.ACCEPTED


def test_who_may_not_see_the_sheet_sees_the_rest(page, live_portal, certificate):
    account = AccountFactory(agent=True)
    names = ["view_certificate", "decide_certificate"]
    account.user_permissions.set(Permission.objects.filter(codename__in=names))
    take_over(page, live_portal, window_of(account))
    page.goto(live_portal.url + page_of(certificate))
    expect(page.get_by_text("only to who has the right")).to_be_visible()
    expect(page.get_by_role("img", name="Sheet for the CNS, page 1")).to_have_count(0)
    look(page, "without-the-right")


def test_refusing_and_the_figures_per_week(desk, live_portal, certificate, anne):
    desk.goto(live_portal.url + page_of(certificate))
    desk.get_by_role("button", name="Take this certificate").click()
    desk.get_by_role("link", name="Do not accept the certificate").click()
    look(desk, "refusing")
    desk.goto(f"{live_portal.url}{QUEUE}figures/")
    expect(desk.get_by_role("heading", name="Received", exact=True)).to_be_visible()
    look(desk, "figures")
