"""What editors see: each language of a page, its draft, what is published, how it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from cns_portal import clock
from cns_portal.content.choices.entries import SOURCE, State, Translation
from cns_portal.content.models import Entry, Text
from cns_portal.content.rules import publishing
from cns_portal.content.rules.publishing import WORDS, Words

LANGUAGES = (SOURCE, *(code for code, _name in settings.LANGUAGES if code != SOURCE))
"""English first: the others are translated from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One language of an entry on a day."""

    language: str
    draft: Text | None
    published: Text | None
    """What readers get, whether or not its day is written down as past by now."""
    scheduled: Text | None
    """What readers get from a later day on."""
    state: Translation

    @property
    def current(self) -> Text | None:
        """What an editor goes on with: the draft, or what is published, or what will be."""
        return self.draft or self.published or self.scheduled

    @property
    def has_changes(self) -> bool:
        """Whether there is a draft beside what readers get."""
        return self.draft is not None and self.published is not None

    @property
    def mark(self) -> str:
        """What stood there, for whoever saves next."""
        return mark_of(self.current)


def entry(kind: str, slug: str) -> Entry | None:
    """The entry of this address, whether readers get it or not."""
    found = Entry.objects.select_related("body", "body__part_of")
    return found.filter(kind=kind, slug=slug).first()


def mark_of(text: Text | None) -> str:
    """Changes with every change of the text that an editor goes on with.

    Not when the day comes on which readers get it: that changes nothing of what was read.
    """
    if text is None:
        return "new"
    state = State.PUBLISHED if text.state == State.SCHEDULED else State(text.state)
    return f"{text.pk}.{text.saves}.{state}"


Found = dict[tuple[int, str, str], Text]
"""By key of the entry, language and state."""


def words_of(text: Text | None) -> Words | None:
    """What a version says, to be compared."""
    return Words(**{name: getattr(text, name) for name in WORDS}) if text else None


def sides(entry: Entry, *, day: date | None = None) -> dict[str, Side]:
    """By language, English first; today, or as they stand on another day."""
    return sides_of([entry], day=day)[entry.pk]


def sides_of(entries: Iterable[Entry], *, day: date | None = None) -> dict[int, dict[str, Side]]:
    """The same for many entries, by key: one query for all."""
    day = day or clock.today()
    keys = [entry.pk for entry in entries]
    found: Found = {}
    for text in Text.objects.filter(entry__in=keys).exclude(state=State.REPLACED):
        found[text.entry_id, text.language, text.state] = text
    return {
        key: {language: _side(found, key, language, day) for language in LANGUAGES} for key in keys
    }


@dataclass(frozen=True, slots=True)
class Named:
    """An entry with the words by which editors know it."""

    pk: int
    kind: str
    label: str


def named_entries() -> list[Named]:
    """Every entry by its kind and its English title, or its address while there is none."""
    titles: dict[int, str] = {}
    for key, title in (
        Text.objects.filter(language=SOURCE)
        .exclude(state=State.REPLACED)
        .order_by("version")
        .values_list("entry_id", "title")
    ):
        titles[key] = title or titles.get(key, "")
    named = [
        Named(
            entry.pk,
            entry.kind,
            f"{entry.get_kind_display()}: {titles.get(entry.pk) or entry.slug}",
        )
        for entry in Entry.objects.only("kind", "slug")
    ]
    return sorted(named, key=lambda row: row.label.casefold())


def history(entry: Entry, language: str) -> list[Text]:
    """Every version of a language, the newest first, with who wrote and who published it."""
    versions = entry.texts.filter(language=language)
    return list(versions.select_related("edited_by", "published_by").order_by("-version"))


def _side(found: Found, key: int, language: str, day: date) -> Side:
    draft = found.get((key, language, State.DRAFT))
    published, scheduled = _given(found, key, language, day)
    source, _later = _given(found, key, SOURCE, day)
    state = publishing.translation(
        is_published=published is not None,
        has_draft=draft is not None,
        based_on=published.based_on if published else None,
        source=source.version if source and language != SOURCE else None,
    )
    return Side(
        language=language, draft=draft, published=published, scheduled=scheduled, state=state
    )


def _given(found: Found, key: int, language: str, day: date) -> tuple[Text | None, Text | None]:
    """What readers get on the day, and what they get later."""
    published = found.get((key, language, State.PUBLISHED))
    scheduled = found.get((key, language, State.SCHEDULED))
    if scheduled and scheduled.starts_on <= day:
        return scheduled, None
    return published, scheduled
