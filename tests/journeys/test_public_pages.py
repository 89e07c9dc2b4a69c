"""The pages that editors write, in a browser: with the portal's own texts, in every language."""

import re

import pytest
from playwright.sync_api import expect

from cns_portal.content.services import loading, seed_files
from tests.journeys.looking import looks_right

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ONE_OF_EACH = (
    *("", "situations/expect-child/", "procedures/", "procedures/reimburse-bills/"),
    *("news/", "news/hearing-aids/", "questions/", "who-does-what/", "who-does-what/cns/"),
    *("search/", "search/?q=bill", "search/?q=xyzzy", "sitemap/"),
)
IN_EVERY_LANGUAGE = ("", "situations/marry/", "who-does-what/", "search/?q=zahn")
HOSTILE = (
    "'\"`;--",
    "% _ * ? \\",
    "a & b | !c <-> (d:*",
    "<script>alert(1)</script>",
    "x" * 10_000,
    "مرحبا \u202e abc",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 🦷",
    "   ",
)


@pytest.fixture
def texts(agency):
    """What the portal begins with."""
    loading.load(seed_files.read_all())


@pytest.mark.parametrize("path", ONE_OF_EACH)
def test_they_look_right(page, live_portal, texts, path):
    page.goto(f"{live_portal.url}/en/{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    looks_right(page)


@pytest.mark.parametrize("language", ["fr", "de", "lb"])
def test_they_look_right_with_the_longer_words_of_other_languages(
    page, live_portal, texts, language
):
    for path in IN_EVERY_LANGUAGE:
        page.goto(f"{live_portal.url}/{language}/{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        looks_right(page)


def test_from_a_situation_over_its_procedure_into_the_portal(page, live_portal, texts):
    page.goto(f"{live_portal.url}/en/")
    page.get_by_role("link", name="Be reimbursed").click()
    page.get_by_role("region", name="Related procedures and links").get_by_role(
        "link", name="Have medical bills reimbursed"
    ).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Have medical bills reimbursed")
    page.get_by_role("link", name="How to proceed").click()
    page.get_by_role("link", name="Send my bills").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_the_immediate_reimbursement_says_its_conditions(page, live_portal, texts):
    page.goto(f"{live_portal.url}/en/")
    page.get_by_role("link", name="The conditions of immediate reimbursement").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("at once")


@pytest.mark.parametrize("scripts", [True, False])
def test_searching_from_any_page_by_keyboard(open_page, live_portal, texts, scripts):
    page = open_page(java_script_enabled=scripts)
    page.goto(f"{live_portal.url}/de/legal-notice/")
    box = page.get_by_role("search").get_by_role("searchbox")
    box.focus()
    box.press_sequentially("zahnarzte")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/de/search/\?q=zahnarzte$"))
    expect(page.get_by_role("searchbox")).to_have_value("zahnarzte")


def test_what_was_found_is_marked_and_kept_to_a_kind(page, live_portal, texts):
    page.goto(f"{live_portal.url}/en/search/?q=bill")
    expect(page.locator("mark").first).to_be_visible()
    tabs = page.get_by_role("navigation", name="Kinds of results")
    tabs.get_by_role("link", name="Procedures").click()
    expect(tabs.get_by_role("link", name="Procedures")).to_have_attribute("aria-current", "page")
    kinds = page.locator(".found__kind")
    expect(kinds.first).to_have_text("Procedure")
    assert set(kinds.all_inner_texts()) == {"Procedure"}


def test_whatever_is_typed_is_answered_with_a_page(page, live_portal, texts):
    for typed in HOSTILE:
        page.goto(f"{live_portal.url}/en/search/")
        page.get_by_role("searchbox").fill(typed)
        with page.expect_navigation(url=lambda url: "?q=" in url) as answered:
            page.get_by_role("button", name="Search").click()
        assert answered.value.status == 200, typed
        expect(page.get_by_role("heading", level=1)).to_have_text("Search")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), typed
    looks_right(page)


def test_who_finds_nothing_is_told_what_to_do(page, live_portal, texts):
    page.goto(f"{live_portal.url}/en/search/?q=xyzzy")
    expect(page.get_by_role("heading", name="Nothing was found for “xyzzy”")).to_be_visible()
    main = page.get_by_role("main")
    expect(main.get_by_role("link", name="Ask us in writing.")).to_be_visible()
    expect(main.get_by_role("link", name="(+352) 27 57 1")).to_be_visible()
    expect(main.get_by_role("link", name="Be reimbursed")).to_be_visible()


def test_the_directory_answers_while_somebody_types(page, live_portal, texts):
    page.goto(f"{live_portal.url}/en/who-does-what/")
    box = page.get_by_role("searchbox", name="What do you need an answer to?")
    box.press_sequentially("pension")
    expect(page.get_by_role("status")).to_contain_text("for “pension”")
    expect(page.get_by_role("link", name="National Pension Insurance Fund")).to_be_visible()
    expect(page.get_by_role("link", name="Accident Insurance Association")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"\?q=pension$"))
    looks_right(page)
    box.fill("")
    expect(page.get_by_role("link", name="Accident Insurance Association")).to_be_visible()


def test_the_directory_answers_without_scripts_too(open_page, live_portal, texts):
    page = open_page(java_script_enabled=False)
    page.goto(f"{live_portal.url}/en/who-does-what/")
    page.get_by_role("searchbox", name="What do you need an answer to?").fill("pension")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="National Pension Insurance Fund")).to_be_visible()
    expect(page.get_by_role("link", name="Accident Insurance Association")).to_have_count(0)
    page.get_by_role("link", name="Show all bodies").click()
    expect(page.get_by_role("link", name="Accident Insurance Association")).to_be_visible()


def test_a_link_to_a_question_unfolds_its_answer(page, live_portal, texts):
    page.goto(f"{live_portal.url}/en/questions/#values")
    expect(page.locator("#values")).to_be_visible()
    expect(page.locator("#how-long")).to_be_hidden()
    page.get_by_role("heading", name="How can I contact the CNS").click()
    expect(page.locator("#how-to-contact")).to_be_visible()


def test_a_question_unfolds_by_keyboard_without_scripts(open_page, live_portal, texts):
    page = open_page(java_script_enabled=False)
    page.goto(f"{live_portal.url}/en/questions/")
    first = page.locator(".question summary").first
    first.focus()
    first.press("Enter")
    expect(page.locator(".question__answer").first).to_be_visible()
    expect(page.locator(".question__answer").nth(1)).to_be_hidden()
