"""However many texts there are: a search and a page are found by an index."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cns_portal import clock
from cns_portal.content.choices.entries import Kind
from cns_portal.content.models import Text
from cns_portal.content.selectors import editing, reading
from cns_portal.content.selectors.searching import search

pytestmark = pytest.mark.django_db

PAGES = 25_000
"""In four languages: 100 000 texts."""

WHOLE = re.compile(r"Seq Scan on content_(searchentry|text)\b")


@pytest.fixture(scope="module")
def many(django_db_setup, django_db_blocker):
    """Procedures in four languages with words of their own, undone at the end of the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO content_entry (kind, slug, grid, icon, position, publish_on, action,
                    sources, saves, created_at, changed_at)
                SELECT 'procedure', 'page-' || n, '', '', 100, '2024-01-01', '', '', 1, now(), now()
                FROM generate_series(1, %s) AS n
                """,
                [PAGES],
            )
            cursor.execute(
                """
                INSERT INTO content_text (entry_id, language, state, version, based_on, title,
                    summary, body, who_is_concerned, how_to_proceed, good_to_know, keywords, saves,
                    edited_at, published_at)
                SELECT entry.id, language, 'published', 1,
                    CASE WHEN language = 'en' THEN NULL ELSE 1 END,
                    'Word' || entry.id, 'Summary', repeat('often said ', 40), '', 'Press', '', '',
                    1, now(), now()
                FROM content_entry entry, unnest(ARRAY['en', 'fr', 'de', 'lb']) AS language
                """
            )
            cursor.execute(
                """
                INSERT INTO content_searchentry (entry_id, language, kind, text_id, title, words)
                SELECT entry_id, language, 'procedure', id, lower(title),
                    setweight(to_tsvector('simple', lower(title)), 'A')
                    || setweight(to_tsvector('simple', body), 'D')
                FROM content_text
                """
            )
            cursor.execute("ANALYZE content_entry, content_text, content_searchentry")
        assert Text.objects.count() == 4 * PAGES
        yield
        transaction.set_rollback(True)


def asked(question) -> list[str]:
    """The plans of what `question` asks the database."""
    with CaptureQueriesContext(connection) as found:
        question()
    plans = []
    with connection.cursor() as cursor:
        for query in found.captured_queries:
            if query["sql"].startswith(("SELECT", "(SELECT")):
                cursor.execute(f"EXPLAIN {query['sql']}")
                plans.append("\n".join(row[0] for row in cursor.fetchall()))
    return plans


def some_page():
    return Text.objects.published().filter(language="en")[PAGES // 2].entry


@pytest.mark.parametrize(
    "text", ["word123", "said word12", "nowhere word77 never", "word77 pour le word78"]
)
def test_a_search_among_a_hundred_thousand_texts_is_found_by_its_index(many, text):
    plans = asked(lambda: search(text, "fr", today=clock.today()))
    assert any("content_search_by_word" in plan for plan in plans)
    assert not [plan for plan in plans if WHOLE.search(plan)]


def test_a_page_is_found_by_its_address(many):
    entry = some_page()
    plans = asked(lambda: reading.page(Kind.PROCEDURE, entry.slug, "fr", today=clock.today()))
    assert plans
    assert not [plan for plan in plans if WHOLE.search(plan)]


def test_what_is_beside_a_page_and_its_versions_are_found_by_their_keys(many):
    entry, today = some_page(), clock.today()
    plans = asked(
        lambda: (
            reading.related(entry, "fr", today=today),
            reading.contacts(entry, "fr", today=today),
            reading.languages_of([entry], today=today),
            editing.sides(entry),
            editing.history(entry, "fr"),
        )
    )
    assert len(plans) == 5
    assert not [plan for plan in plans if WHOLE.search(plan)]


def test_a_search_asks_two_questions_whatever_it_finds(many, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert search("word1", "fr", today=clock.today()).total > 1000
    with django_assert_num_queries(1):
        assert search("nowhere", "fr", today=clock.today()).total == 0
