"""Insurance and family, a lost job and the application, in a browser: with axe, at every width."""

import os
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import expect

from cns_portal import clock
from insured.choices import Cover, Relation
from insured.models import Request
from tests.factories import InsuredPersonFactory
from tests.insured.covered import child_of, co_insured, insured
from tests.journeys.looking import looks_right

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def marie(agency):
    """Her work ends in a week; a son of 16 is co-insured, her husband has work of his own."""
    today = clock.today()
    me = InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")
    last = today + timedelta(days=7)
    begun = today - timedelta(days=900)
    insured(me, begun - timedelta(days=400), begun - timedelta(days=160), employer="Bakery S.A.")
    insured(me, begun, last, employer="Moselle Logistics S.A.")
    son = child_of(
        me, born=today - timedelta(days=16 * 365), first_name="Lou", last_name="Beispill"
    )
    co_insured(son, me, begun, period=False)
    insured(son, begun, last, cover=Cover.CO_INSURED, through=me)
    spouse = InsuredPersonFactory(first_name="Paul", last_name="Beispill-Fantasie")
    co_insured(spouse, me, begun, relation=Relation.SPOUSE, period=False)
    insured(spouse, begun, today - timedelta(days=90), cover=Cover.CO_INSURED, through=me)
    insured(spouse, today - timedelta(days=89), employer="Secret Employer")
    return me


@pytest.fixture
def browser_of(page, live_portal):
    def browser_of(person):
        client = Client()
        client.force_login(person.account)
        name = django_settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_portal.url}
        page.context.add_cookies([cookie])
        return page

    return browser_of


def seen(page, name: str) -> None:
    """The page is as every page should be; for people, a picture of it."""
    looks_right(page)
    if folder := os.environ.get("PICTURES"):
        for scheme in ("light", "dark"):
            for width in (360, 1280):
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": 800})
                page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)
        page.emulate_media(media="print")
        page.screenshot(path=f"{folder}/{name}-print.png", full_page=True)
        page.emulate_media(media="screen")


def say(page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()


def test_from_the_end_of_a_job_to_the_application(browser_of, marie, worker, live_portal):
    page = browser_of(marie)
    page.goto(f"{live_portal.url}/en/espace/family/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Insurance and family")
    expect(page.get_by_role("article", name="Lou Beispill")).to_contain_text("Covered")
    expect(page.get_by_role("article", name="Paul")).to_contain_text("only Paul")
    expect(page.get_by_text("Secret Employer")).to_have_count(0)
    seen(page, "family")

    page.get_by_role("link", name="What happens then?").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("I lose or lost my job")
    seen(page, "lost-job")
    page.get_by_role("button", name="Show what stays").click()
    expect(page.get_by_role("alert")).to_be_visible()
    seen(page, "lost-job-wrong")
    say(page, "under treatment", "I do not know yet")
    say(page, "insured otherwise", "No")
    page.get_by_role("button", name="Show what stays").click()
    expect(page.get_by_role("heading", name="What stays until when")).to_be_focused()
    expect(page.get_by_text("Only an illness that was under treatment")).to_have_count(2)
    seen(page, "lost-job-answer")

    page.get_by_role("link", name="Ask for voluntary insurance").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Voluntary insurance")
    seen(page, "voluntary")
    say(page, "insured otherwise", "No")
    say(page, "co-insured through", "Yes")
    page.get_by_role("button", name="Check the request").click()
    expect(page.get_by_role("alert")).to_contain_text("ask for the co-insurance instead")
    seen(page, "voluntary-refused")
    say(page, "co-insured through", "No")
    page.get_by_role("button", name="Check the request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers before sending")
    seen(page, "voluntary-check")
    page.get_by_role("button", name="Change something").click()
    expect(page.get_by_role("button", name="Check the request")).to_be_visible()
    page.get_by_role("button", name="Check the request").click()
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_text("Your request is sent.")).to_be_visible()
    assert Request.objects.get().person == marie


def test_another_day_without_a_script(open_page, marie, live_portal):
    page = open_page(java_script_enabled=False)
    client = Client()
    client.force_login(marie.account)
    name = django_settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_portal.url}]
    )
    page.goto(f"{live_portal.url}/en/espace/family/")
    page.get_by_label("Coverage on another day").fill("1 2 2020")
    page.get_by_role("button", name="Show this day").click()
    expect(page.get_by_role("heading", name="Covered on 1 February 2020?")).to_be_visible()
    page.get_by_role("link", name="Back to today").click()
    expect(page.get_by_role("heading", name="Covered today?")).to_be_visible()


def test_every_situation_looks_right(browser_of, marie, live_portal):
    """Nothing on file, kept rights, a waiting period, a wrong day, a large family."""
    today = clock.today()
    nobody = InsuredPersonFactory(signs_in=True)
    page = browser_of(nobody)
    for path in ("", "?day=31/02/2026", "lost-my-job/", "voluntary/"):
        page.goto(f"{live_portal.url}/en/espace/family/{path}")
        seen(page, f"nothing-{path.strip('/?').partition('=')[0] or 'family'}")
    insured(nobody, today - timedelta(days=800), today - timedelta(days=30))
    insured(nobody, today - timedelta(days=20), cover=Cover.VOLUNTARY_OPTIONAL)
    for number in range(4):
        child = child_of(nobody, born=today - timedelta(days=(number + 3) * 366))
        co_insured(child, nobody, today - timedelta(days=800), today - timedelta(days=30))
    later = today + timedelta(days=150)
    for path in ("", f"?day={later:%d/%m/%Y}"):
        page.goto(f"{live_portal.url}/en/espace/family/{path}")
        seen(page, "waiting" if not path else "waiting-later")
