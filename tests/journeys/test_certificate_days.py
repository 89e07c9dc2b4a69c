"""My certificates and day by day in a browser: they look right, and months open."""

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import expect

from tests.incapacity import counted
from tests.insured.families import worker
from tests.journeys.looking import looks_right

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("cns_portal.clock.now", lambda: counted.NOW)


@pytest.fixture
def open_as(page, live_portal):
    """A page of the portal, opened by somebody."""

    def go(person, path: str):
        client = Client()
        client.force_login(person.account)
        name = django_settings.SESSION_COOKIE_NAME
        page.context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_portal.url}]
        )
        page.goto(f"{live_portal.url}/en/espace/incapacity/{path}")
        return page

    return go


def test_my_certificates_look_right(open_as):
    page = open_as(counted.with_everything(), "")
    expect(page.get_by_role("heading", level=1)).to_have_text("My certificates")
    looks_right(page)
    page.get_by_role("link", name="2025", exact=True).click()
    expect(page.get_by_role("heading", name="The year 2025")).to_be_visible()
    looks_right(page)


def test_without_anything_they_look_right_too(open_as):
    person = worker()
    for path in ("", "days/", "days/?of=benefit", "days/?of=leave"):
        looks_right(open_as(person, path))


def test_a_month_opens_with_its_days(open_as):
    page = open_as(counted.long_ill(), "days/")
    looks_right(page)
    day = page.get_by_role("row", name="Tuesday 17 November 2026")
    expect(day).to_be_hidden()
    page.locator("summary", has=page.get_by_text("November 2026", exact=True)).click()
    expect(day).to_contain_text("77: the limit")
    looks_right(page)


def test_the_104_weeks_and_the_leave_look_right(open_as):
    page = open_as(counted.with_everything(), "")
    for path in ("days/?of=benefit", "days/?of=leave"):
        page.goto(page.url.split("/incapacity/")[0] + f"/incapacity/{path}")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Day by day")
        page.locator("main details summary").first.click()
        looks_right(page)


def test_all_of_it_is_reached_by_keyboard(open_as):
    page = open_as(counted.long_ill(), "days/")
    summary = page.locator("main details summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("main details").first).to_have_attribute("open", "")


def test_the_drawn_year_is_told_in_words_for_those_who_hear_it(open_as):
    page = open_as(counted.long_ill(), "")
    calendar = page.get_by_role("region", name="The year 2026")
    expect(calendar.locator(".year__months")).to_have_attribute("aria-hidden", "true")
    expect(calendar.get_by_role("listitem").filter(has_text="17 days, Illness")).to_be_visible()
