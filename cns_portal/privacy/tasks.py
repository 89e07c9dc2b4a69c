"""The clock's window: once an hour the portal forgets what it need not know any more."""

from celery import shared_task

from cns_portal import clock
from cns_portal.privacy import services


@shared_task(name="privacy.forget")
def forget() -> None:
    services.forget(now=clock.now())
