"""What readers get: an entry with its text in their language, or else in English."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Max

from cns_portal.content.choices import actions
from cns_portal.content.choices.entries import SOURCE, Kind
from cns_portal.content.models import Entry, Text

if TYPE_CHECKING:
    from cns_portal.content.choices.actions import Action
    from cns_portal.content.querysets import TextQuerySet


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as readers of one language get it. A preview has a draft in place of the text."""

    entry: Entry
    text: Text
    wanted: str
    """The language the reader asked for."""

    @property
    def lang(self) -> str:
        """For the `lang` attribute: the text's language where it is not the page's, else empty."""
        return "" if self.is_translated else self.text.language

    @property
    def is_translated(self) -> bool:
        return self.text.language == self.wanted

    @property
    def action(self) -> Action | None:
        """The page of the portal that it leads to; None when there is none (any more)."""
        return actions.declared.get(self.entry.action)


def pages(kind: Kind | str, language: str, *, today: date, grid: str = "") -> list[Shown]:
    """All of a kind that readers get today, as editors arranged them; news newest first."""
    texts = _texts(language, today=today).filter(entry__kind=kind)
    if grid:
        texts = texts.filter(entry__grid=grid)
    return _in_order(texts, language)


def page(kind: Kind | str, slug: str, language: str, *, today: date) -> Shown | None:
    """The one of this address; None when readers do not get it today."""
    text = _texts(language, today=today).filter(entry__kind=kind, entry__slug=slug).first()
    return Shown(text.entry, text, language) if text else None


def related(entry: Entry, language: str, *, today: date) -> list[Shown]:
    """The pages that editors put beside this one, as far as readers get them today."""
    keys = entry.related.through.objects.filter(from_entry=entry).values("to_entry")
    return _in_order(_texts(language, today=today).filter(entry__in=keys), language)


def contacts(entry: Entry, language: str, *, today: date) -> list[Shown]:
    """The bodies to contact about this page, with their details where a source gives any."""
    keys = entry.contacts.through.objects.filter(from_entry=entry).values("to_entry")
    return _in_order(_texts(language, today=today).filter(entry__in=keys), language)


def about(body: Entry, language: str, *, today: date) -> list[Shown]:
    """The pages that name this body as the one to contact."""
    keys = body.contacts.through.objects.filter(to_entry=body).values("from_entry")
    return _in_order(_texts(language, today=today).filter(entry__in=keys), language)


def departments(body: Entry, language: str, *, today: date) -> list[Shown]:
    """The bodies that are a part of this one."""
    return _in_order(_texts(language, today=today).filter(entry__body__part_of=body), language)


def languages_of(entries: Iterable[Entry], *, today: date) -> dict[int, list[str]]:
    """By key of the entry: the languages in which readers get it, for alternates of a page."""
    found: dict[int, list[str]] = {}
    rows = Text.objects.given_on(today).filter(entry__in=list(entries))
    named = rows.order_by("language").distinct().values_list("entry_id", "language")
    for entry, language in named:
        found.setdefault(entry, []).append(language)
    return found


def everything(*, today: date) -> list[Shown]:
    """Every page that readers get today, with its English text: for maps of the site."""
    return sorted(
        (Shown(text.entry, text, SOURCE) for text in _texts(SOURCE, today=today)),
        key=lambda shown: (shown.entry.kind, shown.entry.position, shown.entry.slug),
    )


def last_change() -> datetime | None:
    """When an editor last changed anything at all, seen or not; None before the first page."""
    return Entry.objects.aggregate(at=Max("changed_at"))["at"]


def _texts(language: str, *, today: date) -> TextQuerySet:
    entries = Entry.objects.seen_on(today).values("pk")
    return (
        Text.objects.best_for(language, today)
        .filter(entry__in=entries)
        .select_related("entry", "entry__body")
    )


def _in_order(texts: TextQuerySet, language: str) -> list[Shown]:
    return sorted((Shown(text.entry, text, language) for text in texts), key=_place)


def _place(shown: Shown) -> tuple:
    entry = shown.entry
    newest_first = -entry.publish_on.toordinal() if entry.kind == Kind.NEWS else 0
    return entry.kind, newest_first, entry.position, shown.text.title.casefold()
