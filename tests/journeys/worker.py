"""The worker beside the portal: the real tasks, on the test's database, in a thread."""

import threading

from django.db import close_old_connections, connections

from appointments.tasks import (
    check_requests,
    offer_earlier_times,
    release_expired_holds,
    send_reminders,
)
from cns_portal.documents.tasks import check_pending
from cns_portal.inbox.tasks import deliver
from cns_portal.procedures.tasks import follow_files
from reimbursements.tasks import read_codes

TASKS = (
    check_pending,
    read_codes,
    check_requests,
    release_expired_holds,
    offer_earlier_times,
    send_reminders,
    follow_files,
    deliver,
)
BEAT = 0.2  # seconds; where a real beat comes every five


class Worker(threading.Thread):
    """Runs what waits, as soon as somebody wakes it and in any case at every beat."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.errors: list[Exception] = []
        self._woken, self._ended = threading.Event(), threading.Event()

    def wake(self, task: str = "") -> None:
        """What `queue.nudge` does after a commit."""
        self._woken.set()

    def end(self) -> None:
        self._ended.set()
        self._woken.set()
        self.join(30)

    def run(self) -> None:
        try:
            while not self._ended.is_set():
                self._woken.clear()
                for task in TASKS:
                    try:
                        task()
                    except Exception as error:  # the journey reports it at its end
                        self.errors.append(error)
                close_old_connections()
                self._woken.wait(BEAT)
        finally:
            connections.close_all()
