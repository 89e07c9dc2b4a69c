"""How often something may be done from one place.

What is counted names people: an address on the internet or for e-mail, a reference. None of it is
kept: the cache knows a count only by a keyed digest, which says neither who it was nor what for.
"""

import logging

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)


def address_of(request: HttpRequest) -> str:
    """The visitor's address, as the trusted proxies in front of the portal report it.

    Behind a proxy that is not counted in TRUSTED_PROXY_COUNT, everybody has the proxy's address.
    """
    try:
        return get_adapter(request).get_client_ip(request)
    except PermissionDenied:  # behind a socket that has no address
        return ""


def name_of(key: str) -> str:
    """Under which name the cache counts `key`: without the portal's secret nobody can tell which.

    The digests of `cns_portal.sealing` need a query; these counts must also hold without a database
    and need not outlive a new SECRET_KEY.
    """
    return f"throttle:{salted_hmac(__name__, key, algorithm='sha256').hexdigest()}"


def allows(key: str, *, limit: int, seconds: int) -> bool:
    """Count one more under `key`; False once more than `limit` came within `seconds`.

    While Redis does not answer, each process counts by itself (`soft_cache`), so that several
    times the limit may pass. Whatever else is wrong with the cache allows everything: the
    database's own limits still hold, and a lost cache must not close the portal.
    """
    name = name_of(key)
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
        return cache.get(name_of(key), 0) >= limit
    except Exception:  # whatever is wrong with the cache
        logger.warning("The throttle cannot count.", exc_info=True)
        return False


def not_now(
    request: HttpRequest,
    *,
    why: str,
    seconds: int,
    text: str = "",
    template: str = "web/not_now.html",
) -> HttpResponse:
    """Why it was not taken, the telephone, and the `text` that was written, so that it is not lost.

    `seconds` until it may be tried again. `template` may say more on what to do instead.
    """
    response = render(request, template, {"why": why, "text": text}, status=429)
    response["Retry-After"] = str(seconds)
    return response
