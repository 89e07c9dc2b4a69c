"""How often something may be done from one place."""

import logging

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

logger = logging.getLogger(__name__)


def address_of(request: HttpRequest) -> str:
    """The visitor's address, as the trusted proxies in front of the portal report it.

    Behind a proxy that is not counted in TRUSTED_PROXY_COUNT, everybody has the proxy's address.
    """
    try:
        return get_adapter(request).get_client_ip(request)
    except PermissionDenied:  # behind a socket that has no address
        return ""


def allows(key: str, *, limit: int, seconds: int) -> bool:
    """Count one more under `key`; False once more than `limit` came within `seconds`.

    While Redis does not answer, each process counts by itself (`soft_cache`), so that several
    times the limit may pass. Whatever else is wrong with the cache allows everything: the
    database's own limits still hold, and a lost cache must not close the portal.
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


def is_used_up(key: str, *, limit: int) -> bool:
    """Whether `allows` would refuse the next one under `key`; counts nothing.

    Errors as there: a lost cache refuses nobody.
    """
    try:
        return cache.get(f"throttle:{key}", 0) >= limit
    except Exception:  # whatever is wrong with the cache
        logger.warning("The throttle cannot count.", exc_info=True)
        return False
