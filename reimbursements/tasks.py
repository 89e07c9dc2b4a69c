"""The clock's window: what happens by itself, each calls one service."""

import logging

from celery import shared_task

from cns_portal import documents, queue
from reimbursements.services import following, paying, reading_codes

logger = logging.getLogger(__name__)


@shared_task(name=following.TASK)
def follow_payments() -> None:
    """Tell claims and people what became of their payments. Any number may run at once."""
    if following.follow():
        queue.nudge(following.TASK)


@shared_task(name="reimbursements.pay_anew")
def pay_anew() -> None:
    """Pay again what came back from an account that has been changed since."""
    paying.pay_anew_where_mended()


@shared_task(name=reading_codes.TASK)
def read_codes() -> None:
    """Look for codes on new pages of drafts. A picture that cannot be read holds up no other."""
    for page_id in reading_codes.waiting(limit=20):
        try:
            reading_codes.look_for_codes(page_id)
        except documents.StorageUnavailable as error:
            logger.error("No codes are read: the storage gives no answer (%s).", error)
            return
        except Exception:
            logger.exception("The page %s could not be looked at for codes.", page_id)
