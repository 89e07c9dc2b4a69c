"""Forgetting uploads: what nothing came to need, and what an interruption left behind."""

from datetime import datetime, timedelta

from django.db import transaction

from cns_portal import audit
from cns_portal.accounts.models import Dossier
from cns_portal.documents import belonging, registry, vault
from cns_portal.documents.choices import State
from cns_portal.documents.models import Document
from cns_portal.documents.services import delete
from cns_portal.documents.vault import Place
from cns_portal.keeping import spared

UNUSED_AFTER = timedelta(days=1)
STRAY_AFTER = timedelta(days=7)
_STATES = {
    Place.QUARANTINE: State.PENDING,
    Place.CHECKED: State.CLEAN,
    Place.SMALL: State.CLEAN,
}


def unused(*, now: datetime) -> list[Document]:
    """Documents that nothing has come to need within a day.

    Needed is what any row has a key to, and what any room says it needs. A room that cannot answer
    stops the question, so that nothing is deleted on half the truth. What is blocked stays.
    """
    candidates = (
        Document.objects.present().filter(stored_at__lt=now - UNUSED_AFTER).pointed_at_by_nothing()
    )
    free = spared(candidates, rows_of=belonging.file_rows)
    documents = list(free.order_by("pk"))
    needed = registry.needed_among(document.pk for document in documents)
    return [document for document in documents if document.pk not in needed]


def free_of(dossier: Dossier) -> list[Document]:
    """The documents of one person that nothing needs, however short ago they were stored."""
    candidates = Document.objects.of(dossier).present().pointed_at_by_nothing()
    documents = list(candidates.order_by("pk"))
    needed = registry.needed_among(document.pk for document in documents)
    return [document for document in documents if document.pk not in needed]


@transaction.atomic
def sweep_unused(*, now: datetime) -> int:
    """Delete the documents that nothing needs; returns how many."""
    ids = [document.pk for document in unused(now=now)]
    # Asked again under the lock: a key that arrives meanwhile has to wait for this transaction.
    locked = Document.objects.filter(pk__in=ids).select_for_update(skip_locked=True, of=("self",))
    still_locked = [document.pk for document in locked]
    free = Document.objects.present().filter(pk__in=still_locked).pointed_at_by_nothing()
    swept = list(free)
    for document in swept:
        delete(document, by=audit.SYSTEM, reason="never_used")
    return len(swept)


def strays(*, now: datetime) -> list[tuple[Place, str]]:
    """Files that no row speaks of any more: an upload rolled back, a deletion cut short."""
    found = []
    for place, state in _STATES.items():
        on_disk = set(vault.names(place, older_than=now - STRAY_AFTER))
        known = Document.objects.present().filter(state=state, storage_name__in=on_disk)
        unknown = on_disk.difference(known.values_list("storage_name", flat=True))
        found += [(place, name) for name in sorted(unknown)]
    return found


def sweep_strays(*, now: datetime) -> int:
    """Remove the files that no row speaks of; returns how many."""
    found = strays(now=now)
    for place, name in found:
        vault.remove(place, name)
    return len(found)
