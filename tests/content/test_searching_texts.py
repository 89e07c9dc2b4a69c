"""One search: whatever is typed is answered; accents, case and word ends do not matter."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cns_portal import audit, clock
from cns_portal.content.choices.entries import Kind
from cns_portal.content.models import BodyDetails, Entry, SearchEntry
from cns_portal.content.rules import folding
from cns_portal.content.selectors.searching import PER_PAGE, search
from cns_portal.content.services import indexing, publishing, writing
from tests.content.written import BEGAN, a_draft, a_page, an_entry, common, publish, words

pytestmark = pytest.mark.django_db


def found(text: str, language: str = "en", **others) -> list[str]:
    answer = search(text, language, today=others.pop("today", clock.today()), **others)
    return [hit.entry.slug for hit in answer.hits]


def test_accents_case_and_endings_do_not_matter():
    a_page("glasses", fr=words("Lunettes et lentilles", body="Mes œillères à l’École"))
    for text in ("lunettes", "LUNETTES", "lunett", "oeill", "ŒILLÈRES", "ecole", "École lun"):
        assert found(text, "fr") == ["glasses"], text
    assert found("unettes", "fr") == []


def test_every_part_of_a_page_is_found():
    a_page(
        en=words(
            "Title",
            summary="sommaire",
            body="**corpus** [link](https://x.lu)",
            who_is_concerned="everybody",
            how_to_proceed="press",
            good_to_know="hint",
            keywords="synonym",
        )
    )
    for word in ("title", "somm", "corpus", "link", "everybody", "press", "hint", "synonym"):
        assert found(word) == ["a-page"], word


def test_the_title_counts_more_than_the_text():
    a_page("in-text", en=words("Something", body="dentures " * 10))
    a_page("in-words", en=words("Else", keywords="dentures"))
    a_page("in-title", en=words("Dentures"))
    assert found("dentures") == ["in-title", "in-words", "in-text"]


def test_what_is_not_translated_is_found_by_its_english_words():
    a_page("both", en=words("Glasses"), fr=words("Lunettes"))
    a_page("english", en=words("Glasses for work"))
    answer = search("glasses", "fr", today=clock.today())
    assert [(hit.entry.slug, hit.lang) for hit in answer.hits] == [("english", "en")]
    assert found("lunettes", "fr") == ["both"]
    assert found("lunettes", "en") == []


def test_all_words_first_and_any_word_where_no_text_has_them_all():
    a_page("one", en=words("Hearing aid"))
    a_page("two", en=words("Walking aid"))
    strict = search("hearing aid", "en", today=clock.today())
    assert ([hit.entry.slug for hit in strict.hits], strict.is_loose) == (["one"], False)
    loose = search("hearing bicycle walking", "en", today=clock.today())
    assert {hit.entry.slug for hit in loose.hits} == {"one", "two"}
    assert loose.is_loose
    assert not search("bicycle", "en", today=clock.today()).is_loose


def test_little_words_ask_for_nothing():
    a_page("card", en=words("Your card"), fr=words("Votre carte"))
    a_page("how", en=words("How do you do"), fr=words("Comment faire"))
    for text in ("how do I get a card", "How do I get a card?", "the card for me"):
        answer = search(text, "en", today=clock.today())
        assert ([hit.entry.slug for hit in answer.hits], answer.is_loose) == (["card"], False)
    assert found("comment est-ce que j’obtiens une carte", "fr") == ["card"]
    assert found("how do", "en") == ["how"]


def test_umlauts_are_found_however_they_are_typed():
    a_page("with", de=words("Geburtszulage für Mütter"))
    a_page("without", de=words("Geburtszulage fuer Muetter"))
    for text in (
        "Geburtszulage fuer Muetter",
        "geburtszulage für Mütter",
        "mutter",
        "Mu\u0308tter",
    ):
        assert sorted(found(text, "de")) == ["with", "without"], text
    a_page("street", de=words("Große Straße"))
    assert found("grosse strasse", "de") == found("große Straße", "de") == ["street"]


def test_where_no_text_has_all_words_those_with_most_of_them_come_first():
    a_page("title", en=words("Hearing"))
    a_page("two", en=words("Else", body="hearing aid"))
    a_page("three", en=words("Other", body="a hearing aid of a bicycle"))
    answer = search("hearing aid bicycle moon", "en", today=clock.today())
    assert [hit.entry.slug for hit in answer.hits] == ["three", "two", "title"]
    assert answer.is_loose


def test_results_by_kind_and_page_by_page():
    for number in range(PER_PAGE + 3):
        a_page(f"page-{number}", Kind.NEWS if number < 2 else Kind.PROCEDURE, en=words("Same"))
    first = search("same", "en", today=clock.today())
    assert (first.total, first.pages, len(first.hits)) == (PER_PAGE + 3, 2, PER_PAGE)
    assert first.per_kind == {"procedure": PER_PAGE + 1, "news": 2}
    last = search("same", "en", today=clock.today(), page=99)
    assert (last.page, len(last.hits)) == (2, 3)
    assert {h.entry for h in first.hits}.isdisjoint({h.entry for h in last.hits})
    assert search("same", "en", today=clock.today(), page=-5).page == 1
    news = search("same", "en", today=clock.today(), kind="news")
    assert (news.total, news.pages, news.per_kind) == (2, 1, first.per_kind)
    nothing = search("same", "en", today=clock.today(), kind="poem")
    assert (nothing.total, nothing.hits) == (0, [])


def test_only_what_readers_get_today_is_found():
    entry, today = a_page(en=words("Glasses")), clock.today()
    a_draft(entry, said=words("Teeth"))
    assert (found("glasses"), found("teeth")) == (["a-page"], [])
    publish(entry)
    assert (found("glasses"), found("teeth")) == ([], ["a-page"])
    saves = Entry.objects.get().saves
    publishing.take_off(entry.pk, seen=saves, on=today, actor=audit.SYSTEM)
    assert found("teeth") == []
    assert found("teeth", today=today - timedelta(days=1)) == ["a-page"]


def test_a_body_is_found_by_its_telephone():
    body = an_entry("cns", Kind.BODY)
    BodyDetails.objects.create(
        entry=body, phones="(+352) 27 57 1 | workdays 08:00-16:00", source="x", checked_on=BEGAN
    )
    a_draft(body, said=words("Fund"))
    publish(body)
    for text in ("27571", "+352 27 57 1", "35227571", "2757"):
        assert found(text) == ["cns"], text
    saves = Entry.objects.get().saves
    writing.change_entry(body.pk, seen=saves, common=common("cns", Kind.BODY), actor=audit.SYSTEM)
    assert found("27571") == []


def test_the_index_can_be_made_anew():
    a_page("one")
    a_page("two")
    before = list(SearchEntry.objects.order_by("entry", "language").values("title", "words"))
    SearchEntry.objects.all().delete()
    assert indexing.index_all() == 2
    after = SearchEntry.objects.order_by("entry", "language").values("title", "words")
    assert list(after) == before


def test_a_very_long_text_is_found_by_how_it_begins():
    a_page(en=words("Long", body="beginning " + " ".join(f"w{n}" for n in range(60_000))))
    assert found("beginning") == found("w12") == ["a-page"]


# -- hostile input ---------------------------------------------------------------------------

HOSTILE = [
    *("", " ", "'", '"', "\\", "%", "_", "*", "?", ":*", "a:*", "&", "|", "!", "!a", "a & !b"),
    *("<->", "a <-> b", "(", ")", "((a", "'a'", "a'b", "';--", "\x00", "a\x00b", "\ud800"),
    *("$1", "%s", "{}", "\u202eabc", "שלום", "مرحبا", "漢字", "🙂", "\n\r\t", "a:A", "a:*:*"),
    *("x" * 10_000, "a " * 5_000, "' OR 1=1 --", "<script>", "..", "-", "--a", "1e999", "NaN"),
    *("5,5", "1.2.3", "a/b/c", "cns.lu", "a@b.lu", "http://x.lu/?q=1", "e-mail", "0x1f", "½", "ﬁ"),
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_anything_is_answered(text):
    a_page(en=words("Glasses"))
    answer = search(text, "en", today=clock.today())
    assert answer.total >= len(answer.hits) >= 0
    assert len(answer.words) <= folding.MOST_WORDS


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(text=st.text(max_size=60), page=st.integers(-10, 10**9))
def test_any_text_and_any_page_is_answered(text, page):
    answer = search(text, "en", today=clock.today(), page=page)
    assert (answer.total, answer.pages, answer.page) == (0, 0, 1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(text=st.text(min_size=1, max_size=80))
def test_each_word_of_a_text_finds_it_again(text):
    """The way a text is taken apart for the index is the way a question is."""
    wanted = folding.wanted(text)
    if not wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsvector('simple', %s) @@ to_tsquery('simple', %s)",
            [" ".join(folding.spellings(text)), folding.all_of(wanted)],
        )
        assert cursor.fetchone()[0], (text, wanted)


def test_a_query_is_made_of_folded_words_only():
    with pytest.raises(ValueError, match="Not a folded word"):
        folding.all_of(["a' | b"])
