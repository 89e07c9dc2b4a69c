"""The clock's window: what happens by itself, each calls one service."""

import logging
import time

from celery import shared_task

from cns_portal import documents, queue
from reimbursements.services import following, loading_tariffs, paying, reading_codes, recalculating

logger = logging.getLogger(__name__)

A_LONG_WHILE = 60.0  # seconds; a task is ended after ninety


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


@shared_task(name=loading_tariffs.RECALCULATE_TASK)
def recalculate() -> None:
    """Look at the decisions that a change of tariffs in the past touches."""
    ends_at = time.monotonic() + A_LONG_WHILE
    if not recalculating.look(has_time=lambda: time.monotonic() < ends_at):
        queue.nudge(loading_tariffs.RECALCULATE_TASK)
