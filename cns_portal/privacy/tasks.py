"""The clock's window: the portal forgets what it need not know any more, and erases what it was
asked to."""

import time

from celery import shared_task

from cns_portal import clock, queue
from cns_portal.privacy import erasing, forgetting

SECONDS = 60.0
"""After so long nothing new is begun: a turn and an erasure end well before the worker's limits."""


@shared_task(name="privacy.forget")
def forget() -> None:
    """One turn for each holding."""
    forgetting.forget(now=clock.now(), seconds=SECONDS)


@shared_task(name="privacy.forget_all")
def forget_all() -> None:
    """Turns until nothing past its time is left; what does not fit in is another run's, at once."""
    outcomes = forgetting.forget(now=clock.now(), thorough=True, seconds=SECONDS)
    moved = any(outcome.count for outcome in outcomes)
    if moved and any(outcome.left for outcome in outcomes):
        queue.nudge("privacy.forget_all")


@shared_task(name="privacy.erase")
def erase() -> None:
    """Carry out the orders that nothing stands in the way of."""
    ends = time.monotonic() + SECONDS
    for order_id in erasing.to_carry_out():
        erasing.carry_out(order_id, now=clock.now())
        if time.monotonic() >= ends:
            return  # the beat comes again; those tried longest ago are first
