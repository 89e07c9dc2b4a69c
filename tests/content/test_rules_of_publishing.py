"""Rules without a database: hours, states of translations, what is complete."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.content.choices.entries import Kind, Refusal, Translation
from cns_portal.content.rules import folding, little_words, opening_hours, publishing
from cns_portal.content.rules.opening_hours import Hours
from cns_portal.content.rules.publishing import Words

MORNING, AFTERNOON = (time(8, 30), time(11, 30)), (time(13), time(16))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("workdays 08:30-11:30", (Hours((0, 1, 2, 3, 4), (MORNING,), on_workdays=True),)),
        ("mon-fri 08:30-11:30 13:00-16:00", (Hours((0, 1, 2, 3, 4), (MORNING, AFTERNOON)),)),
        ("mon,wed 13:00-16:00", (Hours((0, 2), (AFTERNOON,)),)),
        ("mon-tue,fri", (Hours((0, 1, 4), ()),)),
        ("daily", (Hours(tuple(range(7)), ()),)),
        ("sat 08:30-11:30; sun 13:00-16:00", (Hours((5,), (MORNING,)), Hours((6,), (AFTERNOON,)))),
        ("sat 08:30-11:30\nsun 13:00-16:00", (Hours((5,), (MORNING,)), Hours((6,), (AFTERNOON,)))),
    ],
)
def test_hours_are_read(text, expected):
    assert opening_hours.read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("monday 08:30-11:30", "mon 8:30-11:30", "mon 11:30-08:30", "mon 08:30-25:00"),
        *("fri-mon 08:30-11:30", "mon,mon", "wed,mon", "mon 08:30-11:30 11:00-12:00", "mon-"),
        *("08:30-11:30", "workdays 08:30", "mon 08:30–11:30"),
    ],
)
def test_other_hours_are_refused(text):
    with pytest.raises(ValueError):
        opening_hours.read(text)


@pytest.mark.parametrize(
    ("is_published", "has_draft", "based_on", "source", "expected"),
    [
        (False, False, None, None, Translation.MISSING),
        (False, True, None, 1, Translation.DRAFT),
        (True, False, 1, 1, Translation.UP_TO_DATE),
        (True, True, 2, 1, Translation.UP_TO_DATE),
        (True, False, 1, 2, Translation.BEHIND),
        (True, False, None, 2, Translation.BEHIND),
        (True, False, None, None, Translation.UP_TO_DATE),
    ],
)
def test_how_a_translation_stands(is_published, has_draft, based_on, source, expected):
    assert expected == publishing.translation(
        is_published=is_published, has_draft=has_draft, based_on=based_on, source=source
    )


WHOLE = Words(title="T", summary="S", body="B", how_to_proceed="H")


@pytest.mark.parametrize("kind", list(Kind))
def test_a_whole_text_is_published_whatever_its_kind(kind):
    asked = {"kind": kind, "language": "fr", "words": WHOLE, "published": None}
    assert publishing.why_not_publish(**asked, has_source=True) is None
    assert publishing.why_not_publish(**asked, has_source=False) == Refusal.SOURCE_FIRST


@pytest.mark.parametrize(
    ("kind", "words", "refusal"),
    [
        (Kind.QUESTION, Words(title="T", body="B"), None),
        (Kind.SITUATION, Words(title="T", summary="S"), None),
        (Kind.BODY, Words(title="T", summary="S"), None),
        (Kind.NEWS, Words(title="T", summary="S"), Refusal.NO_BODY),
        (Kind.QUESTION, Words(title="T"), Refusal.NO_BODY),
        (Kind.PROCEDURE, Words(title="T", summary="S", body="B"), Refusal.NO_BODY),
        (Kind.BODY, Words(title="T"), Refusal.NO_SUMMARY),
        (Kind.BODY, Words(summary="S"), Refusal.NO_TITLE),
    ],
)
def test_what_each_kind_needs(kind, words, refusal):
    asked = {"kind": kind, "language": "en", "words": words, "published": None}
    assert publishing.why_not_publish(**asked, has_source=False) == refusal


def test_a_page_ends_on_its_first_day_at_the_earliest():
    asked = {"kind": Kind.NEWS, "slug": "x", "grid": "", "publish_on": date(2026, 1, 2)}
    assert publishing.why_not_keep(**asked, unpublish_on=date(2026, 1, 2)) is None
    refusal = publishing.why_not_keep(**asked, unpublish_on=date(2026, 1, 1))
    assert refusal == Refusal.ENDS_BEFORE_IT_BEGINS


def test_words_are_tidied():
    told = Words(title=" T ", body="a\r\nb\r\n\r\n").tidied()
    assert (told.title, told.body) == ("T", "a\nb")


def test_folding():
    assert folding.words("Ärzte, Œuvre: 5 €") == ["arzte", "oeuvre", "5", "eur"]
    assert folding.wanted("a A á b " * 50) == ["a", "b"]
    assert len(folding.wanted("x" * 10_000)[0]) == folding.LONGEST_WORD
    assert folding.wanted("a A b", "xx") == ["a", "b"]
    assert folding.all_of(["a", "b"]) == "a:* & b:*"
    assert folding.any_of(["a", "b"]) == "a:* | b:*"


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("für Ärzte", ["fur", "fuer", "arzte", "aerzte"]),
        ("fu\u0308r", ["fur", "fuer"]),
        ("FUER", ["fuer", "fur"]),
        ("Gebührenermäßigung", ["gebuhrenermassigung", "gebuehrenermaessigung"]),
        ("Straße", ["strasse"]),
        ("neue Bauern quer", ["neue", "bauern", "quer"]),
        ("œuvre", ["oeuvre"]),
        ("½ 漢", ["1", "2", "han"]),
    ],
)
def test_every_spelling(text, spelt):
    assert folding.spellings(text) == spelt


@given(st.text(max_size=200))
def test_the_words_are_among_the_spellings(text):
    assert set(folding.words(text)) <= set(folding.spellings(text))


@pytest.mark.parametrize(
    ("language", "question", "wanted"),
    [
        ("en", "How do I get a card?", ["card"]),
        ("en", "what's my card's number", ["card", "number"]),
        ("en", "how do I", ["how", "do", "i"]),
        ("fr", "Comment est-ce que j’obtiens une carte d'assuré ?", ["carte", "assure"]),
        ("de", "Wie bekomme ich Geld für meine Brille?", ["geld", "brille"]),
        ("de", "fuer die Brille", ["brille"]),
        ("lb", "Wéi kréien ech meng Kaart?", ["kaart"]),
        ("fr", "how do I get a card", ["how", "do", "i", "get", "card"]),
        ("", "how do I", ["how", "do", "i"]),
    ],
)
def test_little_words_are_left_out_unless_there_are_no_others(language, question, wanted):
    assert folding.wanted(question, language) == wanted


def test_little_words_are_written_as_the_search_compares_them():
    for language, little in little_words.LITTLE.items():
        for word in little:
            assert folding.words(word) == [word], (language, word)


def test_a_long_sentence_keeps_its_meaning():
    question = "how do I get it when I am in the " + " ".join(f"w{n}" for n in range(10))
    assert folding.wanted(question, "en") == [f"w{n}" for n in range(10)]
