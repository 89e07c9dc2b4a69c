"""Alive and ready, for whoever watches the portal. Strangers learn ok or not ok, nothing else."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis

from cns_portal.home.tasks import HEARTBEAT

logger = logging.getLogger(__name__)

CONNECT_TIMEOUT = 2  # seconds; the shortest PostgreSQL's client library accepts
REDIS_TIMEOUT = 1  # seconds
_silent: set[str] = set()  # parts whose failure was logged; the next line is their return


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """This process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """The database, Redis and a worker answer, too; 503 says which does not."""
    parts = {name: _is_well(name, check) for name, check in CHECKS.items()}
    ready = all(parts.values())
    answer = JsonResponse(
        {
            "status": "ok" if ready else "not ok",
            **{name: "ok" if well else "not ok" for name, well in parts.items()},
        },
        status=200 if ready else 503,
    )
    answer._has_been_logged = True  # Django would report each question as an error of the server
    return answer


def _is_well(name: str, check: Callable[[], bool]) -> bool:
    try:
        well = check()
    except Exception as error:  # whatever is wrong with a part, the answer is: not ready
        if name not in _silent:
            _silent.add(name)
            logger.warning("Not ready: %s: %s", name, error)
        return False
    if name in _silent:
        _silent.discard(name)
        logger.warning("Answers again: %s", name)
    return well


def _database_answers() -> bool:
    """A connection of its own: an old one would wait long for a server that hangs."""
    parameters = connection.get_connection_params()
    connection.get_new_connection({**parameters, "connect_timeout": CONNECT_TIMEOUT}).close()
    return True


def _redis_answers() -> bool:
    """Asked directly: the portal's cache hides a silent Redis from its pages."""
    with Redis.from_url(
        settings.CACHES["default"]["LOCATION"],
        socket_connect_timeout=REDIS_TIMEOUT,
        socket_timeout=REDIS_TIMEOUT,
    ) as redis:
        return bool(redis.ping())


def _worker_answers() -> bool:
    return cache.get(HEARTBEAT) is not None


CHECKS = {"database": _database_answers, "redis": _redis_answers, "worker": _worker_answers}
