"""Asking the virus scanner again about what is kept: it learns, and files stay for years."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from cns_portal import audit, clock
from cns_portal.documents import registry, scanner, vault
from cns_portal.documents.choices import Rejection, State
from cns_portal.documents.models import Document
from cns_portal.documents.services import remove_after_commit
from cns_portal.documents.vault import Place
from cns_portal.queue import nudge

logger = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(days=30)


def due(*, limit: int) -> list[int]:
    """The ids of documents to scan again, those never scanned first; none without a scanner."""
    if not settings.CLAMAV_URL:
        return []
    documents = Document.objects.to_scan_again(scanned_before=clock.now() - AGAIN_AFTER)
    return list(documents.values_list("pk", flat=True)[:limit])


def scan_again(document_id: int) -> State | None:
    """Scan what is kept of a document; its state afterwards, None when there is nothing to scan.

    What is found infected is rejected and its bytes go. Raises `ScannerUnavailable`, or
    `StorageUnavailable`.
    """
    document = Document.objects.present().filter(pk=document_id, state=State.CLEAN).first()
    if document is None:
        return None
    try:
        content = vault.get(Place.CHECKED, document.storage_name, public_id=document.public_id)
    except FileNotFoundError:
        # Nothing to scan, and nothing a scan could change: asked again in a month.
        Document.objects.filter(pk=document.pk).update(scanned_at=clock.now())
        raise
    verdict = scanner.current().scan(content)
    return _conclude(document, verdict)


@transaction.atomic
def _conclude(document: Document, verdict: scanner.Verdict) -> State | None:
    row = Document.objects.present().filter(pk=document.pk, state=State.CLEAN)
    values = {"scanned_with": verdict.scanner, "scanned_at": clock.now()}
    if not verdict.infected:
        return State.CLEAN if row.update(**values) else None
    changed = row.update(
        state=State.REJECTED,
        rejection=Rejection.VIRUS,
        page_count=None,
        has_small_picture=False,
        **values,
    )
    if not changed:
        return None
    logger.error("Document %s was kept, and the scanner finds a virus in it now.", document.pk)
    audit.record(
        audit.SYSTEM,
        "document.rejected",
        document,
        dossier=document.dossier,
        details={"reason": str(Rejection.VIRUS)},
    )
    for place in (Place.CHECKED, Place.SMALL):
        remove_after_commit(place, document.storage_name)
    for task in registry.followers():
        nudge(task)
    return State.REJECTED
