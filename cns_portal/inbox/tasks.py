"""The clock's window on delivery."""

from celery import shared_task

from cns_portal import queue
from cns_portal.inbox import delivery

#: A run ends by then, well inside the worker's time limits even if the last e-mail waits for its
#: 30 seconds; what is left is for the next run.
SECONDS_PER_RUN = 40.0


@shared_task(name="inbox.deliver")
def deliver() -> None:
    """Deliver messages and e-mails that are due. Any number of these may run at once."""
    if delivery.deliver_due(seconds=SECONDS_PER_RUN):
        queue.nudge("inbox.deliver")
