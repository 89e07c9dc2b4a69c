"""What the search found, with the words that were looked for marked in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cns_portal.content.presenters.cards import Card
from cns_portal.content.rules import folding
from cns_portal.content.rules.markdown import to_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cns_portal.content.selectors.reading import Shown

SHOWN = 220
"""Letters of a text that stand below its title."""
BEFORE = 60
"""Letters that stand before the first word that was looked for."""
_WORD = re.compile(r"\w+")


def marked(text: str, wanted: Sequence[str]) -> SafeString:
    """The text, safe to show, with every word that begins like one of `wanted` marked."""
    parts, end = [], 0
    for word in _WORD.finditer(text):
        if _is_wanted(word.group(), wanted):
            parts.append(("", text[end : word.start()], "", ""))
            parts.append((_OPEN, word.group(), _CLOSE, ""))
            end = word.end()
    parts.append(("", text[end:], "", ""))
    return format_html_join("", "{}{}{}{}", parts)


_OPEN, _CLOSE = SafeString("<mark>"), SafeString("</mark>")


def excerpt(text: str, wanted: Sequence[str]) -> str:
    """A piece of the text around the first word that was looked for; else its beginning."""
    first = next((one for one in _WORD.finditer(text) if _is_wanted(one.group(), wanted)), None)
    start = max(0, first.start() - BEFORE) if first else 0
    if start:
        start = text.find(" ", start, first.start()) + 1 or first.start()
    if len(text) - start <= SHOWN:
        piece = text[start:]
    else:
        piece = text[start : start + SHOWN].rpartition(" ")[0] or text[start : start + SHOWN]
    before = "… " if start else ""
    after = " …" if start + len(piece) < len(text) else ""
    return f"{before}{piece}{after}"


def _is_wanted(word: str, wanted: Sequence[str]) -> bool:
    return any(part.startswith(tuple(wanted)) for part in folding.spellings(word))


@dataclass(frozen=True)
class Hit:
    """One result: its card, with what was looked for marked."""

    shown: Shown
    wanted: Sequence[str]

    @cached_property
    def card(self) -> Card:
        return Card.of(self.shown)

    @property
    def title(self) -> SafeString:
        return marked(self.card.title, self.wanted)

    @property
    def text(self) -> SafeString:
        """The summary; a piece of the text where the words stand there and not in the summary."""
        text = self.shown.text
        for part in (text.summary, *self._long_parts()):
            if any(_is_wanted(word, self.wanted) for word in _WORD.findall(part)):
                return marked(excerpt(part, self.wanted), self.wanted)
        return format_html("{}", excerpt(text.summary or to_plain(text.body), ()))

    def _long_parts(self) -> Iterable[str]:
        text = self.shown.text
        parts = (text.body, text.who_is_concerned, text.how_to_proceed, text.good_to_know)
        return (to_plain(part) for part in parts if part)


def hits(found: Iterable[Shown], wanted: Sequence[str]) -> list[Hit]:
    return [Hit(shown, wanted) for shown in found]
