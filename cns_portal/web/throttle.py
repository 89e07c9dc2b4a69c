"""How often something may be done from one place."""

import logging

from django.core.cache import cache

logger = logging.getLogger(__name__)


def allows(key: str, *, limit: int, seconds: int) -> bool:
    """Count one more under `key`; False once more than `limit` came within `seconds`.

    A Redis that does not answer allows everything: the database's own limits still hold, and a
    lost cache must not close the portal.
    """
    name = f"throttle:{key}"
    try:
        cache.add(name, 0, timeout=seconds)
        return cache.incr(name) <= limit
    except ValueError:  # expired between the two calls: a new period begins
        return True
    except Exception:  # whatever is wrong with the cache
        logger.warning("The throttle cannot count.", exc_info=True)
        return True
