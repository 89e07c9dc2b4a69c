"""A statement in a browser: read, taken along, objected to; how far a mailing has come."""

import os
from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import expect

from cns_portal import clock
from reimbursements.choices.claims import ClaimState
from reimbursements.models import Objection
from tests.accounts.agents import sign_in_agent
from tests.factories import InsuredPersonFactory
from tests.journeys.looking import looks_right
from tests.journeys.test_every_page import take_over
from tests.reimbursements.agents import an_agent
from tests.reimbursements.factories import (
    BillFactory,
    ClaimFactory,
    LineFactory,
    ObjectionFactory,
)
from tests.reimbursements.told import a_told_claim, in_state

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def marie(agency):
    return InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")


@pytest.fixture
def at_home(page, live_portal, marie):
    client = Client()
    client.force_login(marie.account)
    take_over(page, live_portal, client)
    return page


def seen(page, name: str) -> None:
    """The page is as every page should be; for people, a picture of it."""
    looks_right(page)
    if folder := os.environ.get("PICTURES"):
        for scheme in ("light", "dark"):
            for width in (360, 1280):
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": 800})
                page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)


def open_claim(page, live_portal, claim) -> None:
    page.goto(f"{live_portal.url}/en/espace/reimbursements/{claim.public_id}/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_statement_is_read_and_objected_to(at_home, marie, live_portal):
    page = at_home
    statement = a_told_claim(person=marie, bills=2, waiting=1)
    open_claim(page, live_portal, statement.claim)
    expect(page.get_by_text("2 of 3 bills decided").first).to_be_visible()
    seen(page, "claim-some-decided")
    page.get_by_role("link", name=f"Statement of reimbursement {statement.number}").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(statement.number)
    page.get_by_text("How it was calculated").first.click()
    expect(page.get_by_text("Tariff of the act").first).to_be_visible()
    seen(page, "statement")
    page.get_by_role("link", name="Object to this statement").click()
    seen(page, "object")
    page.get_by_label("Why do you not agree?").fill("The second visit was urgent.")
    page.get_by_role("button", name="Send the objection").click()
    expect(page.get_by_text("You have objected to this statement")).to_be_visible()
    seen(page, "statement-objected")
    page.get_by_role("button", name="Take the objection back").click()
    expect(page.get_by_text("You have taken your objection back.")).to_be_visible()
    assert Objection.objects.get().state == "withdrawn"


def test_an_objection_says_what_is_missing(at_home, marie, live_portal):
    page = at_home
    statement = a_told_claim(person=marie)
    page.goto(
        f"{live_portal.url}/en/espace/reimbursements/statements/{statement.public_id}/object/"
    )
    page.get_by_role("button", name="Send the objection").click()
    expect(page.get_by_role("alert")).to_be_visible()
    seen(page, "object-error")


def test_the_page_of_a_mailing_in_its_states(at_home, marie, live_portal):
    page = at_home
    now = clock.now()
    for _number in range(12):
        ClaimFactory(decided=True, created_at=now - timedelta(days=9), decided_at=now)
    sent = ClaimFactory(person=marie, created_at=now - timedelta(days=3))
    LineFactory(bill=BillFactory(claim=sent))
    open_claim(page, live_portal, sent)
    expect(page.get_by_text("Likely decided around")).to_be_visible()
    seen(page, "claim-sent")
    asked = ClaimFactory(person=marie, asked=True)
    LineFactory(bill=BillFactory(claim=asked))
    open_claim(page, live_portal, asked)
    expect(page.get_by_text("The CNS is waiting for you")).to_be_visible()
    looks_right(page)
    told = a_told_claim(person=marie)
    for state in (ClaimState.PAID, ClaimState.RETURNED):
        open_claim(page, live_portal, in_state(told, state))
        seen(page, f"claim-{state}")


def test_an_agent_answers_an_objection(page, marie, live_portal):
    agent = an_agent()
    client = Client()
    sign_in_agent(client, agent)
    take_over(page, live_portal, client)
    objection = ObjectionFactory(
        statement=a_told_claim(person=marie), grounds="The second visit was urgent."
    )
    page.goto(f"{live_portal.url}/admin/reimbursements/objection/")
    page.get_by_role("link", name=objection.statement.number).click()
    expect(page.get_by_text("The second visit was urgent.")).to_be_visible()
    seen(page, "admin-objection")
    page.get_by_role("button", name="Accept the objection", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    seen(page, "admin-objection-error")
    page.get_by_role("checkbox").check()
    page.get_by_label("Answer, for the person").first.fill("You are right.")
    page.get_by_role("button", name="Accept the objection", exact=True).click()
    page.wait_for_url(f"**/reimbursements/claim/{objection.statement.claim_id}/change/")
    objection.refresh_from_db()
    assert (objection.state, objection.decided_by) == ("upheld", agent)
