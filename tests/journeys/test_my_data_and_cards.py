"""My data and my cards in a browser: every page and the whole way of each change."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

from cns_portal import audit, clock
from cns_portal.inbox.models import Email
from insured.models import BankAccount, Card
from insured.services import bank, email_address
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.covered import child_of, insured
from tests.insured.factories import CardFactory, FormerMatriculeFactory
from tests.journeys.looking import looks_right
from tests.journeys.test_every_page import take_over

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAY = timedelta(days=1)
PICTURES = os.environ.get("PICTURES_OF_MY_DATA")


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def me(agency):
    person = InsuredPersonFactory(
        signs_in=True, first_name="Marie", last_name="Beispill", email="marie@people.example"
    )
    insured(person)
    return person


@pytest.fixture
def signed_in(me, page, live_portal):
    client = Client()
    client.force_login(me.account)
    take_over(page, live_portal, client)
    return page


@pytest.fixture
def look_at(signed_in, live_portal):
    def look(path: str, name: str = "") -> None:
        signed_in.goto(f"{live_portal.url}/en/espace/{path}")
        expect(signed_in.get_by_role("heading", level=1)).to_be_visible()
        check(signed_in, name or path)

    return look


def check(page, name: str) -> None:
    looks_right(page)
    if PICTURES:
        for scheme, width in (("light", 1280), ("dark", 360), ("light", 360)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            file = Path(PICTURES, f"{re.sub(r'[^a-z]+', '-', name)}-{width}-{scheme}.png")
            page.screenshot(path=file, full_page=True)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 800})


def heading(page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def press(page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def test_every_page_of_my_data_with_little_and_with_much(look_at, me, signed_in, live_portal):
    look_at("data/", "data-empty")
    look_at("data/bank/", "bank-empty")
    look_at("data/looks/", "looks-empty")
    agents = AccountFactory(agent=True), AccountFactory(agent=True)
    FormerMatriculeFactory(person=me)
    first = bank.change_own(
        me, actor=me.account, iban="LU28 0019 4006 4475 0000", holder="Marie Beispill", seen=None
    )
    bank.change_own(
        me,
        actor=me.account,
        iban="BE21 0012 3456 7803",
        holder="Marie Beispill",
        seen=first.public_id,
    )
    bank.propose(
        me,
        agent=agents[0],
        iban="LU66 0010 0000 0000 0001",
        holder="Marie Beispill",
        reason="Shown at the counter",
    )
    email_address.ask(me, actor=me.account, email="a-rather-long-address.of-marie@people.example")
    for _ in range(25):
        audit.record_view(agents[0], me, purpose="insured.list", dossier=me.dossier)
    elsewhere = Client()
    elsewhere.force_login(me.account)
    for path in ("", "address/", "reached/", "email/", "bank/", "sessions/", "looks/"):
        look_at(f"data/{path}")
    letter = Email.objects.get(recipient__startswith="a-rather-long")
    (path,) = re.findall(r"/espace/(data/email/[\w-]+/)", letter.text_body)
    look_at(path, "email-confirm")
    email_address.withdraw(me, actor=me.account)
    look_at(path, "email-over")


def test_a_wrong_account_then_the_right_one(signed_in, me, live_portal):
    page = signed_in
    page.goto(f"{live_portal.url}/en/espace/data/")
    page.get_by_role("link", name="Enter a bank account").click()
    page.get_by_label("IBAN").fill("LU28 0019 4006 4475 0001")
    press(page, "Use this account")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("check digits do not match")
    expect(page.get_by_label("IBAN")).to_have_value("LU28 0019 4006 4475 0001")
    check(page, "bank-wrong")
    alert.get_by_role("link").first.click()
    expect(page.get_by_label("IBAN")).to_be_focused()
    page.get_by_label("IBAN").fill("LU28 0019 4006 4475 0000")
    press(page, "Use this account")
    heading(page, "My data")
    expect(page.get_by_text("Your new bank account is used from now on.")).to_be_visible()
    expect(page.get_by_text("LU account ending in 0000")).to_be_visible()
    assert "4475" not in page.content()
    assert "4475" not in page.url
    assert BankAccount.objects.get().last_four == "0000"


def test_another_email_address_by_its_link(signed_in, me, live_portal):
    page = signed_in
    page.goto(f"{live_portal.url}/en/espace/data/")
    page.get_by_role("link", name=re.compile("^Change.*E-mail address")).click()
    press(page, "Send the link")
    expect(page.get_by_role("alert")).to_contain_text("Enter an e-mail address")
    check(page, "email-missing")
    page.get_by_label("New e-mail address").fill("new@people.example")
    press(page, "Send the link")
    expect(page.get_by_text("A new address waits for you")).to_be_visible()
    letter = Email.objects.get(recipient="new@people.example")
    (path,) = re.findall(r"(/en/espace/data/email/[\w-]+/)", letter.text_body)
    page.goto(live_portal.url + path)
    heading(page, "Use this e-mail address?")
    press(page, "Yes, use this address")
    expect(page.get_by_text("Your new e-mail address is used from now on.")).to_be_visible()
    me.refresh_from_db()
    assert me.email == "new@people.example"
    page.goto(live_portal.url + path)
    heading(page, "This link is no longer good")


def test_signing_out_elsewhere(signed_in, me, live_portal, open_page):
    elsewhere = Client()
    elsewhere.force_login(me.account)
    page = signed_in
    page.goto(f"{live_portal.url}/en/espace/data/")
    page.get_by_role("link", name="Where I am signed in").click()
    heading(page, "Where I am signed in")
    press(page, "Sign out everywhere else")
    expect(page.get_by_text("You are signed out there.")).to_be_visible()
    expect(page.get_by_text("You are signed in nowhere else.")).to_be_visible()
    check(page, "sessions-alone")
    assert elsewhere.get("/en/espace/data/").status_code == 302


def test_a_lost_card_without_a_script(open_page, me, live_portal):
    """With JavaScript switched off, from the list to the card on its way."""
    CardFactory(person=me, european_until=clock.today() + 49 * DAY)
    page = open_page(java_script_enabled=False)
    client = Client()
    client.force_login(me.account)
    take_over(page, live_portal, client)
    page.goto(f"{live_portal.url}/en/espace/cards/")
    page.get_by_role("link", name="Lost or stolen").click()
    heading(page, "Is your card lost or stolen?")
    press(page, "Yes, report it lost")
    expect(page.get_by_role("alert")).to_contain_text("Check the address")
    page.get_by_role("checkbox", name="I have checked the address").check()
    press(page, "Yes, report it lost")
    heading(page, "Social security cards")
    expect(page.get_by_text("A card is on its way")).to_be_visible()
    assert Card.objects.filter(state="ordered", reason="lost").exists()


def test_every_page_of_cards(look_at, me, signed_in):
    look_at("cards/", "cards-none")
    look_at("cards/order/")
    press(signed_in, "Order the card")
    expect(signed_in.get_by_role("alert")).to_be_visible()
    check(signed_in, "order-wrong")
    child = child_of(me, born=clock.today() - 9 * 365 * DAY, first_name="Max")
    insured(child)
    CardFactory(person=child, european_until=clock.today() + 49 * DAY)
    child_of(me, born=clock.today() - 16 * 365 * DAY, first_name="Maximiliane-Josephine")
    card = CardFactory(person=me, european_until=clock.today() + 49 * DAY)
    CardFactory(person=me, state="lost", ended_at=clock.now())
    look_at("cards/", "cards-one")
    look_at("cards/order/", "cards-order-why")
    look_at(f"cards/{card.public_id}/lost/", "lost")
    late = CardFactory(
        person=me,
        state="sent",
        reason="renewal",
        sent_on=clock.today() - 20 * DAY,
        ordered_at=clock.now() - 25 * DAY,
    )
    look_at("cards/", "cards-two")
    for deed in ("arrived", "missing", "returned"):
        look_at(f"cards/{late.public_id}/{deed}/", deed)
    Card.objects.filter(pk=card.pk).update(
        state="to_return", european_until=clock.today() - 3 * DAY
    )
    look_at("cards/", "cards-return")
    look_at(f"cards/{card.public_id}/returned/", "return")


def test_a_card_that_arrived(signed_in, me, live_portal):
    page = signed_in
    CardFactory(person=me)
    CardFactory(person=me, state="sent", reason="renewal", sent_on=clock.today())
    page.goto(f"{live_portal.url}/en/espace/cards/")
    page.get_by_role("link", name="It has arrived").click()
    heading(page, "Has your new card arrived?")
    press(page, "Yes, it is here")
    expect(page.get_by_text("Your new card is noted as in use.")).to_be_visible()
    expect(page.get_by_role("heading", name="Earlier cards")).to_be_visible()
    assert Card.objects.get(state="active").reason == "renewal"
