"""Sentences in all four languages at once: at the entrance nobody has chosen one yet."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation

from cns_portal.web.context_processors import LANGUAGE_NAMES

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True)
class Tongue:
    """A language as a button: its code and its own name."""

    code: str
    name: str


TONGUES = tuple(Tongue(code, LANGUAGE_NAMES[code]) for code in LANGUAGES)


@dataclass(frozen=True)
class Said:
    """Words in one language; what they are called in the template, and what they say."""

    language: str
    words: dict[str, str]


def in_all(sentences: dict[str, Any], **values: Any) -> list[Said]:
    """Lazy `sentences` in each language, their `{placeholders}` filled.

    A value that is a function is asked in each language: dates and times are written by it.
    """
    said = []
    for language in LANGUAGES:
        with translation.override(language):
            filled = {name: value() if callable(value) else value for name, value in values.items()}
            said.append(
                Said(
                    language,
                    {
                        name: str(sentence).format(**filled) if filled else str(sentence)
                        for name, sentence in sentences.items()
                    },
                )
            )
    return said


def different(said: list[Said], name: str) -> list[Said]:
    """The words of this name, each once: a label need not say "Nummer" for two languages."""
    known: dict[str, Said] = {}
    for one in said:
        known.setdefault(one.words[name], Said(one.language, {"label": one.words[name]}))
    return list(known.values())
