"""Giving texts to readers, and taking them away again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import audit, clock
from cns_portal.content.choices.entries import SOURCE, Kind, Refusal, State
from cns_portal.content.models import Entry, Text
from cns_portal.content.rules import publishing
from cns_portal.content.selectors import editing
from cns_portal.content.services import writing
from cns_portal.content.services.due import replace
from cns_portal.content.services.indexing import index
from cns_portal.content.services.scheduling import schedule
from cns_portal.kernel.refusal import Refused

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.audit import Actor
    from cns_portal.content.selectors.editing import Side


@transaction.atomic
def publish(
    entry_id: int,
    seen: Mapping[str, str],
    *,
    actor: Account | Actor,
    publish_on: date | None = None,
) -> list[Text]:
    """Give the drafts of some languages to readers: all or none, English first.

    `seen` has the mark of each draft that is meant, by language: nobody publishes what they have
    not read. `publish_on` moves the day from which readers get the page, as long as they do not
    get it yet; once they have it, they keep the present versions until that day. What was
    published before stays as a replaced version. Raises `Refused`.
    """
    entry = writing.locked(entry_id)
    sides, today = editing.sides(entry), clock.today()
    is_later = is_out(entry, sides[SOURCE], today=today) and publish_on and publish_on > today
    if is_later and entry.unpublish_on and entry.unpublish_on <= publish_on:
        raise Refused(Refusal.ENDS_BEFORE_THAT_DAY)
    has_source = sides[SOURCE].published is not None
    published = []
    for language in editing.LANGUAGES:
        if language in seen:
            side = sides[language]
            _insist(entry, side, seen[language], has_source=has_source)
            given = schedule(side, publish_on, actor) if is_later else _give(side, actor)
            published.append(given)
            has_source |= language == SOURCE
    if not published:
        raise Refused(Refusal.NO_DRAFT)
    if publish_on and not is_out(entry, sides[SOURCE], today=today):
        if entry.unpublish_on and entry.unpublish_on < publish_on:
            raise Refused(Refusal.ENDS_BEFORE_IT_BEGINS)
        entry.publish_on = publish_on
    writing.touch(entry, actor)
    index(entry)
    return published


@transaction.atomic
def take_off(entry_id: int, *, seen: int, on: date, actor: Account | Actor) -> Entry:
    """From this day on nobody sees the page. Its texts stay with the editors. Raises `Refused`."""
    entry = writing.locked(entry_id)
    if entry.saves != seen:
        raise Refused(Refusal.CHANGED_MEANWHILE)
    if on < entry.publish_on:
        raise Refused(Refusal.ENDS_BEFORE_IT_BEGINS)
    entry.unpublish_on = on
    writing.touch(entry, actor)
    audit.record(actor, "entry.taken_off", entry, details={"on": on.isoformat()})
    return entry


@transaction.atomic
def put_back(entry_id: int, *, seen: int, actor: Account | Actor) -> Entry:
    """The page stays, or is there again, without an end. Raises `Refused`."""
    entry = writing.locked(entry_id)
    if entry.saves != seen:
        raise Refused(Refusal.CHANGED_MEANWHILE)
    entry.unpublish_on = None
    writing.touch(entry, actor)
    audit.record(actor, "entry.put_back", entry)
    return entry


@transaction.atomic
def take_text_off(entry_id: int, language: str, *, seen: str, actor: Account | Actor) -> Text:
    """Readers of a language get the English text again. Raises `Refused`."""
    entry = writing.locked(entry_id)
    side = editing.sides(entry)[language]
    if side.mark != seen:
        raise Refused(Refusal.CHANGED_MEANWHILE)
    refusal = publishing.why_not_take_text_off(
        language=language, is_published=side.published is not None
    )
    if refusal:
        raise Refused(refusal)
    replace(side.published, clock.now())
    index(entry)
    _note(actor, "text.taken_off", side.published)
    return side.published


def is_out(entry: Entry, source: Side, *, today: date) -> bool:
    """Whether readers get the page today already, or have got it."""
    return source.published is not None and entry.publish_on <= today


def _insist(entry: Entry, side: Side, seen: str, *, has_source: bool) -> None:
    if side.mark != seen:
        raise Refused(Refusal.CHANGED_MEANWHILE)
    if side.draft is None:
        raise Refused(Refusal.NO_DRAFT)
    follows_now = side.published and side.draft.based_on != side.published.based_on
    refusal = publishing.why_not_publish(
        kind=Kind(entry.kind),
        language=side.language,
        words=editing.words_of(side.draft),
        # A translation that was found to still say the same is published to be up to date.
        published=None if follows_now else editing.words_of(side.published),
        has_source=has_source,
    )
    if refusal:
        raise Refused(refusal)


def _give(side: Side, actor: Account | Actor) -> Text:
    if side.published:
        replace(side.published, clock.now())
    draft = side.draft
    draft.state, draft.published_at = State.PUBLISHED, clock.now()
    draft.published_by = None if isinstance(actor, audit.Actor) else actor
    draft.save(update_fields=["state", "published_at", "published_by"])
    _note(actor, "text.published", draft)
    return draft


def _note(actor: Account | Actor, what: str, text: Text) -> None:
    details = {"language": text.language, "version": text.version}
    audit.record(actor, what, text.entry, details=details)
