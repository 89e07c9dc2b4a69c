"""The clock's window on the trail."""

from celery import shared_task

from cns_portal.audit import sealing

AT_ONCE = 100_000
"""Well inside the worker's time limits; the beat comes again in a minute."""


@shared_task(name="audit.seal")
def seal() -> None:
    """Put new entries under the chain."""
    sealing.seal_new(limit=AT_ONCE)
