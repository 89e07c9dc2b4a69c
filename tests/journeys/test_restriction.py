"""Having data blocked, in a browser: asked for, granted, seen by agents, and lifted again."""

from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import expect

from cns_portal import clock
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.selectors import restrictions
from tests.factories import InsuredPersonFactory
from tests.incapacity.agents import an_agent
from tests.incapacity.agents import page_of as certificate_page
from tests.incapacity.factories import CertificateFactory
from tests.insured.agents import file_page, window_of
from tests.journeys.test_every_page import take_over
from tests.journeys.test_rights_over_data import check, heading
from tests.rights.officers import an_officer, page_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BLOCKED = "The data of this person are blocked"


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


def test_a_restriction_from_asking_for_it_to_its_end(open_page, live_portal, agency):
    me = InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")
    certificate = CertificateFactory(person=me)
    marie, officers, agents = open_page(), open_page(), open_page()
    client = Client()
    client.force_login(me.account)
    take_over(marie, live_portal, client)
    take_over(officers, live_portal, window_of(an_officer()))
    take_over(agents, live_portal, window_of(an_agent()))

    marie.goto(f"{live_portal.url}/en/espace/data/rights/restriction/")
    marie.get_by_label("The data are wrong", exact=False).first.check()
    marie.get_by_label("Which data").fill("My address")
    marie.get_by_label("Explain it in your own words").fill("It is the one of my old flat.")
    marie.get_by_label("I have read what the law says").check()
    expect(marie.get_by_text("29/", exact=False)).to_be_visible()
    check(marie, "restriction-asked")
    marie.get_by_role("button", name="Send the").click()
    heading(marie, "Restriction of processing")
    address = marie.url
    sent = RightsRequest.objects.get()

    officers.goto(f"{live_portal.url}{page_of(sent)}")
    officers.get_by_role("button", name="Take this request").click()
    officers.get_by_role("link", name="Grant the request").click()
    check(officers, "restriction-grant")
    officers.get_by_label("In your own words").fill("Your address is not used.")
    officers.get_by_role("button", name="Grant the request").click()
    expect(officers.get_by_text("until you lift the restriction")).to_be_visible()
    check(officers, "restriction-granted")

    for page in (file_page(me), certificate_page(certificate)):
        agents.goto(f"{live_portal.url}{page}")
        expect(agents.get_by_text(BLOCKED)).to_be_visible()
        check(agents, f"restriction-seen-{page.split('/')[3]}")
    marie.goto(address)
    expect(marie.get_by_text("We tell you before this ends.")).to_be_visible()
    check(marie, "restriction-holds")

    officers.get_by_role("link", name="Lift the restriction").click()
    day = officers.get_by_label("Not blocked any more from")
    day.fill(clock.today().isoformat())
    officers.get_by_label("Why, in the person").fill("Your address is corrected.")
    officers.get_by_role("button", name="Lift the restriction").click()
    expect(officers.get_by_text("The restriction can end tomorrow").first).to_be_visible()
    check(officers, "restriction-too-early")
    officers.get_by_label("Not blocked any more from").fill(
        (clock.today() + timedelta(days=3)).isoformat()
    )
    officers.get_by_role("button", name="Show what the person will read").click()
    expect(officers.get_by_text("Your data will not be blocked any more")).to_be_visible()
    check(officers, "restriction-lift")
    officers.get_by_role("button", name="Lift the restriction").click()
    expect(officers.get_by_text("not any more from")).to_be_visible()
    check(officers, "restriction-lifted")

    marie.goto(address)
    expect(marie.get_by_text("Your address is corrected.")).to_be_visible()
    check(marie, "restriction-ends")
    assert list(restrictions.blocked()) == [me.dossier]
