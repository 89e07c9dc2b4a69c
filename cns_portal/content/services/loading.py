"""The portal's own texts: published as they are in the files, until an editor changes something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from cns_portal import audit, clock
from cns_portal.content.choices.entries import SOURCE
from cns_portal.content.models import BodyDetails, Entry
from cns_portal.content.selectors import editing
from cns_portal.content.services import publishing, writing
from cns_portal.content.services.seed_files import SeedEntry
from cns_portal.content.services.writing import Common, Details


@dataclass(slots=True)
class Loaded:
    """What a run has done."""

    created: int = 0
    changed: int = 0
    published: int = 0
    left_alone: int = 0
    """Entries of which an editor has changed something, so that some of it was not looked at."""


@transaction.atomic
def load(seeds: Iterable[SeedEntry]) -> Loaded:
    """Bring in what is new in the files. Once more changes nothing.

    What an editor has touched stays as it is: the common part of an entry from the first change
    on, a text as soon as one of its versions is an editor's. What is gone from the files stays.
    """
    seeds, done, today = list(seeds), Loaded(), clock.today()
    known = {f"{entry.kind}/{entry.slug}": entry for entry in Entry.objects.order_by("pk")}
    for seed in seeds:
        if seed.name not in known:
            known[seed.name] = writing.create_entry(
                kind=seed.kind, common=_common(seed, today), actor=audit.SYSTEM
            )
            done.created += 1
    for seed in seeds:
        entry = known[seed.name]
        touched = entry.changed_by_id is not None
        if not touched:
            done.changed += _bring_common(entry, seed, known)
        published, others = _bring_words(entry, seed)
        done.published += published
        done.left_alone += touched or others
    return done


def _common(seed: SeedEntry, publish_on: date) -> Common:
    return Common(
        slug=seed.slug,
        publish_on=seed.publish_on or publish_on,
        unpublish_on=seed.unpublish_on,
        grid=seed.grid,
        icon=seed.icon,
        position=seed.position,
        action=seed.action,
        sources=seed.sources,
    )


def _bring_common(entry: Entry, seed: SeedEntry, known: Mapping[str, Entry]) -> bool:
    """Whether something was different from the file."""
    common = _common(seed, entry.publish_on)
    related = [known[name] for name in seed.related]
    contacts = [known[f"body/{slug}"] for slug in seed.contacts]
    details = None
    if seed.details is not None:
        part_of = known[f"body/{seed.part_of}"] if seed.part_of else None
        details = Details(**seed.details, part_of=part_of)
    if (
        all(getattr(entry, name) == getattr(common, name) for name in Common.__slots__)
        and set(entry.related.all()) == set(related)
        and set(entry.contacts.all()) == set(contacts)
        and _details_of(entry) == details
    ):
        return False
    writing.change_entry(
        entry.pk,
        seen=entry.saves,
        common=common,
        related=related,
        contacts=contacts,
        details=details,
        actor=audit.SYSTEM,
    )
    return True


def _details_of(entry: Entry) -> Details | None:
    body = BodyDetails.objects.filter(entry=entry).select_related("part_of").first()
    if body is None:
        return None
    return Details(**{name: getattr(body, name) for name in Details.__slots__})


def _bring_words(entry: Entry, seed: SeedEntry) -> tuple[int, bool]:
    """How many languages were published, and whether others were an editor's."""
    editors = set(
        entry.texts.filter(edited_by__isnull=False).values_list("language", flat=True).distinct()
    )
    marks: dict[str, str] = {}
    sides = editing.sides(entry)
    source = sides[SOURCE].current.version if sides[SOURCE].current else None
    for language in editing.LANGUAGES:
        if language not in seed.words or language in editors:
            continue
        side = sides[language]
        if editing.words_of(side.published) == seed.words[language]:
            continue
        draft = writing.save_draft(
            entry.pk,
            language,
            words=seed.words[language],
            seen=side.mark,
            actor=audit.SYSTEM,
            based_on=None if language == SOURCE else source,
        )
        if language == SOURCE:
            source = draft.version
        marks[language] = editing.mark_of(draft)
    if marks:
        publishing.publish(entry.pk, marks, actor=audit.SYSTEM)
    return len(marks), bool(editors)
