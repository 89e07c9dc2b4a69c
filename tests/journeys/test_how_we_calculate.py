"""“How we calculate” in a browser: it looks right, and the calculator can be used by keyboard."""

import pytest
from playwright.sync_api import expect

from reimbursements.models import Recalculation
from reimbursements.rules import second_person
from reimbursements.services import loading_tariffs, recalculating
from tests.insured.agents import window_of
from tests.journeys.looking import looks_right, problems
from tests.journeys.test_every_page import take_over
from tests.reimbursements.agents import an_agent
from tests.reimbursements.test_services_loading_tariffs import NEXT_LETTER, files_with
from tests.reimbursements.test_services_recalculating import change_the_past, decided

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(live_portal):
    loading_tariffs.load_published()
    return f"{live_portal.url}/en/how-we-calculate/"


def test_the_calculator_answers_and_the_answer_is_where_one_arrives(page, address):
    page.goto(address)
    looks_right(page)
    page.get_by_label("Code of the act").fill("c1n")
    page.get_by_label("Date of care").fill("18/11/2026")
    page.get_by_label("Amount, without the convenience fee").fill("130,00")
    page.get_by_label("Convenience fee, if there is one").fill("5,00")
    page.get_by_label("How many times").press("Enter")
    answer = page.get_by_role("region", name="C1N on 18 November 2026")
    expect(answer).to_be_focused()
    expect(answer).to_contain_text("110.18 €")
    expect(answer).to_contain_text("15.02 €")
    answer.get_by_text("How it was calculated").click()
    expect(answer).to_contain_text("RGD 21.12.1998, art. 4")
    looks_right(page)


def test_a_mistake_is_named_and_led_to(page, address):
    page.goto(address)
    page.get_by_role("button", name="Calculate").click()
    page.get_by_role("link", name="Enter the code of the act, for example C1.").click()
    expect(page.get_by_label("Code of the act")).to_be_focused()
    looks_right(page)


def test_without_scripts_the_calculator_answers_too(browser, address):
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(address)
    plain.get_by_label("Code of the act").fill("C1")
    plain.get_by_label("Amount, without the convenience fee").fill("62,60")
    plain.get_by_label("Date of care").fill("18/11/2026")
    plain.get_by_role("button", name="Calculate").click()
    expect(plain.locator("#answer")).to_contain_text("55.09 €")
    context.close()


def test_acts_are_found_and_every_page_of_it_looks_right(page, address):
    loading_tariffs.load(files=files_with(NEXT_LETTER), name="Index of January 2027")
    page.goto(address)
    page.get_by_role("link", name="Acts and tariffs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Acts and tariffs")
    looks_right(page)
    page.get_by_label("Code or word").fill("dermatology")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name="Changes").click()
    expect(page.get_by_role("heading", level=2, name="Index of January 2027")).to_be_visible()
    looks_right(page)


def test_the_agents_page_of_a_recalculation_looks_right(page, live_portal, address, monkeypatch):
    monkeypatch.setattr(second_person, "is_drawn", lambda bill, *, salt: False)
    agent = an_agent()
    decided(agent)
    change_the_past()
    recalculating.look()
    found = Recalculation.objects.get()
    take_over(page, live_portal, window_of(agent))
    admin = f"{live_portal.url}/admin/reimbursements"
    for path in (
        "recalculation/",
        f"recalculation/{found.pk}/change/",
        "tariffload/",
        "parametervalue/",
        "actvalue/?q=C1",
    ):
        page.goto(f"{admin}/{path}")
        assert problems(page) == []
    page.goto(f"{admin}/recalculation/{found.pk}/change/")
    page.get_by_role("button", name="Decide the bill anew").click()
    expect(page).to_have_url(f"{admin}/claim/{found.bill.claim_id}/change/")
