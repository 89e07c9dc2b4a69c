"""“When I am ill” in a browser: it looks right, and deadlines can be found by keyboard alone."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.journeys.looking import looks_right

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(live_portal, monkeypatch):
    monkeypatch.setattr("cns_portal.clock.today", lambda: date(2026, 11, 23))
    return f"{live_portal.url}/en/when-i-am-ill/"


def test_the_deadline_is_said_where_one_arrives(open_page, address):
    page = open_page()
    page.goto(address)
    looks_right(page)
    page.get_by_label("First day of absence").fill("19.11.2026")
    page.get_by_label("Last day, if you know it").fill("4/12/2026")
    page.get_by_label("Last day, if you know it").press("Enter")
    answer = page.get_by_role("region", name="Send sheet 1 to the CNS by Monday 23 November 2026")
    expect(answer).to_be_focused()
    expect(answer).to_contain_text("today is the last day")
    expect(answer).to_contain_text("It cannot end on Saturday 21 November 2026")
    answer.get_by_text("The rule behind it (Send sheet 1 to the CNS)").press("Enter")
    expect(answer.get_by_text("on paper the postmark counts")).to_be_visible()
    calendar = page.get_by_role("table", name="November 2026 to December 2026")
    expect(calendar.get_by_role("cell", name="23 November: at home, today")).to_be_visible()
    expect(calendar.get_by_role("cell", name="24 November: out at set hours")).to_be_visible()
    looks_right(page)


def test_a_prolongation_asks_for_the_earlier_certificate(open_page, address):
    page = open_page()
    page.goto(address)
    earlier = page.get_by_label("Last day of the earlier certificate")
    expect(earlier).to_be_hidden()
    page.get_by_label("It prolongs an earlier one").check()
    expect(earlier).to_be_visible()
    page.get_by_label("First day of absence").fill("28/11/2026")
    earlier.fill("27/11/2026")
    page.get_by_role("button", name="Show the deadlines").click()
    answer = page.get_by_role("region", name="Send sheet 1 to the CNS by Monday 30 November 2026")
    expect(answer).to_contain_text("We count from Saturday 28 November 2026")
    expect(page.get_by_label("It prolongs an earlier one")).to_be_checked()
    looks_right(page)


def test_mistakes_are_named_and_led_to(open_page, address):
    page = open_page()
    page.goto(address)
    page.get_by_label("First day of absence").fill("23/11/2026")
    page.get_by_label("Last day, if you know it").fill("20/11/2026")
    page.get_by_role("button", name="Show the deadlines").click()
    page.get_by_role("link", name="The last day lies before the first day.").click()
    expect(page.get_by_label("Last day, if you know it")).to_be_focused()
    expect(page.get_by_label("First day of absence")).to_have_value("23/11/2026")
    looks_right(page)


def test_without_scripts_the_answer_is_the_same(open_page, address):
    page = open_page(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto(address)
    page.get_by_label("What happened").select_option("family")
    page.get_by_label("First day of absence").fill("23/11/2026")
    page.get_by_role("button", name="Show the deadlines").click()
    expect(page.locator("#answer")).to_contain_text("Wednesday 25 November 2026")
    expect(page.locator("#answer")).to_contain_text("as soon as possible")


def test_a_long_absence_on_a_phone_stays_within_the_screen(open_page, address):
    page = open_page(viewport={"width": 360, "height": 740})
    page.goto(address)
    page.get_by_label("First day of absence").fill("01/06/2026")
    page.get_by_label("Last day, if you know it").fill("31/05/2027")
    page.get_by_role("button", name="Show the deadlines").click()
    expect(page.get_by_text("8 weeks are drawn here.")).to_be_visible()
    expect(page.get_by_text("for more than 6 weeks in a row: you may ask")).to_be_visible()
    looks_right(page)
