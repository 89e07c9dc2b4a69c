"""The clock's window: what is done about rights over personal data without anybody asking."""

import logging

from celery import shared_task

from cns_portal.documents import StorageUnavailable
from cns_portal.rights.services import exporting, outside

logger = logging.getLogger(__name__)

AT_ONCE = 5


@shared_task(name="rights.build_exports", soft_time_limit=600, time_limit=660)
def build_exports() -> None:
    """Put together the copies that wait. One that breaks does not hold up the others."""
    for export_id in exporting.waiting(limit=AT_ONCE):
        try:
            exporting.build(export_id)
        except StorageUnavailable as error:
            logger.error("Copies wait: the storage gives no answer (%s).", error)
            return


@shared_task(name="rights.follow_copies")
def follow_copies() -> None:
    """Tell those whose copy of an identity document could not be accepted; once for each copy."""
    outside.tell_of_rejected_copies()
