"""Waking the worker. The work itself is a row; a lost wake-up only costs the beat's few seconds."""

import logging
import threading
import time

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)

REST_AFTER_FAILURE = 10.0  # seconds without trying when the broker was lost
# A broker that is away is not waited for here; the worker's own connection stays patient.
HASTY = {"max_retries": 0, "connect_retries_timeout": 1, "socket_timeout": 1}

_lock = threading.Lock()  # for all that follows
_waiting: set[str] = set()
_sender: threading.Thread | None = None
_not_before = 0.0
_lost = False


def nudge(task: str) -> None:
    """After the commit, ask a worker to run `task` now. Never raises, never waits for the broker.

    A thread sends it, so that a process which ends at once may take the wake-up with it.
    """
    transaction.on_commit(lambda: _send(task))


def _send(task: str) -> None:
    global _sender
    with _lock:
        if time.monotonic() < _not_before:
            return
        _waiting.add(task)
        if _sender is None or not _sender.is_alive():
            _sender = threading.Thread(target=_send_waiting, name="nudge", daemon=True)
            try:
                _sender.start()
            except RuntimeError as error:  # no more threads; the request has done its work
                _give_up(error)


def _send_waiting() -> None:
    global _lost
    try:
        with current_app.connection_for_write(transport_options=HASTY) as connection:
            while task := _next():
                current_app.send_task(task, connection=connection, retry=False, ignore_result=True)
                with _lock:
                    was_lost, _lost = _lost, False
                if was_lost:
                    logger.info("The worker can be woken again.")
    except Exception as error:  # whatever is wrong with the broker, it is not the request's concern
        with _lock:
            _give_up(error)


def _next() -> str | None:
    """A task to send; None, and the next one needs another thread."""
    global _sender
    with _lock:
        if _waiting:
            return _waiting.pop()
        _sender = None
        return None


def _give_up(error: Exception) -> None:
    """Rest, and say so once until the broker is back. The caller holds the lock."""
    global _sender, _not_before, _lost
    _waiting.clear()
    _sender = None
    _not_before = time.monotonic() + REST_AFTER_FAILURE
    if not _lost:
        logger.warning("The worker cannot be woken; the beat will find the work: %s", error)
    _lost = True
