"""The sign of life of the worker and the beat."""

from celery import shared_task
from django.core.cache import cache

HEARTBEAT = "heartbeat"
HEARTBEAT_LASTS = 30  # seconds; the beat asks for one every five


@shared_task(name="cns_portal.heartbeat")
def heartbeat() -> None:
    """Leave a mark that fades. That it is there says: a beat asked, a worker answered."""
    cache.set(HEARTBEAT, True, timeout=HEARTBEAT_LASTS)
