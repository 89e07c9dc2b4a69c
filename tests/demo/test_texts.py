"""The portal's own texts in the demonstration, with an editor who has begun something."""

import pytest

from cns_portal import clock
from cns_portal.content.choices.entries import Kind, Translation
from cns_portal.content.selectors import editing, reading
from cns_portal.content.selectors.searching import search
from cns_portal.demo import people, texts

pytestmark = pytest.mark.django_db


def test_readers_find_the_texts_and_the_editor_a_draft():
    accounts = people.seed_agents()
    new = texts.seed_texts(accounts)
    today = clock.today()
    assert new == len(reading.everything(today=today)) + 1
    assert texts.seed_texts(accounts) == 0

    draft = editing.entry(Kind.NEWS, texts.DRAFTED)
    sides = editing.sides(draft)
    assert {sides["en"].state, sides["fr"].state} == {Translation.DRAFT}
    assert draft.created_by == accounts["editor"]
    found = search("search everything", "en", today=today).hits
    assert texts.DRAFTED not in {page.entry.slug for page in found}

    assert accounts["editor"].has_perm("content.publish_text")
    assert not accounts["editor"].has_perm("insured.view_insuredperson")
    for language in editing.LANGUAGES:
        shown = reading.pages(Kind.SITUATION, language, today=today)
        assert shown
        assert all(page.is_translated for page in shown), language
