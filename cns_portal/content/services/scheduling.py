"""New versions of pages that readers have already: given to them on a later day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import audit, clock
from cns_portal.content.choices.entries import Refusal, State
from cns_portal.content.models import Entry, Text
from cns_portal.content.selectors import editing
from cns_portal.content.services import due, writing
from cns_portal.content.services.indexing import index
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.audit import Actor
    from cns_portal.content.selectors.editing import Side


def schedule(side: Side, day: date, actor: Account | Actor) -> Text:
    """Let a draft wait for its day; until then readers keep what they have. Raises `Refused`.

    For `publishing.publish`, which holds the entry, has asked the rules, and indexes it.
    """
    if side.scheduled:
        raise Refused(Refusal.SCHEDULED_ALREADY)
    text = side.draft
    text.state, text.starts_on = State.SCHEDULED, day
    text.published_at = civil_time.midnight(day)
    text.published_by = None if isinstance(actor, audit.Actor) else actor
    text.save(update_fields=["state", "starts_on", "published_at", "published_by"])
    _note(actor, "text.scheduled", text, day)
    return text


@transaction.atomic
def move(entry_id: int, seen: Mapping[str, str], *, on: date, actor: Account | Actor) -> list[Text]:
    """Let the new versions of some languages begin on another day; today is at once.

    `seen` has the mark of each version that is meant, by language. All or none. Raises `Refused`.
    """
    entry = writing.locked(entry_id)
    texts = _waiting(entry, seen)
    today, now = clock.today(), clock.now()
    on = max(on, today)
    if entry.unpublish_on and entry.unpublish_on <= on:
        raise Refused(Refusal.ENDS_BEFORE_THAT_DAY)
    for text in texts:
        text.starts_on, text.saves = on, text.saves + 1
        text.published_at = now if on == today else civil_time.midnight(on)
        text.save(update_fields=["starts_on", "published_at", "saves"])
        _note(actor, "text.moved", text, on)
    writing.touch(entry, actor)
    if not due.begin(entry):
        index(entry)
    return texts


@transaction.atomic
def withdraw(entry_id: int, seen: Mapping[str, str], *, actor: Account | Actor) -> list[Text]:
    """Make drafts again of the new versions of some languages. Raises `Refused`, as above."""
    entry = writing.locked(entry_id)
    texts = _waiting(entry, seen)
    drafted = set(entry.texts.drafts().values_list("language", flat=True))
    for text in texts:
        if text.language in drafted:
            raise Refused(Refusal.DRAFT_IN_THE_WAY)
        day, text.starts_on = text.starts_on, None
        text.state, text.published_at, text.published_by = State.DRAFT, None, None
        text.saves += 1
        text.save(update_fields=["state", "starts_on", "published_at", "published_by", "saves"])
        _note(actor, "text.withdrawn", text, day)
    writing.touch(entry, actor)
    index(entry)
    return texts


def begin_due() -> int:
    """Write down for every page which versions have begun. How many."""
    waiting = Text.objects.scheduled().given_on(clock.today())
    begun = 0
    for entry_id in waiting.order_by("entry_id").values_list("entry_id", flat=True).distinct():
        with transaction.atomic():
            entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry_id)
            begun += due.begin(entry)
    return begun


def _waiting(entry: Entry, seen: Mapping[str, str]) -> list[Text]:
    """Those that were meant, as they were seen. On its day a version waits no more."""
    sides = editing.sides(entry)
    texts = []
    for language in editing.LANGUAGES:
        if language in seen:
            text = sides[language].scheduled
            if text is None or editing.mark_of(text) != seen[language]:
                raise Refused(Refusal.CHANGED_MEANWHILE)
            texts.append(text)
    if not texts:
        raise Refused(Refusal.CHANGED_MEANWHILE)
    return texts


def _note(actor: Account | Actor, what: str, text: Text, day: date) -> None:
    details = {"language": text.language, "version": text.version, "on": day.isoformat()}
    audit.record(actor, what, text.entry, details=details)
