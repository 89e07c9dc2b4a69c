"""The clock's window: what nobody writes about any more is closed."""

from celery import shared_task

from cns_portal import clock
from cns_portal.contact.services import closing


@shared_task(name="contact.close_quiet_ones")
def close_quiet_ones() -> None:
    closing.close_quiet_ones(now=clock.now())
