"""Entries are put under the chain in batches, by the worker, apart from whatever writes them.

A request only inserts its entry, as it always did, and waits for nobody. A batch takes what is
committed by then in the order of the numbers; what is committed later, though it has a smaller
number, stands in the next batch. One batch is made at a time, under a lock that only this needs.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from cns_portal import clock
from cns_portal.audit import chain
from cns_portal.audit.models import AuditEntry, AuditLink, AuditSeal
from cns_portal.db import copy_in

logger = logging.getLogger(__name__)

BATCH = 5_000
LATEST = timedelta(days=1)
"""After so long no transaction is open any more that took its number before. A convention of the
portal: statements end after half a minute. An entry that comes later with a smaller number than
what was sealed by then was put in by hand; it is never sealed, and `verify_audit` names it."""

_LOCK = (0x41554449, 1)  # "AUDI", the class of advisory locks of the chain


def seal_new(*, limit: int | None = None) -> int:
    """Put the entries that are not yet under the chain under it; returns how many.

    A batch at a time, each whole or not at all. Returns at once when somebody else is at it.
    """
    done, after = 0, 0
    while limit is None or done < limit:
        size = BATCH if limit is None else min(BATCH, limit - done)
        sealed = _seal_batch(after=after, size=size)
        if sealed is None:
            break
        done, after = done + sealed.entries, sealed.last_entry
        logger.info(
            "The audit trail is sealed; %s entries more. Head %s",
            sealed.entries,
            chain.in_words(sealed.position, bytes(sealed.head)),
        )
        if sealed.entries < size:
            break
    return done


def last_seal() -> AuditSeal | None:
    """The newest batch, if there is any."""
    return AuditSeal.objects.order_by("-position").first()


def waiting(newest: AuditSeal | None) -> QuerySet[AuditEntry]:
    """Entries that the next batches will take, by number."""
    return _unsealed().filter(pk__gt=complete_until(newest)).order_by("pk")


def left_out(newest: AuditSeal | None) -> QuerySet[AuditEntry]:
    """Entries that are not under the chain and never will be: their numbers are long sealed."""
    return _unsealed().filter(pk__lte=complete_until(newest)).order_by("pk")


def complete_until(newest: AuditSeal | None) -> int:
    """The number up to which every entry that was really written was there for `newest`."""
    if newest is None:
        return 0
    old = AuditSeal.objects.filter(
        sealed_at__lte=newest.sealed_at - LATEST, position__lte=newest.position
    )
    before = old.order_by("-position").first()
    return before.highest_entry if before else 0


def as_hashed(entries: QuerySet[AuditEntry]) -> Iterable[chain.Hashed]:
    """The columns that are hashed."""
    return map(chain.Hashed._make, entries.values_list(*chain.Hashed._fields))


def _unsealed() -> QuerySet[AuditEntry]:
    linked = AuditLink.objects.filter(entry=OuterRef("pk"))
    return AuditEntry.objects.filter(~Exists(linked))


@transaction.atomic
def _seal_batch(*, after: int, size: int) -> AuditSeal | None:
    if not _only_one():
        return None
    newest = last_seal()
    entries = list(as_hashed(waiting(newest).filter(pk__gt=after)[:size]))
    if not entries:
        return None
    return _seal(newest, entries, sealed_at=clock.now())


def _seal(newest: AuditSeal | None, entries: list[chain.Hashed], *, sealed_at: datetime):
    position = newest.position if newest else 0
    known = bytes(newest.head) if newest else chain.GENESIS
    links = []
    for entry in entries:
        position, known = position + 1, chain.link(known, entry)
        links.append((position, entry.id, known))
    copy_in(AuditLink, ["position", "entry_id", "hash"], links)
    about = {
        "position": position,
        "entries": len(links),
        "highest_entry": max(entries[-1].id, newest.highest_entry if newest else 0),
        "sealed_at": sealed_at,
    }
    sealed = AuditSeal.objects.create(**about, head=chain.head(known, **about))
    sealed.last_entry = entries[-1].id
    return sealed


def _only_one() -> bool:
    """Whether this transaction is the one that seals; given back when it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", _LOCK)
        return cursor.fetchone()[0]
