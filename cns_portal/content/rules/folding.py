"""Words as the search compares them: no accents, small letters, letters and digits only.

German and Luxembourgish words have up to three spellings on a keyboard: "für", "fuer" and "fur".
A text is looked through in all of them, so that a question needs only the one it was typed in.
"""

from __future__ import annotations

import re
import unicodedata

from text_unidecode import unidecode

from cns_portal.content.rules import little_words

LONGEST_QUESTION = 200
"""Characters of a search that are looked at. A convention: what follows names nothing more."""
MOST_WORDS = 10
LONGEST_WORD = 60
"""Longer ones are cut, in texts and in searches alike, so that they still meet."""

_WORD = re.compile(r"[a-z0-9]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_TYPED_UMLAUT = re.compile(r"(?<![aeiouq])([aou])e", re.IGNORECASE)
"""Not in "neue", "bauen" or "quer", which have no umlaut."""


def words(text: str) -> list[str]:
    """The words of a text in their order, folded: "Ärzte, n° 5" gives arzte, n, deg, 5."""
    return _words(unicodedata.normalize("NFC", text))


def fold(text: str) -> str:
    """The same with one blank between them."""
    return " ".join(words(text))


def spellings(text: str) -> list[str]:
    """The words of a text in every spelling: "für Ärzte" gives fur, fuer, arzte, aerzte.

    What is typed without an umlaut is among them with one: "fuer" gives fuer, fur.
    """
    text = unicodedata.normalize("NFC", text)
    found: list[str] = []
    # Letters take the place of letters: there are as many words each time.
    for each in zip(
        _words(text),
        _words(text.translate(_UMLAUTS)),
        _words(_TYPED_UMLAUT.sub(r"\1", text)),
        strict=True,
    ):
        found += dict.fromkeys(each)
    return found


def wanted(question: str, language: str = "") -> list[str]:
    """What somebody is looking for: each word once, at most `MOST_WORDS` of them.

    With a language, without its little words, unless there are no others.
    """
    found = list(dict.fromkeys(words(question[:LONGEST_QUESTION])))
    return little_words.without(found, language)[:MOST_WORDS]


def all_of(question: list[str]) -> str:
    """A query of PostgreSQL for texts with words that begin like each of these."""
    return " & ".join(_beginning(word) for word in question)


def any_of(question: list[str]) -> str:
    """A query of PostgreSQL for texts with a word that begins like one of these."""
    return " | ".join(_beginning(word) for word in question)


def _words(text: str) -> list[str]:
    return [word[:LONGEST_WORD] for word in _WORD.findall(unidecode(text).lower())]


def _beginning(word: str) -> str:
    if not _WORD.fullmatch(word):
        raise ValueError(f"Not a folded word: {word!r}")
    return f"{word}:*"
