"""Marking what was looked for, and the pieces of a text around it."""

import re
from html import unescape

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.content.forms.searching import Question, tidied
from cns_portal.content.presenters import hours
from cns_portal.content.presenters.found import SHOWN, excerpt, marked
from cns_portal.content.rules import folding

ANY_TEXT = st.text(max_size=300)


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("Bills of a dentist", "bill", "<mark>Bills</mark> of a dentist"),
        ("Ärzte und Zahnärzte", "arzt", "<mark>Ärzte</mark> und Zahnärzte"),
        ("Ärzte für Kinder", "aerzte fuer", "<mark>Ärzte</mark> <mark>für</mark> Kinder"),
        ("Être remboursé", "ETRE rembourse", "<mark>Être</mark> <mark>remboursé</mark>"),
        ("a < b & bills", "bills", "a &lt; b &amp; <mark>bills</mark>"),
        ("l'étranger", "etranger", "l&#x27;<mark>étranger</mark>"),
        ("Nothing here", "", "Nothing here"),
        ("<mark>x</mark>", "mark", "&lt;<mark>mark</mark>&gt;x&lt;/<mark>mark</mark>&gt;"),
    ],
)
def test_words_are_marked_whatever_their_accents(text, asked, expected):
    assert marked(text, folding.wanted(asked)) == expected


@given(ANY_TEXT, ANY_TEXT)
def test_marking_adds_marks_and_changes_nothing_else(text, asked):
    html = marked(text, folding.wanted(asked))
    assert not re.search(r"<(?!/?mark>)", html)
    bare = re.sub(r"</?mark>", "", html)
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'")):
        bare = bare.replace(entity, letter)
    assert bare.replace("&amp;", "&") == text


@given(st.text(max_size=2000), ANY_TEXT)
def test_a_piece_is_short_and_of_the_text(text, asked):
    piece = excerpt(text, folding.wanted(asked))
    inside = piece.removeprefix("… ").removesuffix(" …")
    assert len(inside) <= SHOWN
    assert inside in text or text.startswith("… ") or text.endswith(" …")


def test_a_piece_stands_around_the_first_word_that_was_looked_for():
    text = "Beginning. " * 50 + "Here is the hearing aid." + " End." * 100
    piece = excerpt(text, ["hearing"])
    assert "hearing aid" in piece
    assert piece.startswith("… ")
    assert piece.endswith(" …")


@given(ANY_TEXT)
def test_what_is_shown_again_holds_nothing_that_cannot_be_seen(text):
    shown = tidied(text)
    assert shown.isprintable()
    assert shown == " ".join(shown.split())


def test_a_text_that_turns_words_around_is_shown_without_turning():
    assert tidied("abc\u202edef\x00 \u200b\n x") == "abc def x"


@pytest.mark.parametrize("page", ["", "0", "-3", "x", "²", "٣", "1" * 400, "1.5", "\x00"])
def test_a_page_that_is_none_is_the_first(page):
    assert Question.asked(QueryDict(f"q=a&page={page}")).page == 1


def test_a_kind_that_is_none_is_every_kind():
    assert Question.asked(QueryDict("kind=secret")).kind == ""
    assert Question.asked(QueryDict("kind=body")).kind == "body"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("workdays 08:00-16:00", ["On working days: 8:00 to 16:00"]),
        (
            "mon-fri 08:30-11:30 13:00-16:00",
            ["Monday to Friday: 8:30 to 11:30 and 13:00 to 16:00"],
        ),
        ("mon,wed 09:00-10:00; sat", ["Monday and Wednesday: 9:00 to 10:00", "Saturday"]),
        ("tue-thu,sat", ["Tuesday, Wednesday, Thursday and Saturday"]),
        ("daily", ["Every day"]),
        ("", []),
        ("whenever we like", []),
    ],
)
def test_hours_in_words(written, said):
    with translation.override("en"):
        assert hours.in_words(written) == said


def test_what_is_marked_reads_as_it_was():
    html = marked("Frais & soins", ["frais"])
    assert unescape(re.sub(r"</?mark>", "", html)) == "Frais & soins"
