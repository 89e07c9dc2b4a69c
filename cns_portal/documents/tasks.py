"""The clock's window: uploads are checked here, never within a request."""

import logging
import time

from celery import shared_task

from cns_portal.documents import rescanning, services
from cns_portal.documents.bucket import StorageUnavailable
from cns_portal.documents.scanner import ScannerUnavailable

logger = logging.getLogger(__name__)

AT_ONCE = 20
TIME_TO_STOP = 45.0  # seconds; the beat comes again in five


@shared_task(name="documents.check_pending")
def check_pending() -> None:
    """Check what is waiting. A file that breaks the check does not hold up the others."""
    started = time.monotonic()
    for document_id in services.waiting_for_check(limit=AT_ONCE):
        try:
            services.check_now(document_id)
        except (ScannerUnavailable, StorageUnavailable) as error:
            logger.error("Uploads wait: scanner or storage gives no answer (%s).", error)
            return
        except Exception:
            logger.exception("Document %s could not be checked.", document_id)
        if time.monotonic() - started > TIME_TO_STOP:
            return


@shared_task(name="documents.scan_again")
def scan_again() -> None:
    """Show the scanner again what it saw long ago, or never."""
    started = time.monotonic()
    for document_id in rescanning.due(limit=AT_ONCE):
        try:
            rescanning.scan_again(document_id)
        except (ScannerUnavailable, StorageUnavailable) as error:
            logger.error("No second scan: scanner or storage gives no answer (%s).", error)
            return
        except Exception:
            logger.exception("Document %s could not be scanned again.", document_id)
        if time.monotonic() - started > TIME_TO_STOP:
            return
