"""One search through everything that editors wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case, Count, F, Value, When

from cns_portal.content.choices.entries import Kind
from cns_portal.content.models import SearchEntry
from cns_portal.content.querysets import SearchEntryQuerySet
from cns_portal.content.rules import folding
from cns_portal.content.selectors.reading import Shown

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

PER_PAGE = 20
WEIGHTS = [0.05, 0.1, 0.4, 1.0]
"""For D (text), C (summary), B (further words) and A (title). A convention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of results. `pages` is 0 when nothing was found or nothing was asked."""

    words: list[str]
    """What was looked for, folded, without little words: empty when the text had no word in it."""
    hits: list[Shown]
    total: int
    page: int
    pages: int
    per_kind: dict[str, int]
    """How many of each kind, over all pages of results and whatever the kind asked for."""
    is_loose: bool
    """No text has all the words; these have at least one of them."""


def search(text: str, language: str, *, today: date, page: int = 1, kind: str = "") -> Found:
    """What readers of a language find, the closest first. Any text and any page is answered.

    Where no text has all the words, those with most of them come first.

    `kind` keeps to one kind. A page that is too high is the last one.
    """
    words = folding.wanted(text, language)
    for is_loose in (False, True) if len(words) > 1 else (False,):
        found = _matching(words, language, today=today, is_loose=is_loose) if words else None
        per_kind = _per_kind(found) if found is not None else {}
        if per_kind:
            break
    total = per_kind.get(kind, 0) if kind else sum(per_kind.values())
    if not total:
        return Found(
            words=words, hits=[], total=0, page=1, pages=0, per_kind=per_kind, is_loose=is_loose
        )
    if kind:
        found = found.filter(kind=kind)
    pages = -(-total // PER_PAGE)
    page = min(max(page, 1), pages)
    most_words = [_held(words).desc()] if is_loose else []
    rows = found.select_related("text", "entry", "entry__body")
    rows = rows.order_by(*most_words, "-rank", "title", "pk")
    hits = [
        Shown(row.entry, row.text, language)
        for row in rows[(page - 1) * PER_PAGE : page * PER_PAGE]
    ]
    return Found(
        words=words,
        hits=hits,
        total=total,
        page=page,
        pages=pages,
        per_kind=per_kind,
        is_loose=is_loose,
    )


def _matching(
    words: list[str], language: str, *, today: date, is_loose: bool
) -> SearchEntryQuerySet:
    wanted = folding.any_of(words) if is_loose else folding.all_of(words)
    query = SearchQuery(wanted, search_type="raw", config="simple")
    return (
        SearchEntry.objects.seen_on(today)
        .filter(language=language, words=query)
        .annotate(rank=SearchRank(F("words"), query, weights=WEIGHTS))
    )


def _held(words: list[str]) -> Combinable:
    """How many of the words a text has."""
    each = (
        Case(
            When(
                words=SearchQuery(folding.all_of([word]), search_type="raw", config="simple"),
                then=Value(1),
            ),
            default=Value(0),
        )
        for word in words
    )
    return reduce(add, each)


def _per_kind(found: SearchEntryQuerySet) -> dict[str, int]:
    counted = dict(found.order_by().values_list("kind").annotate(Count("pk")))
    return {kind: counted[kind] for kind in Kind.values if kind in counted}
