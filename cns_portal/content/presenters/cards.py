"""Entries in lists: where each leads, what it is called, and in which language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from cns_portal.content.choices.entries import Kind
from cns_portal.content.presenters.markdown import render
from cns_portal.web.drawing import ICONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

    from cns_portal.content.models import Entry
    from cns_portal.content.selectors.reading import Shown

ADDRESSES = {
    Kind.SITUATION: "content:situation",
    Kind.PROCEDURE: "content:procedure",
    Kind.NEWS: "content:news_item",
    Kind.BODY: "content:body",
}
SIGNS = {
    Kind.SITUATION: "info",
    Kind.PROCEDURE: "document",
    Kind.NEWS: "news",
    Kind.QUESTION: "question",
    Kind.BODY: "agency",
}


def address_of(entry: Entry) -> str:
    """Where readers find the entry, in the language that is spoken just now."""
    if entry.kind == Kind.QUESTION:
        return f"{reverse('content:questions')}#{entry.slug}"
    return reverse(ADDRESSES[Kind(entry.kind)], args=[entry.slug])


def sign_of(entry: Entry) -> str:
    """The entry's icon; that of its kind where it has none that is known."""
    return entry.icon if entry.icon in ICONS else SIGNS[Kind(entry.kind)]


@dataclass(frozen=True)
class Card:
    """An entry as one link. `lang` is empty when the title is in the language of the page."""

    title: str
    summary: str
    url: str
    icon: str
    lang: str
    kind: str
    day: date

    @classmethod
    def of(cls, shown: Shown) -> Card:
        return cls(
            title=shown.text.title,
            summary=shown.text.summary,
            url=address_of(shown.entry),
            icon=sign_of(shown.entry),
            lang=shown.lang,
            kind=Kind(shown.entry.kind).label,
            day=shown.entry.publish_on,
        )


def cards(entries: Iterable[Shown]) -> list[Card]:
    return [Card.of(shown) for shown in entries]


@dataclass(frozen=True)
class Question:
    """A question that unfolds; `below` is the level of the question's own heading."""

    shown: Shown
    below: int

    @property
    def title(self) -> str:
        return self.shown.text.title

    @property
    def lang(self) -> str:
        return self.shown.lang

    @property
    def anchor(self) -> str:
        return self.shown.entry.slug

    @property
    def answer(self) -> SafeString:
        return render(self.shown.text.body, below=self.below)
