"""Waking the worker. The work itself is a row; a lost wake-up only costs the beat's few seconds."""

import logging
import time

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)

REST_AFTER_FAILURE = 10.0  # seconds without trying, so that a dead Redis slows down one request
_not_before = 0.0


def nudge(task: str) -> None:
    """After the commit, ask a worker to run `task` now. Never raises, never blocks for long."""
    transaction.on_commit(lambda: _send(task))


def _send(task: str) -> None:
    global _not_before
    if time.monotonic() < _not_before:
        return
    try:
        current_app.send_task(task, retry=False, ignore_result=True)
    except Exception:  # whatever is wrong with the broker, the request has done its work
        _not_before = time.monotonic() + REST_AFTER_FAILURE
        logger.warning("The worker could not be woken; the beat will find the work.", exc_info=True)
