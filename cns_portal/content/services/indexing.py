"""What the search looks through, written together with what is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.conf import settings
from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value

from cns_portal.content.choices.entries import SOURCE, Kind
from cns_portal.content.models import BodyDetails, Entry, SearchEntry, Text
from cns_portal.content.rules import folding
from cns_portal.content.rules.markdown import to_plain

MOST_LETTERS = 100_000
"""Of one text that are looked through; PostgreSQL's limit for its words is a megabyte."""


def index(entry: Entry) -> None:
    """Make an entry findable in every language, as far as it is published. Once more is as good.

    A version that waits for its day is found from that day on, and what it replaces until then.
    To be called within the transaction that publishes, with the entry locked.
    """
    published = {text.language: text for text in entry.texts.published()}
    scheduled = {text.language: text for text in entry.texts.scheduled()}
    SearchEntry.objects.filter(entry=entry).delete()
    if SOURCE not in published:
        return
    beside = _numbers(entry)
    SearchEntry.objects.bulk_create(
        SearchEntry(
            entry=entry,
            language=language,
            kind=entry.kind,
            text=text,
            title=folding.fold(text.title),
            words=_vector(text, beside),
            shown_from=begins,
            shown_until=ends,
        )
        for language, _name in settings.LANGUAGES
        for text, begins, ends in _one_after_another(language, published, scheduled)
    )


def index_all() -> int:
    """Make everything findable anew, when the way of folding has changed. How many entries."""
    keys = list(Entry.objects.order_by("pk").values_list("pk", flat=True))
    for key in keys:
        with transaction.atomic():
            index(Entry.objects.select_for_update(of=("self",)).get(pk=key))
    return len(keys)


def _one_after_another(
    language: str, published: Mapping[str, Text], scheduled: Mapping[str, Text]
) -> list[tuple[Text, date | None, date | None]]:
    """What readers of a language get, from when and until when: theirs, or else the English one."""
    spans: list[tuple[Text, date | None, date | None]] = []
    days = {scheduled[code].starts_on for code in (language, SOURCE) if code in scheduled}
    for day in (None, *sorted(days)):
        begun = {code: text for code, text in scheduled.items() if day and text.starts_on <= day}
        given = {**published, **begun}
        text = given.get(language, given[SOURCE])
        if spans and spans[-1][0] == text:
            continue
        if spans:
            spans[-1] = (*spans[-1][:2], day)
        spans.append((text, day, None))
    return spans


def _vector(text: Text, beside: str) -> SearchVector:
    parts = (
        ("A", [text.title]),
        ("B", [text.keywords, beside]),
        ("C", [text.summary]),
        ("D", map(to_plain, _long(text))),
    )
    # `+` on vectors is `||`: each keeps its weight.
    first, *others = (
        SearchVector(Value(_folded(words)), config="simple", weight=weight)
        for weight, words in parts
    )
    for other in others:
        first = first + other
    return first


def _long(text: Text) -> tuple[str, ...]:
    return text.body, text.who_is_concerned, text.how_to_proceed, text.good_to_know


def _folded(words: Iterable[str]) -> str:
    return " ".join(folding.spellings(" ".join(words)[:MOST_LETTERS]))[:MOST_LETTERS]


def _numbers(entry: Entry) -> str:
    """How a body is dialled, with and without blanks: people type it either way."""
    if entry.kind != Kind.BODY:
        return ""
    details = BodyDetails.objects.filter(entry=entry).first()
    if details is None:
        return ""
    numbers = [line.partition("|")[0] for line in details.phones.splitlines()]
    digits = ["".join(filter(str.isdecimal, number)) for number in numbers]
    return " ".join([*numbers, *digits, *(number.removeprefix("352") for number in digits)])
