"""The clock's window on the trail."""

from celery import shared_task

from cns_portal.audit import checking, sealing

AT_ONCE = 100_000
"""Well inside the worker's time limits; the beat comes again in a minute."""


@shared_task(name="audit.seal")
def seal() -> None:
    """Put new entries under the chain."""
    sealing.seal_new(limit=AT_ONCE)


SECONDS = 100.0
"""For a night's check: the limits below leave room for its last part, and lie inside the time after
which the broker would give the task to another worker."""


@shared_task(name="audit.check", soft_time_limit=150, time_limit=165)
def check() -> None:
    """Check what is new under the chain, and a part of everything."""
    checking.check(seconds=SECONDS)
