"""Each promise of the editors' tables, broken once."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from cns_portal import clock
from cns_portal.content.choices.entries import Kind, State
from cns_portal.content.models import BodyDetails, Entry, SearchEntry, Text
from tests.content.written import BEGAN, a_draft, a_page, an_entry, publish, words

pytestmark = pytest.mark.django_db


def refused(row, promise: str, **changes) -> None:
    """The change of the row breaks the promise, and no other."""
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**changes)
    assert broken.value.__cause__.diag.constraint_name == promise


@pytest.mark.parametrize(
    ("promise", "changes"),
    [
        ("content_entry_kind_is_known", {"kind": "poem"}),
        ("content_entry_address_is_plain", {"slug": "With Blanks"}),
        ("content_entry_address_is_plain", {"slug": ""}),
        ("content_entry_has_a_grid_iff_it_is_a_situation", {"grid": "need"}),
        ("content_entry_has_a_grid_iff_it_is_a_situation", {"kind": Kind.SITUATION}),
        (
            "content_entry_ends_after_it_begins",
            {"publish_on": BEGAN, "unpublish_on": BEGAN - timedelta(days=1)},
        ),
    ],
)
def test_entries(promise, changes):
    refused(an_entry(), promise, **changes)


def test_an_address_is_given_once_in_its_kind():
    an_entry("one")
    an_entry("one", Kind.NEWS)
    refused(an_entry("two"), "content_entry_address_is_unique_in_its_kind", slug="one")


@pytest.mark.parametrize(
    ("promise", "changes"),
    [
        ("content_text_state_is_known", {"state": "lost"}),
        ("content_text_language_is_known", {"language": "it"}),
        ("content_text_has_a_moment_iff_it_was_published", {"published_at": None}),
        ("content_text_has_an_end_iff_it_was_replaced", {"state": State.REPLACED}),
        ("content_text_was_published_with_a_title", {"title": ""}),
        ("content_text_source_is_translated_from_nothing", {"based_on": 1}),
        ("content_text_has_a_day_iff_it_is_scheduled", {"starts_on": BEGAN}),
        ("content_text_has_a_day_iff_it_is_scheduled", {"state": State.SCHEDULED}),
    ],
)
def test_texts(promise, changes):
    a_page()
    refused(Text.objects.get(), promise, **changes)


def test_versions_of_a_language():
    entry = a_page()
    draft = a_draft(entry, said=words("Two"))
    refused(draft, "content_text_version_is_unique", version=1)
    others = {"entry": entry, "language": "en", "edited_at": clock.now()}
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        Text.objects.create(**others, version=3)
    assert broken.value.__cause__.diag.constraint_name == "content_text_one_draft_per_language"
    refused(
        draft,
        "content_text_one_published_per_language",
        state=State.PUBLISHED,
        published_at=clock.now(),
    )


def test_one_version_of_a_language_waits_for_its_day():
    entry = a_page()
    a_draft(entry, said=words("Two"))
    publish(entry, publish_on=clock.today() + timedelta(days=3))
    draft = a_draft(entry, said=words("Three"))
    waits = {"state": State.SCHEDULED, "published_at": clock.now(), "starts_on": clock.today()}
    refused(draft, "content_text_one_scheduled_per_language", **waits)


@pytest.mark.parametrize(
    ("promise", "changes"),
    [
        ("content_body_says_where_it_is_from", {"source": ""}),
        ("content_body_website_is_of_the_web", {"website": "ftp://example.lu"}),
    ],
)
def test_details_of_a_body(promise, changes):
    body = an_entry("cns", Kind.BODY)
    details = BodyDetails.objects.create(entry=body, source="A source", checked_on=BEGAN)
    refused(details, promise, **changes)


def test_a_body_is_no_part_of_itself():
    body = an_entry("cns", Kind.BODY)
    details = BodyDetails.objects.create(entry=body, source="A source", checked_on=BEGAN)
    refused(details, "content_body_is_no_part_of_itself", part_of=body)


def test_the_index_of_the_search():
    a_page()
    english = SearchEntry.objects.get(language="en")
    refused(english, "content_search_one_per_language_at_a_time", language="fr")
    refused(english, "content_search_language_is_known", language="it")


def test_the_index_of_the_search_has_one_row_for_each_day():
    entry = a_page()
    a_draft(entry, said=words("Two"))
    publish(entry, publish_on=clock.today() + timedelta(days=3))
    before, after = SearchEntry.objects.filter(language="en").order_by("shown_until")
    day = after.shown_from
    promise = "content_search_one_per_language_at_a_time"
    refused(after, promise, shown_from=day - timedelta(days=1))
    refused(before, promise, shown_until=day + timedelta(days=1))
    refused(before, promise, shown_until=None)
    refused(after, "content_search_ends_after_it_begins", shown_until=day)


def test_rows_say_what_they_are():
    entry = a_page("a-page")
    assert str(entry) == "procedure/a-page"
    assert str(Text.objects.get()) == f"{entry.pk} en 1"
    assert str(SearchEntry.objects.get(language="en")) == "procedure a page"
    body = an_entry("cns", Kind.BODY)
    assert str(BodyDetails(entry=body, source="x", checked_on=date(2026, 1, 1))) == "body/cns"
    assert Entry.objects.count() == 2
