"""Pages of the editors to test with, made by the services that editors use."""

from __future__ import annotations

from datetime import date

from cns_portal import audit
from cns_portal.content.choices.entries import Grid, Kind
from cns_portal.content.models import Entry, Text
from cns_portal.content.rules.publishing import Words
from cns_portal.content.selectors import editing
from cns_portal.content.services import publishing, writing
from cns_portal.content.services.writing import Common, Details

BEGAN = date(2024, 1, 1)


def words(title: str = "A page", **others: str) -> Words:
    """Enough of them to be published, whatever the kind."""
    enough = {"summary": f"About {title}.", "body": "Words.", "how_to_proceed": "Press."}
    return Words(title=title, **{**enough, **others})


def common(slug: str, kind: Kind = Kind.PROCEDURE, **others) -> Common:
    grid = Grid.NEED if kind == Kind.SITUATION else ""
    return Common(**{"slug": slug, "publish_on": BEGAN, "grid": grid, **others})


def an_entry(slug: str = "a-page", kind: Kind = Kind.PROCEDURE, *, actor=audit.SYSTEM, **others):
    """A page without words."""
    beside = {name: others.pop(name, ()) for name in ("related", "contacts")}
    return writing.create_entry(
        kind=kind,
        common=common(slug, kind, **others),
        details=others.pop("details", None),
        actor=actor,
        **beside,
    )


def a_draft(entry: Entry, language: str = "en", said: Words | None = None, **others) -> Text:
    """Saved by somebody who saw what is there now."""
    side = editing.sides(entry)[language]
    others = {"actor": audit.SYSTEM, "seen": side.mark, **others}
    return writing.save_draft(entry.pk, language, words=said or words(), **others)


def publish(entry: Entry, *languages: str, actor=audit.SYSTEM, **others) -> list[Text]:
    """The drafts of these languages."""
    sides = editing.sides(entry)
    seen = {language: sides[language].mark for language in languages or ("en",)}
    return publishing.publish(entry.pk, seen, actor=actor, **others)


def a_page(slug: str = "a-page", kind: Kind = Kind.PROCEDURE, /, **languages) -> Entry:
    """A published page: `a_page("x", en=words("X"), fr=words("Y"))`; English without any."""
    said = {"en": words(slug.replace("-", " ").capitalize()), **languages}
    entry = an_entry(slug, kind)
    for language, told in said.items():
        a_draft(entry, language, told, based_on=None if language == "en" else 1)
    publish(entry, *said)
    return Entry.objects.get(pk=entry.pk)


def details(**others) -> Details:
    return Details(**{"source": "A source", "checked_on": BEGAN, **others})
