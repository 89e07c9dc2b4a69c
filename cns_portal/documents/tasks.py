"""The clock's window: uploads are checked here, never within a request."""

import logging
import time

from celery import shared_task

from cns_portal.documents import services
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
        except ScannerUnavailable as error:
            logger.error("Uploads wait: the virus scanner gives no answer (%s).", error)
            return
        except Exception:
            logger.exception("Document %s could not be checked.", document_id)
        if time.monotonic() - started > TIME_TO_STOP:
            return
