"""The texts that the portal begins with, as pages that readers open and find."""

import re

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from cns_portal import clock
from cns_portal.content.choices import actions
from cns_portal.content.choices.entries import Kind
from cns_portal.content.rules import markdown
from cns_portal.content.selectors import searching
from cns_portal.content.services import loading, seed_files

LANGUAGES = ("en", "fr", "de", "lb")
MARKDOWN = ("body", "who_is_concerned", "how_to_proceed", "good_to_know")
PAGES = {
    Kind.SITUATION: "situation",
    Kind.PROCEDURE: "procedure",
    Kind.NEWS: "news_item",
    Kind.BODY: "body",
}
FOLDERS = ("situations", "procedures", "news", "questions", "who-does-what")
ENTRIES = {entry.name: entry for entry in seed_files.read_all()}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """All texts, loaded once: the tests here only read. Gone again after the last of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield loading.load(seed_files.read_all())
        transaction.set_rollback(True)


def test_loading_again_changes_nothing(loaded, db):
    assert (loaded.created, loaded.published) == (len(ENTRIES), len(ENTRIES) * len(LANGUAGES))
    again = loading.load(seed_files.read_all())
    assert (again.created, again.changed, again.published, again.left_alone) == (0, 0, 0, 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_shown_in_the_language_of_the_reader(loaded, db, client, language):
    """With its title and all its texts, with a button where it promises one, and no dead link."""
    linked = set()
    for name, entry in sorted(ENTRIES.items()):
        if entry.kind == Kind.QUESTION:
            continue
        with translation.override(language):
            address = reverse(f"content:{PAGES[entry.kind]}", args=[entry.slug])
        response = client.get(address)
        assert response.status_code == 200, name
        page = response.content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        assert "in-english" not in main, name
        words = entry.words[language]
        assert escape(words.title) in main, name
        for field in MARKDOWN:
            below = 1 if field == "body" and entry.kind != Kind.BODY else 2
            assert markdown.to_html(getattr(words, field), below=below) in main, (name, field)
        if entry.action:
            with translation.override(language):
                assert f'href="{reverse(actions.declared[entry.action].url_name)}"' in main, name
        linked |= set(re.findall(rf'href="(/{language}/(?:{"|".join(FOLDERS)})/[^"#?]*)', main))
    with translation.override(language):
        lists = [reverse(f"content:{page}") for page in ("procedures", "news", "questions")]
        lists.append(reverse("content:directory"))
    for address in sorted(linked | set(lists)):
        assert client.get(address).status_code == 200, address
    questions = client.get(lists[2]).content.decode()
    for entry in ENTRIES.values():
        if entry.kind == Kind.QUESTION:
            assert escape(entry.words[language].title) in questions, entry.name
            assert f'id="{entry.slug}"' in questions, entry.name


@pytest.mark.parametrize(
    ("language", "typed", "found"),
    [
        ("fr", "arret de travail", "procedure/send-certificate"),
        ("de", "Krankmeldung", "procedure/send-certificate"),
        ("lb", "krankeschain", "procedure/send-certificate"),
        ("en", "sick note", "procedure/send-certificate"),
        ("fr", "frontalier", "procedure/live-abroad"),
        ("de", "zahnspange", "procedure/dental-care"),
        ("lb", "fleegeversecherung", "procedure/long-term-care"),
        ("en", "lost card", "procedure/social-security-card"),
        ("fr", "mutualite", "body/mde"),
        ("de", "Arbeitslosengeld", "body/adem"),
    ],
)
def test_the_words_that_people_use_find_the_page(loaded, db, language, typed, found):
    hits = searching.search(typed, language, today=clock.today()).hits
    assert found in [str(hit.entry) for hit in hits]
