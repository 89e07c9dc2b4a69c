"""Redis as a cache that may be lost: limits then count per process instead of refusing everybody.

allauth counts failed sign-ins and remembers used codes in Django's cache. With the plain Redis
backend a lost Redis answers every sign-in with an error. Here the process counts by itself until
Redis is back: several processes then allow several times the limit for a while, which is the
smaller harm.
"""

import logging
import time

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

PAUSE = 10.0  # seconds before a lost Redis is asked again, so that pages do not wait each time
NAMES_PLACES = "allauth:rl:"
"""How the keys begin under which allauth counts: the visitor's address stands in them in clear."""

_lost_at = 0.0  # when it was last asked in vain; 0 while it answers


class SoftRedisCache(RedisCache):
    """Django's Redis cache with a fallback in the process's own memory."""

    def __init__(self, server, params) -> None:
        super().__init__(server, params)
        self._own_memory = LocMemCache("soft-cache", {**params, "OPTIONS": {}})

    def make_key(self, key, version=None) -> str:
        """As Django makes it; a keyed digest stands for what would name a visitor's address."""
        if key.startswith(NAMES_PLACES):
            known = salted_hmac(__name__, key, algorithm="sha256").hexdigest()
            key = f"{NAMES_PLACES}{known}"
        return super().make_key(key, version)


def _softened(name: str):
    def operation(self, *args, **kwargs):
        global _lost_at
        lost_at = _lost_at
        if not lost_at or time.monotonic() - lost_at > PAUSE:
            if lost_at:
                _lost_at = time.monotonic()  # this thread asks; the others need not wait, too
            try:
                answer = getattr(RedisCache, name)(self, *args, **kwargs)
            except (RedisError, OSError) as error:
                if not _lost_at:
                    log.error("Redis is lost, limits count per process: %s", error)
                _lost_at = time.monotonic()
            else:
                if lost_at:
                    _lost_at = 0.0
                    log.warning("Redis is back, limits are shared again.")
                return answer
        return getattr(self._own_memory, name)(*args, **kwargs)

    operation.__name__ = name
    return operation


for _name in (
    "add",
    "get",
    "set",
    "touch",
    "delete",
    "get_many",
    "has_key",
    "incr",
    "set_many",
    "delete_many",
    "clear",
):
    setattr(SoftRedisCache, _name, _softened(_name))
