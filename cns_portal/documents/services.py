"""Storing, checking, reading and deleting documents."""

import hashlib
import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Sum

from cns_portal import audit, clock
from cns_portal.accounts.models import Account, Dossier
from cns_portal.db import lock_in_turn
from cns_portal.documents import child, filetypes, registry, scanner, vault
from cns_portal.documents.choices import Rejection, State
from cns_portal.documents.models import Document
from cns_portal.documents.rebuild import FIRST_PAGE
from cns_portal.documents.vault import Place
from cns_portal.kernel.refusal import Refused
from cns_portal.queue import nudge

logger = logging.getLogger(__name__)

FILES_A_DAY = 20  # for one dossier
BYTES_A_DAY = 50 * 1024 * 1024
MOST_ATTEMPTS = 3
CLAIM = timedelta(minutes=2)  # after this long, a worker that said nothing is taken for dead
UNUSED_AFTER = timedelta(days=1)
STRAY_AFTER = timedelta(days=7)
_DOSSIER_LOCK = 0x444F4355  # "DOCU", the class of advisory locks for the daily limit


def first_filter(file: UploadedFile | None) -> filetypes.Kind:
    """What can be said about a file within a request. Raises `Refused`; keeps nothing."""
    if file is None:
        raise Refused(Rejection.NONE_CHOSEN)
    if not file.size:
        raise Refused(Rejection.EMPTY)
    if file.size > filetypes.MAX_SIZE:
        raise Refused(Rejection.TOO_BIG)
    file.seek(0)
    kind = filetypes.kind_of(
        content=file.read(), name=file.name or "", declared=file.content_type or ""
    )
    file.seek(0)
    if kind is None:
        raise Refused(Rejection.WRONG_TYPE)
    return kind


@transaction.atomic
def store(file: UploadedFile | None, *, dossier: Dossier | None, by: Any, purpose: str) -> Document:
    """Keep an uploaded file, encrypted and in quarantine, until the worker has checked it.

    `by` is an account or `audit.VISITOR`; `purpose` is a code such as "identity_copy". Raises
    `Refused` with a `Rejection` when the file can be refused at once.
    """
    kind = first_filter(file)
    now = clock.now()
    if dossier is not None:
        _hold_to_daily_limit(dossier, size=file.size, now=now)
    content = file.read()
    document = Document(
        dossier=dossier,
        uploaded_by=by if isinstance(by, Account) else None,
        purpose=purpose,
        original_name=filetypes.cleaned_name(file.name),
        content_type=kind.content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        storage_name=vault.new_name(),
        stored_at=now,
    )
    # The file first: bytes without a row are swept, a row without bytes would be a broken promise.
    vault.put(Place.QUARANTINE, document.storage_name, content, public_id=document.public_id)
    document.save(force_insert=True)
    audit.record(by, "document.stored", document, dossier=dossier, details={"purpose": purpose})
    nudge("documents.check_pending")
    return document


def _hold_to_daily_limit(dossier: Dossier, *, size: int, now: datetime) -> None:
    lock_in_turn([(_DOSSIER_LOCK, dossier.pk % 2**31)])
    recent = Document.objects.of(dossier).filter(stored_at__gt=now - timedelta(days=1))
    total = recent.aggregate(bytes=Sum("size", default=0))["bytes"]
    if recent.count() >= FILES_A_DAY or total + size > BYTES_A_DAY:
        raise Refused(Rejection.TOO_MANY_FILES)


def waiting_for_check(*, limit: int) -> list[int]:
    """The ids of documents to check now, the oldest first."""
    due = Document.objects.to_check(claimed_before=clock.now() - CLAIM)
    return list(due.values_list("pk", flat=True)[:limit])


def check_now(document_id: int) -> State | None:
    """Scan and rebuild one pending document; its new state, or None when there was nothing to do.

    May be called any number of times, by any number of workers. Raises `ScannerUnavailable` or
    `CheckFailed` when nothing could be found out: the document stays pending and its turn comes
    again, at most `MOST_ATTEMPTS` times when the check itself breaks on it.
    """
    document = _claim(document_id)
    if document is None:
        return None
    if document.attempts > MOST_ATTEMPTS:
        return _reject(document, Rejection.UNREADABLE, scanned_with="")
    content = vault.get(Place.QUARANTINE, document.storage_name, public_id=document.public_id)
    try:
        verdict = scanner.current().scan(content)
    except scanner.ScannerUnavailable:
        # Not the file's fault: it waits as long as it takes.
        _mine(document).update(attempts=F("attempts") - 1, claimed_at=None)
        raise
    if verdict.infected:
        return _reject(document, Rejection.VIRUS, scanned_with=verdict.scanner)
    try:
        result = child.rebuilt(content, content_type=document.content_type)
    except Refused as refused:
        return _reject(document, refused.reason, scanned_with=verdict.scanner)
    return _accept(document, result, scanned_with=verdict.scanner)


@transaction.atomic
def _claim(document_id: int) -> Document | None:
    now = clock.now()
    document = (
        Document.objects.to_check(claimed_before=now - CLAIM)
        .select_for_update(skip_locked=True, of=("self",))
        .filter(pk=document_id)
        .first()
    )
    if document is not None:
        # Counted before the work, so that a file that kills its worker is not tried for ever.
        document.attempts += 1
        document.claimed_at = now
        document.save(update_fields=["attempts", "claimed_at"])
    return document


def _mine(document: Document):
    """The row, as long as nobody has taken it over or deleted the document since it was claimed."""
    return Document.objects.present().filter(
        pk=document.pk, state=State.PENDING, claimed_at=document.claimed_at
    )


def _accept(document: Document, result: child.Rebuilt, *, scanned_with: str) -> State | None:
    vault.put(Place.CHECKED, document.storage_name, result.content, public_id=document.public_id)
    return _conclude(
        document,
        state=State.CLEAN,
        content_type=result.content_type,
        page_count=result.pages,
        scanned_with=scanned_with,
    )


def _reject(document: Document, reason: Rejection, *, scanned_with: str) -> State | None:
    return _conclude(document, state=State.REJECTED, rejection=reason, scanned_with=scanned_with)


@transaction.atomic
def _conclude(document: Document, *, state: State, **values) -> State | None:
    if not _mine(document).update(state=state, checked_at=clock.now(), claimed_at=None, **values):
        return None
    audit.record(
        audit.SYSTEM,
        f"document.{state}",
        document,
        dossier=document.dossier,
        details={"reason": str(values.get("rejection", ""))} if state == State.REJECTED else None,
    )
    _remove_after_commit(Place.QUARANTINE, document.storage_name)
    for task in registry.followers():
        nudge(task)
    return state


def content_of(document: Document) -> bytes:
    """The checked content. Raises `FileNotFoundError` unless the document is readable."""
    if not document.is_readable:
        raise FileNotFoundError(f"{document} is not readable.")
    return vault.get(Place.CHECKED, document.storage_name, public_id=document.public_id)


def picture_of(document: Document) -> tuple[bytes, str]:
    """Something a page can show: the picture itself, or the first page of a PDF; and its type.

    A PDF is drawn by a process of its own, as when it was checked. Raises `FileNotFoundError`
    unless the document is readable, `Refused` or `CheckFailed` when it cannot be drawn.
    """
    content = content_of(document)
    if document.content_type.startswith("image/"):
        return content, document.content_type
    drawn = child.rebuilt(content, content_type=FIRST_PAGE)
    return drawn.content, drawn.content_type


@transaction.atomic
def delete(document: Document, *, by: Any, reason: str) -> None:
    """Remove the bytes and the name; the row stays and says when. Twice is as good as once.

    `by` is an account or `audit.SYSTEM`; `reason` a short code for the audit trail.
    """
    row = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if row.deleted_at is None:
        row.deleted_at = clock.now()
        row.original_name = ""  # names of files name people
        row.save(update_fields=["deleted_at", "original_name"])
        audit.record(by, "document.deleted", row, dossier=row.dossier, details={"reason": reason})
        for place in Place:
            _remove_after_commit(place, row.storage_name)
    document.deleted_at, document.original_name = row.deleted_at, row.original_name


@transaction.atomic
def discard(document: Document, *, by: Any, reason: str) -> bool:
    """Delete a document that its sender takes back, unless somebody needs it by now.

    Whether it was deleted. `by` and `reason` as for `delete`.
    """
    # A key that arrives meanwhile has to wait for this transaction.
    Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    free = Document.objects.present().filter(pk=document.pk).pointed_at_by_nothing()
    if not free.exists() or registry.needed_among([document.pk]):
        return False
    delete(document, by=by, reason=reason)
    return True


def unused(*, now: datetime) -> list[Document]:
    """Documents that nothing has come to need within a day.

    Needed is what any row has a key to, and what any room says it needs. A room that cannot answer
    stops the question, so that nothing is deleted on half the truth.
    """
    candidates = (
        Document.objects.present().filter(stored_at__lt=now - UNUSED_AFTER).pointed_at_by_nothing()
    )
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
    for place, state in ((Place.QUARANTINE, State.PENDING), (Place.CHECKED, State.CLEAN)):
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


def _remove_after_commit(place: Place, name: str) -> None:
    transaction.on_commit(lambda: vault.remove(place, name), robust=True)
