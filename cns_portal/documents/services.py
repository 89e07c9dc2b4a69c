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
from cns_portal.documents.bucket import StorageUnavailable
from cns_portal.documents.choices import Rejection, State
from cns_portal.documents.models import Document
from cns_portal.documents.vault import Place
from cns_portal.kernel.refusal import Refused
from cns_portal.queue import nudge

logger = logging.getLogger(__name__)

FILES_A_DAY = 20  # for one dossier
BYTES_A_DAY = 50 * 1024 * 1024
MOST_ATTEMPTS = 3
CLAIM = timedelta(minutes=2)  # after this long, a worker that said nothing is taken for dead
SMALL = 320  # pixels along the longer side of the picture for lists
LARGE = 2000  # pixels along the longer side of a page that is drawn to be read
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
    content = file.read()
    file.seek(0)
    try:
        return filetypes.kind_of(
            content=content, name=file.name or "", declared=file.content_type or ""
        )
    except filetypes.NoKind as error:
        raise Refused(Rejection.WRONG_TYPE) from error
    except filetypes.Disguised as error:
        raise Refused(Rejection.DISGUISED) from error


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
    try:
        vault.put(Place.QUARANTINE, document.storage_name, content, public_id=document.public_id)
    except StorageUnavailable as error:
        logger.exception("An upload could not be kept.")
        raise Refused(Rejection.NOT_NOW) from error
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

    May be called any number of times, by any number of workers. Raises `ScannerUnavailable`,
    `StorageUnavailable` or `CheckFailed` when nothing could be found out: the document stays
    pending and its turn comes again, at most `MOST_ATTEMPTS` times when the check itself breaks.
    """
    document = _claim(document_id)
    if document is None:
        return None
    if document.attempts > MOST_ATTEMPTS:
        return _reject(document, Rejection.UNREADABLE, scanned_with="")
    try:
        return _checked(document)
    except (scanner.ScannerUnavailable, StorageUnavailable):
        # Not the file's fault: it waits as long as it takes.
        _mine(document).update(attempts=F("attempts") - 1, claimed_at=None)
        raise


def _checked(document: Document) -> State | None:
    content = vault.get(Place.QUARANTINE, document.storage_name, public_id=document.public_id)
    verdict = scanner.current().scan(content)
    if verdict.infected:
        return _reject(document, Rejection.VIRUS, scanned_with=verdict.scanner)
    try:
        result = child.rebuilt(
            content,
            content_type=document.content_type,
            across=registry.words_across(document),
        )
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
        has_small_picture=_draw_small(document, result),
        scanned_with=scanned_with,
        scanned_at=None if scanned_with == scanner.NOT_SCANNED else clock.now(),
    )


def _draw_small(document: Document, result: child.Rebuilt) -> bool:
    """Keep a small picture for lists. A file that cannot be drawn is still a file."""
    try:
        small = child.drawn(result.content, content_type=result.content_type, longest=SMALL)
    except (Refused, child.CheckFailed):
        logger.warning("Document %s has no small picture.", document.pk)
        return False
    vault.put(Place.SMALL, document.storage_name, small.content, public_id=document.public_id)
    return True


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
    remove_after_commit(Place.QUARANTINE, document.storage_name)
    for task in registry.followers():
        nudge(task)
    return state


def content_of(document: Document) -> bytes:
    """The checked content. Raises `FileNotFoundError` unless the document is readable."""
    if not document.is_readable:
        raise FileNotFoundError(f"{document} is not readable.")
    return vault.get(Place.CHECKED, document.storage_name, public_id=document.public_id)


def picture_of(
    document: Document, *, page: int = 1, turned: int = 0, longest: int = LARGE
) -> tuple[bytes, str]:
    """Something a page can show: the picture itself, or a page of a PDF; and its type.

    What is turned or of a PDF is drawn by a process of its own, as when it was checked. `turned`
    is clockwise in degrees. Raises `FileNotFoundError` unless the document is readable, `Refused`
    or `CheckFailed` when it cannot be drawn, as a page that it does not have.
    """
    content = content_of(document)
    if document.content_type.startswith("image/") and (page, turned) == (1, 0):
        return content, document.content_type
    return drawn_page_of(document, page=page, turned=turned, longest=longest)


def drawn_page_of(
    document: Document, *, page: int = 1, turned: int = 0, longest: int = LARGE
) -> tuple[bytes, str]:
    """A page as a JPEG of at most `longest` pixels, drawn anew; and its type.

    Raises as `picture_of`.
    """
    content = content_of(document)
    drawn = child.drawn(
        content, content_type=document.content_type, page=page, turned=turned, longest=longest
    )
    return drawn.content, drawn.content_type


def small_picture_of(document: Document) -> tuple[bytes, str]:
    """The small picture for lists, made when the document was checked; and its type.

    Raises `FileNotFoundError` when there is none.
    """
    if not (document.is_readable and document.has_small_picture):
        raise FileNotFoundError(f"{document} has no small picture.")
    small = vault.get(Place.SMALL, document.storage_name, public_id=document.public_id)
    return small, "image/jpeg"


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
            remove_after_commit(place, row.storage_name)
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


def remove_after_commit(place: Place, name: str) -> None:
    transaction.on_commit(lambda: vault.remove(place, name), robust=True)
