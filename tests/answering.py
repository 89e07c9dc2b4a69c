"""How busy a running portal is: no table is emptied while it answers a page that has just gone."""

import threading
import time
from contextlib import contextmanager

from django.core.signals import request_finished, request_started

AT_MOST = 10  # seconds: then what is still open was broken off


class Answering:
    """The requests that are being answered in this process, and when that last changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open = 0
        self._changed = time.monotonic()

    def begins(self, **_signal) -> None:
        self._count(1)

    def ends(self, **_signal) -> None:
        self._count(-1)

    def wait_until_quiet(self, seconds: float) -> None:
        """Until nothing has been asked or answered for so long."""
        until = time.monotonic() + AT_MOST
        while time.monotonic() < until:
            with self._lock:
                is_quiet = not self._open and time.monotonic() - self._changed >= seconds
            if is_quiet:
                return
            time.sleep(0.05)

    def _count(self, by: int) -> None:
        with self._lock:
            self._open = max(0, self._open + by)
            self._changed = time.monotonic()


@contextmanager
def answering():
    """Counts as long as it lasts."""
    counted = Answering()
    request_started.connect(counted.begins)
    request_finished.connect(counted.ends)
    try:
        yield counted
    finally:
        request_started.disconnect(counted.begins)
        request_finished.disconnect(counted.ends)
