"""Who else is paid, and payments and the desk, in a browser."""

import os
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from cns_portal import clock
from reimbursements.models import PayeeDeclaration, PaymentBatch
from reimbursements.services import batches, deciding
from tests.insured.agents import window_of
from tests.insured.factories import BankAccountFactory
from tests.journeys.looking import looks_right
from tests.reimbursements.agents import (
    a_claim,
    an_agent,
    insured_person,
    known_tariffs,
    marks_of,
    page_of,
)
from tests.reimbursements.factories import ClaimFactory, PayeeDeclarationFactory
from tests.reimbursements.paying import BELGIUM, agent, ordered, waiting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def marie(agency):
    return insured_person(first_name="Marie", last_name="Beispill")


def as_in(client: Client, page, portal):
    name = django_settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": portal.url}
    page.context.add_cookies([cookie])
    return page


@pytest.fixture
def at_home(page, live_portal, marie):
    client = Client()
    client.force_login(marie.account)
    return as_in(client, page, live_portal)


@pytest.fixture
def at_work(page, live_portal, agency):
    return as_in(window_of(an_agent()), page, live_portal)


def seen(page, name: str) -> None:
    """The page is as every page should be; for people, a picture of it."""
    looks_right(page)
    if folder := os.environ.get("PICTURES"):
        for scheme in ("light", "dark"):
            for width in (360, 1280):
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": 800})
                page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)


def test_somebody_else_is_declared_changed_and_ended(at_home, marie, live_portal):
    page = at_home
    claim = ClaimFactory(person=marie)
    page.goto(f"{live_portal.url}/en/espace/reimbursements/payee/")
    seen(page, "payees-none")
    page.get_by_role("link", name="Declare somebody else").click()
    seen(page, "payee-new")
    page.get_by_role("button", name="Declare").click()
    expect(page.get_by_role("alert")).to_be_visible()
    seen(page, "payee-new-error")
    page.get_by_label("For the bills of one mailing (B)").check()
    page.get_by_label("Which mailing?").select_option(str(claim.public_id))
    page.get_by_label("Who is paid").fill("Jean Muster")
    page.get_by_label("IBAN").fill("BE21 0012 3456 7803")
    page.get_by_label("This person has paid these bills, or pays them.").check()
    page.get_by_role("button", name="Declare").click()
    expect(page.get_by_text("Your declaration is in force.")).to_be_visible()
    PayeeDeclarationFactory(person=marie, holder="Claire Muster", first_day=clock.today())
    page.reload()
    seen(page, "payees")
    page.get_by_role("link", name="Change Claire Muster").click()
    seen(page, "payee-change")
    page.go_back()
    page.get_by_role("link", name="End Jean Muster").click()
    seen(page, "payee-end")
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("It is ended.")).to_be_visible()
    assert PayeeDeclaration.objects.get(form="b").state == "revoked"


def test_payments_and_their_files(at_work, live_portal):
    page = at_work
    with transaction.atomic():
        back = ordered()
        person = waiting().statement.person
    BankAccountFactory(
        person=person, state="replaced", replaced_at=clock.now(), decided_at=clock.now()
    )
    person.bank_accounts.filter(state="in_force").update(decided_at=clock.now())
    page.goto(live_portal.url + reverse("admin:reimbursements_payment_changelist"))
    seen(page, "payments")
    page.goto(live_portal.url + reverse("admin:reimbursements_payment_change", args=[back.pk]))
    seen(page, "payment")
    page.get_by_label("Why it came back").select_option("AC04")
    page.get_by_role("button", name="Write down that it came back").click()
    expect(page.get_by_text("Written down.")).to_be_visible()
    seen(page, "payment-returned")
    page.goto(live_portal.url + reverse("admin:reimbursements_paymentbatch_prepare"))
    seen(page, "prepare-payments")
    page.goto(live_portal.url + reverse("admin:reimbursements_paymentbatch_changelist"))
    seen(page, "payment-files")
    batch = batches.prepare(agent=agent())
    address = reverse("admin:reimbursements_paymentbatch_change", args=[batch.pk])
    page.goto(live_portal.url + address)
    expect(page.get_by_text("Changed in the last 30 days").first).to_be_visible()
    seen(page, "payment-file")
    page.get_by_label("I have looked at the payments").check()
    page.get_by_role("button", name="Release the file").click()
    expect(page.get_by_text("The file is released.")).to_be_visible()
    seen(page, "payment-file-released")


def test_bills_at_the_desk(at_work, live_portal, marie, monkeypatch):
    page = at_work
    known_tariffs(monkeypatch)
    page.goto(live_portal.url + reverse("admin:reimbursements_claim_hand_in"))
    seen(page, "hand-in")
    page.get_by_label("Matricule").fill(marie.matricule)
    page.get_by_role("button", name="Take the bills in").click()
    expect(page.get_by_text("Enter now what stands on the bills.")).to_be_visible()
    claim = marie.claims.get()
    bill = claim.bills.get()
    served = clock.today() - timedelta(days=4)
    bill.lines.create(position=1, code="C1", served_on=served, amount=Decimal("120"))
    claim.bills.update(total=Decimal("120"), paid_on=served, proof="receipted")
    page.goto(live_portal.url + page_of(claim, "desk"))
    expect(page.get_by_text("Bill 1: meets the conditions.")).to_be_visible()
    seen(page, "desk")
    page.get_by_label("Instant transfer").check()
    page.get_by_label("Somebody else stands at the desk, as a proxy").check()
    page.get_by_role("button", name="Decide and pay at once at the desk").click()
    expect(page.get_by_text("A proxy shows the signed form").first).to_be_visible()
    seen(page, "desk-error")
    page.get_by_label("The proxy has shown").check()
    page.get_by_label("Account holder (the proxy)").fill("Jean Proxy")
    page.get_by_label("IBAN of the proxy").fill(BELGIUM)
    page.get_by_role("button", name="Decide and pay at once at the desk").click()
    expect(page.get_by_text("Decided. Hand out the statement")).to_be_visible()
    seen(page, "desk-done")
    assert PaymentBatch.objects.get().payments.get().iban == BELGIUM


def test_a_waiting_statement_at_the_desk(page, live_portal, agency, monkeypatch):
    known_tariffs(monkeypatch)
    me = an_agent()
    claim = a_claim(agent=me, bills=2)
    claim.bills.update(paid_on=clock.today())
    deciding.decide(claim.pk, bills=marks_of(claim), agent=me)
    page = as_in(window_of(me), page, live_portal)
    page.goto(live_portal.url + page_of(claim, "desk-waiting"))
    seen(page, "desk-waiting")
    page.get_by_label("Cheque", exact=True).check()
    page.get_by_label("Number of the cheque").fill("4711")
    page.get_by_role("button", name="Pay a decided statement at once at the desk").click()
    expect(page.get_by_text("Done. Hand out the statement")).to_be_visible()
