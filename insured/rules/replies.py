"""Ready texts: their placeholders, and the language in which one is sent."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from insured.choices.replies import ReplyProblem

FALLBACKS = ("fr", "de", "en", "lb")
"""When a text does not exist in the person's language: the next in this order that does exist."""

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a text, and the names that nobody knows."""

    problem: ReplyProblem
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text and the language it is in, which need not be the one that was wanted."""

    language: str
    text: str
    wanted: str

    @property
    def fell_back(self) -> bool:
        return self.language != self.wanted


def placeholders_in(text: str) -> list[str]:
    """The names in braces, in order, each once."""
    return list(dict.fromkeys(_PLACEHOLDER.findall(text)))


def what_is_wrong(text: str, *, known: Collection[str]) -> Wrong | None:
    """Why `text` cannot be kept as a ready text, or None."""
    if unknown := [name for name in placeholders_in(text) if name not in known]:
        return Wrong(ReplyProblem.UNKNOWN_PLACEHOLDER, tuple(unknown))
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        return Wrong(ReplyProblem.STRAY_BRACE)
    return None


def spoken_in(texts: Mapping[str, str], wanted: str) -> Spoken:
    """The text in the language `wanted`, else in the next one there is.

    `texts` by language; raises `LookupError` when all of them are empty.
    """
    for language in (wanted, *FALLBACKS):
        if text := texts.get(language, "").strip():
            return Spoken(language=language, text=text, wanted=wanted)
    raise LookupError("A ready text without words in any language.")


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with what stands for its placeholders; one without a value stays as it is written."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1]) or found[0], text)


def unfilled(text: str) -> list[str]:
    """Placeholders that still stand in a text that is about to be sent."""
    return placeholders_in(text)
