"""Entries and drafts. Whoever saves says what they saw before: nothing is overwritten unseen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from cns_portal import audit, clock
from cns_portal.content.choices import actions
from cns_portal.content.choices.entries import SOURCE, Kind, Refusal
from cns_portal.content.models import BodyDetails, Entry, Text
from cns_portal.content.rules import publishing
from cns_portal.content.rules.publishing import Words
from cns_portal.content.selectors import editing
from cns_portal.content.services.due import begin
from cns_portal.content.services.indexing import index
from cns_portal.db import promise
from cns_portal.kernel.refusal import Refused

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.audit import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What is the same in every language of an entry. The same fields as in the table."""

    slug: str
    publish_on: date
    unpublish_on: date | None = None
    grid: str = ""
    icon: str = ""
    position: int = 100
    action: str = ""
    sources: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """How a body is reached. The same fields as in the table."""

    source: str
    checked_on: date
    part_of: Entry | None = None
    address: str = ""
    postal_address: str = ""
    phones: str = ""
    hours: str = ""
    fax: str = ""
    email: str = ""
    website: str = ""


@transaction.atomic
def create_entry(
    *,
    kind: Kind | str,
    common: Common,
    actor: Account | Actor,
    related: Iterable[Entry] = (),
    contacts: Iterable[Entry] = (),
    details: Details | None = None,
) -> Entry:
    """A page without words yet. Raises `Refused`."""
    _check(Kind(kind), common, contacts)
    now, who = clock.now(), _account(actor)
    with promise("content_entry_address_is_unique_in_its_kind", broken=Refused(Refusal.SLUG_TAKEN)):
        entry = Entry.objects.create(
            kind=kind,
            **asdict(common),
            created_by=who,
            created_at=now,
            changed_by=who,
            changed_at=now,
        )
    _put_beside(entry, related, contacts, details)
    audit.record(actor, "entry.created", entry)
    return entry


@transaction.atomic
def change_entry(
    entry_id: int,
    *,
    seen: int,
    common: Common,
    actor: Account | Actor,
    related: Iterable[Entry] = (),
    contacts: Iterable[Entry] = (),
    details: Details | None = None,
) -> Entry:
    """Change what is the same in every language; `seen` is the number of changes before.

    Raises `Refused`, also when somebody else has changed it meanwhile.
    """
    entry = locked(entry_id)
    if entry.saves != seen:
        raise Refused(Refusal.CHANGED_MEANWHILE)
    _check(Kind(entry.kind), common, contacts, known=entry.action)
    for name, value in asdict(common).items():
        setattr(entry, name, value)
    with promise("content_entry_address_is_unique_in_its_kind", broken=Refused(Refusal.SLUG_TAKEN)):
        touch(entry, actor)
    _put_beside(entry, related, contacts, details)
    index(entry)
    audit.record(actor, "entry.changed", entry)
    return entry


@transaction.atomic
def save_draft(
    entry_id: int,
    language: str,
    *,
    words: Words,
    seen: str,
    actor: Account | Actor,
    based_on: int | None = None,
) -> Text | None:
    """Keep what an editor wrote in a language, for nobody but editors.

    `seen` is the mark of what the editor began with (`editing.mark_of`). `based_on` is the version
    of the English text that a translation now says the same as; None leaves it as it was. Returns
    None when there is nothing to keep. Raises `Refused` when somebody else was quicker.
    """
    entry = locked(entry_id)
    words = words.tidied()
    side = editing.sides(entry)[language]
    if side.mark != seen:
        raise Refused(Refusal.CHANGED_MEANWHILE)
    if language == SOURCE:
        based_on = None
    elif based_on is None and side.current:
        based_on = side.current.based_on
    before = side.current
    if before is None and words == Words():
        return None
    if before and editing.words_of(before) == words and before.based_on == based_on:
        return side.draft
    draft = side.draft or Text(entry=entry, language=language, version=_next(entry, language))
    for field in fields(words):
        setattr(draft, field.name, getattr(words, field.name))
    draft.saves = draft.saves + 1 if draft.pk else 1
    draft.based_on = based_on
    draft.edited_by, draft.edited_at = _account(actor), clock.now()
    draft.save()
    _look_again(draft, side.published)
    _note(actor, "text.saved", draft)
    return draft


@transaction.atomic
def discard_draft(entry_id: int, language: str, *, seen: str, actor: Account | Actor) -> None:
    """Throw a draft away; what readers get stays. Raises `Refused`."""
    entry = locked(entry_id)
    side = editing.sides(entry)[language]
    if side.mark != seen:
        raise Refused(Refusal.CHANGED_MEANWHILE)
    if side.draft is None:
        raise Refused(Refusal.NO_DRAFT)
    _note(actor, "text.discarded", side.draft)
    _look_again(side.draft, side.published)
    side.draft.delete()


def locked(entry_id: int) -> Entry:
    """The entry, until the transaction ends: whatever changes an entry or its texts holds it.

    Versions whose day has come are the published ones from here on.
    """
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry_id)
    begin(entry)
    return entry


def touch(entry: Entry, actor: Account | Actor) -> None:
    """Save an entry as changed by this actor just now. What editors had changed stays theirs."""
    entry.saves += 1
    entry.changed_by, entry.changed_at = _account(actor) or entry.changed_by, clock.now()
    entry.save()


def _check(kind: Kind, common: Common, contacts: Iterable[Entry], *, known: str = "") -> None:
    refusal = publishing.why_not_keep(
        kind=kind,
        slug=common.slug,
        grid=common.grid,
        publish_on=common.publish_on,
        unpublish_on=common.unpublish_on,
    )
    if refusal:
        raise Refused(refusal)
    # An action that was there before its room went may stay: it is shown nowhere.
    if common.action not in {"", known, *actions.declared}:
        raise Refused(Refusal.UNKNOWN_ACTION)
    if any(entry.kind != Kind.BODY for entry in contacts):
        raise Refused(Refusal.NOT_A_BODY)


def _put_beside(
    entry: Entry, related: Iterable[Entry], contacts: Iterable[Entry], details: Details | None
) -> None:
    entry.related.set([other for other in related if other.pk != entry.pk])
    entry.contacts.set([other for other in contacts if other.pk != entry.pk])
    if entry.kind != Kind.BODY:
        return
    if details is None:
        BodyDetails.objects.filter(entry=entry).delete()
    else:
        values = {field.name: getattr(details, field.name) for field in fields(details)}
        BodyDetails.objects.update_or_create(entry=entry, defaults=values)


def _look_again(draft: Text, published: Text | None) -> None:
    """Who translated the English draft as it was has to compare with what it says by now."""
    if draft.language == SOURCE:
        translated = Text.objects.filter(entry_id=draft.entry_id, based_on=draft.version)
        translated.update(based_on=published.version if published else None)


def _next(entry: Entry, language: str) -> int:
    """Versions are counted per language."""
    last = entry.texts.filter(language=language).aggregate(last=Max("version"))["last"]
    return (last or 0) + 1


def _note(actor: Account | Actor, what: str, text: Text) -> None:
    details = {"language": text.language, "version": text.version}
    audit.record(actor, what, text.entry, details=details)


def _account(actor: Account | Actor) -> Account | None:
    return None if isinstance(actor, audit.Actor) else actor
