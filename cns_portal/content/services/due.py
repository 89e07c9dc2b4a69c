"""Versions whose day has come take the place of the published ones.

Readers get them from that day on whatever happens here: the queries ask for the day. This writes
it down, for the history and for whoever changes a text next.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from cns_portal import audit, clock
from cns_portal.content.choices.entries import SOURCE, State
from cns_portal.content.models import Entry, Text
from cns_portal.content.services.indexing import index


def begin(entry: Entry) -> int:
    """Publish every version of an entry whose day has come. How many; once more is as good.

    To be called within a transaction, with the entry locked.
    """
    due = list(entry.texts.scheduled().given_on(clock.today()))
    for text in due:
        before = entry.texts.published().in_(text.language).first()
        if before:
            replace(before, text.published_at)
            if before.version > text.version:
                _count_anew(text)
        text.state, text.starts_on = State.PUBLISHED, None
        text.save(update_fields=["state", "starts_on", "version"])
        details = {"language": text.language, "version": text.version}
        audit.record(audit.SYSTEM, "text.published", entry, details=details)
    if due:
        index(entry)
    return len(due)


def replace(text: Text, moment: datetime) -> None:
    """Readers do not get this version any more; it stays for the history."""
    text.state, text.replaced_at = State.REPLACED, moment
    text.save(update_fields=["state", "replaced_at"])


def _count_anew(text: Text) -> None:
    """Something was published meanwhile: who reads later ones has the higher number."""
    of_language = Text.objects.filter(entry_id=text.entry_id, language=text.language)
    number = of_language.aggregate(last=Max("version"))["last"] + 1
    if text.language == SOURCE:
        translated = Text.objects.filter(entry_id=text.entry_id, based_on=text.version)
        translated.update(based_on=number)
    text.version = number
