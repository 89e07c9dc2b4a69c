"""An agent works through a request with the keyboard alone; two agents change a bank account."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cns_portal import clock, procedures, queue
from cns_portal.documents import services as documents
from insured.choices import RequestDocumentKind, RequestKind, RequestState, Standing
from insured.models import BankAccount, FamilyTie
from insured.services.co_insurance import Statement
from tests.appointments.visitors import photo
from tests.factories import AccountFactory, InsuredPersonFactory, some_matricule
from tests.insured.agents import FILES, QUEUES, an_agent, file_page, request_page, window_of
from tests.insured.factories import (
    BankAccountFactory,
    CardFactory,
    DeclarationFactory,
    FormerMatriculeFactory,
    GuardianshipFactory,
    MandateFactory,
    PaperFactory,
    PeriodFactory,
    RequestDocumentFactory,
    RequestFactory,
    TieFactory,
)
from tests.journeys.looking import problems
from tests.journeys.test_every_page import take_over
from tests.journeys.test_keyboard import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("REQUEST_PICTURES")


@pytest.fixture(autouse=True)
def _nothing_is_sent(monkeypatch):
    monkeypatch.setattr(queue, "_send", lambda task: None)


@pytest.fixture
def anne(transactional_db):
    return an_agent(last_name="Guichet")


@pytest.fixture
def marie(transactional_db):
    """A mother with a history, a child, papers and an account."""
    marie = InsuredPersonFactory(
        signs_in=True,
        first_name="Marie",
        last_name="Beispill",
        matricule=some_matricule(31, born="19850412"),
        birth_date=date(1985, 4, 12),
    )
    start = clock.today() - timedelta(days=900)
    PeriodFactory(
        person=marie, first_day=start, last_day=None, employer_name="Demonstration s.à r.l."
    )
    DeclarationFactory(person=marie, employer_name="Demonstration s.à r.l.")
    DeclarationFactory(
        person=marie, standing=Standing.CONTRADICTING, contradiction="entry_while_open"
    )
    lena = InsuredPersonFactory(first_name="Lena", last_name="Beispill")
    GuardianshipFactory(holder=marie, child=lena)
    TieFactory(principal=marie, member=lena, relation="own_child", basis="automatic")
    MandateFactory(grantor=marie)
    CardFactory(person=marie)
    PaperFactory(person=marie)
    BankAccountFactory(person=marie)
    FormerMatriculeFactory(person=marie, matricule=some_matricule(12, born="19850412"))
    return marie


@pytest.fixture
def tom(transactional_db):
    return InsuredPersonFactory(
        signs_in=True, first_name="Tom", last_name="Modell", birth_date=date(1983, 9, 30)
    )


@pytest.fixture
def item(marie, tom):
    """Marie wants to add her husband; the marriage certificate is with it."""
    statement = Statement(
        relation="spouse",
        first_name="Tom",
        last_name="Modell",
        matricule=tom.matricule,
        birth_date=tom.birth_date,
    )
    item = RequestFactory(
        person=marie,
        about=tom,
        details=statement.as_json(),
        sent_at=clock.now() - timedelta(days=16),
    )
    paper = documents.store(
        photo(), dossier=marie.dossier, by=marie.account, purpose="civil_status"
    )
    documents.check_now(paper.pk)
    RequestDocumentFactory(request=item, document=paper, kind=RequestDocumentKind.CIVIL_STATUS)
    RequestFactory(kind=RequestKind.END_CO_INSURANCE, sent_at=clock.now() - timedelta(days=40))
    RequestFactory(kind=RequestKind.S1, taken=True, sent_at=clock.now() - timedelta(days=3))
    return item


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


def test_a_request_from_the_queue_to_the_decision(desk, live_portal, item, marie, tom):
    keyboard = Keyboard(desk)

    def press(role: str, name: str) -> None:
        keyboard.to(desk.get_by_role(role, name=name, exact=True).first, most=150)
        desk.keyboard.press("Enter")

    desk.goto(live_portal.url + QUEUES)
    look(desk, "queue")
    press("link", item.procedure.reference)
    expect(desk.get_by_role("heading", name=f"Request {item.procedure.reference}")).to_be_visible()
    look(desk, "request")
    press("button", "Take this request")
    said(desk, "You have this request now.")
    press("link", "Ask the person")
    expect(desk.get_by_role("heading", name="What will happen")).to_be_visible()
    box = desk.get_by_label("In your own words")
    keyboard.to(box, most=150)
    desk.keyboard.type("On which day did you marry?")
    press("button", "Show what the person will read")
    expect(desk.get_by_role("heading", name="What the person will read")).to_be_visible()
    look(desk, "asking")
    press("button", "Ask the person")
    said(desk, "The question is on its way.")
    expect(desk.get_by_text("Waiting for the person")).to_be_visible()

    procedures.reply(
        item.procedure,
        text="On 4 May 2024.",
        by=marie.account,
        sent_key=item.procedure.public_id,
    )
    desk.goto(f"{live_portal.url}{QUEUES}?news=answer")
    press("link", item.procedure.reference)
    conversation = desk.get_by_role("region", name="Conversation")
    expect(conversation.get_by_text("On 4 May 2024.")).to_be_visible()
    expect(conversation.get_by_text("On which day did you marry?")).to_be_visible()
    look(desk, "answered")
    press("link", "Accept the request")
    keyboard.to(desk.get_by_label("First day of the co-insurance"), most=150)
    desk.keyboard.type("11012026")
    look(desk, "accepting")
    press("button", "Accept the request")
    said(desk, "The request is accepted.")
    item.refresh_from_db()
    assert item.state == RequestState.ACCEPTED
    tie = FamilyTie.objects.get(member=tom)
    assert (tie.principal, tie.relation, tie.first_day) == (marie, "spouse", date(2026, 11, 1))
    look(desk, "accepted")


def test_refusing_shows_the_ready_texts_and_what_is_missing(desk, live_portal, item, anne):
    from insured.services import requests

    requests.take(item.pk, agent=anne)
    desk.goto(live_portal.url + request_page(item, "refuse"))
    desk.get_by_role("button", name="Refuse the request").click()
    expect(desk.get_by_role("alert")).to_be_visible()
    look(desk, "refusing")


def test_the_file_and_its_pages(desk, live_portal, marie, item):
    for number, name in enumerate(["change", "contact", "matricule", "newborn", "mandate", "bank"]):
        desk.goto(live_portal.url + file_page(marie, name))
        look(desk, f"file-{number}-{name}")
    desk.goto(live_portal.url + FILES)
    look(desk, "files")


def test_four_eyes(desk, open_page, live_portal, marie, anne):
    desk.goto(live_portal.url + file_page(marie, "bank"))
    desk.get_by_label("IBAN").fill("LU66 0010 0000 0000 0001")
    desk.get_by_label("On what evidence").fill("Bank card shown at the counter")
    desk.get_by_role("button", name="Enter a bank account").click()
    said(desk, "The account waits for a second agent.")
    account = BankAccount.objects.get(state="proposed")
    address = reverse("admin:insured_bankaccount_change", args=[account.pk])
    desk.goto(live_portal.url + address)
    expect(desk.get_by_role("button", name="Confirm the account")).to_have_count(0)
    look(desk, "proposal-mine")

    bea = an_agent(first_name="Bea")
    other = open_page()
    take_over(other, live_portal, window_of(bea))
    other.goto(f"{live_portal.url}/admin/insured/bankaccount/")
    other.get_by_role("link", name="2026").first.click()
    look(other, "proposal")
    keyboard = Keyboard(other)
    keyboard.press("Confirm the account")
    said(other, "The account is in force.")
    account.refresh_from_db()
    assert (account.state, account.decided_by) == ("in_force", bea)


def test_the_ready_texts_of_a_supervisor(page, live_portal, transactional_db):
    from insured.models import ReplyTemplate

    text = ReplyTemplate.objects.create(
        code="mine", use="ask", title_fr="Titre", text_fr="Bonjour {name}."
    )
    take_over(page, live_portal, window_of(AccountFactory(supervisor=True)))
    for address in ("", f"{text.pk}/change/", "add/"):
        page.goto(f"{live_portal.url}/admin/insured/replytemplate/{address}")
        look(page, f"texts-{address.replace('/', '-')}")
