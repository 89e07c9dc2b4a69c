"""An editor writes, previews and publishes a page; readers get it; every page looks right."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cns_portal import clock
from cns_portal.content.choices.entries import Kind
from cns_portal.content.models import BodyDetails, Entry
from cns_portal.content.services.staff import ensure_editor_group
from tests.content.written import BEGAN, a_draft, a_page, publish, words
from tests.factories import AccountFactory
from tests.insured.agents import window_of
from tests.journeys.looking import problems
from tests.journeys.test_every_page import take_over

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("EDITORS_PICTURES")

LONG = """## What to bring

- your **card**
- the [bill](https://cns.public.lu/)

| Paper | Where from |
|---|---|
| Bill | Doctor |
"""


def an_editor():
    account = AccountFactory(agent=True, first_name="Edith", last_name="Schreiwer")
    account.groups.add(ensure_editor_group())
    return account


def look(page, name: str) -> list[str]:
    """What is wrong with the page; where it is asked for, pictures of it."""
    found = problems(page)
    if PICTURES:
        for scheme, width in (("light", 1280), ("dark", 360)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


@pytest.fixture
def entry(transactional_db):
    """A procedure with a translation that is behind, another missing, and versions."""
    body = a_page("cns", Kind.BODY, en=words("National Health Fund (CNS)"))
    BodyDetails.objects.create(
        entry=body, phones="(+352) 27 57 1", source="guichet.lu", checked_on=BEGAN
    )
    entry = a_page(
        "bring-bills",
        en=words("Bring your bills", body=LONG),
        fr=words("Apporter ses factures"),
        de=words("Rechnungen bringen"),
    )
    entry.contacts.add(body)
    editor = an_editor()
    a_draft(entry, said=words("Bring your bills along", body=f"{LONG}\nNew."), actor=editor)
    publish(entry, actor=editor)
    a_draft(entry, "lb", words("Rechnunge matbréngen"), actor=editor)
    publish(entry, "lb", actor=editor)
    for language, title in (("lb", "Rechnunge matbréngen, nei"), ("en", "Bring your bills soon")):
        a_draft(entry, language, words(title), actor=editor, based_on=2)
        publish(entry, language, publish_on=clock.today() + timedelta(days=10), actor=editor)
    a_draft(entry, "de", words("Rechnungen mitbringen"), actor=editor)
    return entry


def test_every_page_of_the_editors_looks_right(page, live_portal, entry):
    take_over(page, live_portal, window_of(an_editor()))
    first, second, _later = entry.texts.filter(language="en").order_by("version")
    where = f"{live_portal.url}/admin/content/entry/"
    pages = {
        "list": "",
        "kinds": "add/",
        "new-situation": "add/?kind=situation",
        "new-body": "add/?kind=body",
        "page": f"{entry.pk}/change/",
        "common": f"{entry.pk}/common/",
        "all-languages": f"{entry.pk}/texts/",
        "one-language": f"{entry.pk}/texts/fr/",
        "publish": f"{entry.pk}/publish/",
        "later": f"{entry.pk}/later/",
        "off": f"{entry.pk}/off/",
        "discard": f"{entry.pk}/discard/de/",
        "text-off": f"{entry.pk}/text-off/fr/",
        "versions": f"{entry.pk}/history/",
        "version": f"{entry.pk}/history/{second.pk}/",
        "former-version": f"{entry.pk}/history/{first.pk}/",
    }
    found = []
    for name, address in pages.items():
        page.goto(where + address)
        found += look(page, name)
    assert not found, "\n".join(found)


def test_an_editor_writes_previews_and_publishes_and_readers_get_it(page, live_portal):
    take_over(page, live_portal, window_of(an_editor()))
    page.goto(f"{live_portal.url}/admin/content/entry/add/")
    page.get_by_role("link", name="News").click()
    page.get_by_label("Address").fill("new-glasses")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("new-glasses: all languages")
    page.locator("[name=en-title]").fill("Glasses are reimbursed faster")
    page.locator("[name=en-summary]").fill("Since this week.")
    page.locator("[name=en-body]").fill("It takes **two** days.")
    page.locator("[name=fr-title]").fill("Lunettes remboursées plus vite")
    page.locator("[name=fr-summary]").fill("Depuis cette semaine.")
    page.locator("[name=fr-body]").fill("Il faut **deux** jours.")
    page.get_by_role("button", name="Save and preview").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Glasses are reimbursed faster")
    expect(page.get_by_text("This is a draft.")).to_be_visible()
    assert look(page, "preview") == []
    page.get_by_role("link", name="Back to the editors’ page").click()
    page.get_by_role("link", name="Preview (French)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lunettes remboursées plus vite")
    page.go_back()
    page.get_by_role("link", name="Publish").click()
    assert look(page, "publish-two") == []
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published: English, French.")).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{live_portal.url}/fr/news/new-glasses/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lunettes remboursées plus vite")
    expect(page.get_by_text("deux", exact=True)).to_be_visible()
    page.goto(f"{live_portal.url}/fr/search/?q=LUNETTES")
    expect(page.get_by_role("link", name="Lunettes remboursées plus vite")).to_be_visible()


def test_the_second_editor_sees_both_texts(page, live_portal, entry):
    take_over(page, live_portal, window_of(an_editor()))
    page.goto(f"{live_portal.url}/admin/content/entry/{entry.pk}/texts/en/")
    a_draft(entry, said=words("Written meanwhile", body=LONG), actor=an_editor())
    page.locator("[name=en-title]").fill("Written by me")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Somebody else has changed this meanwhile.")).to_be_visible()
    expect(page.locator("ins").get_by_text("Written meanwhile", exact=True)).to_be_visible()
    expect(page.locator("[name=en-title]")).to_have_value("Written by me")
    assert look(page, "second") == []
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Saved. Readers see it once it is published.")).to_be_visible()
    assert Entry.objects.get(pk=entry.pk).texts.drafts().get(language="en").title == "Written by me"
