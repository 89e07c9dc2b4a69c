"""One consultation of a file: what its person asks about, and who it was for the officer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cns_portal.audit import selectors as trail

if TYPE_CHECKING:
    from cns_portal.audit.selectors import Look
    from insured.models import InsuredPerson


@dataclass(frozen=True)
class Known:
    """Who looked, as the data protection officer sees it."""

    look: Look
    who: str
    """The name of the account."""
    account: str
    """Under which it signs in."""
    subject: str
    """What was opened: kind of record and key."""


def look_of(person: InsuredPerson, entry_id: int) -> Look | None:
    """One consultation of this person's file by somebody else, as they see it in their list."""
    entries = trail.looks_at(person.dossier, own=person.account).filter(pk=entry_id)
    return next(iter(trail.in_words(entries)), None)


def made_by(person: InsuredPerson, entry_id: int) -> int | None:
    """The account that made this consultation, which does not answer questions about it."""
    entries = trail.looks_at(person.dossier, own=person.account).filter(pk=entry_id)
    return entries.values_list("actor", flat=True).first()


def known_to_the_officer(person: InsuredPerson, entry_id: int) -> Known | None:
    """The same consultation with the name of who it was; only for answering about it."""
    entry = trail.looks_at(person.dossier, own=person.account).filter(pk=entry_id).first()
    if entry is None:
        return None
    return Known(
        look=trail.in_words([entry])[0],
        who=str(entry.actor),
        account=entry.actor.get_username(),
        subject=f"{entry.subject_type} {entry.subject_id}",
    )
