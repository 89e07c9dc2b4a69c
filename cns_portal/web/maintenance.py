"""The portal closed for a while: everybody but staff reads so, and when it opens again.

Closed by a file under `VAR_DIR`, which every process of a machine sees at once and which needs
neither the database nor Redis (the work may be on those), or by MAINTENANCE_MODE in the
environment where there are several machines.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.dateparse import parse_datetime

from cns_portal import clock

logger = logging.getLogger(__name__)

RETRY_AFTER = 600
"""Seconds after which a program asks again, when nobody said how long it takes."""

OPEN_ALL_THE_SAME = ("/healthz", "/readyz", "/accounts/", "/admin/login/", "/.well-known/")
"""The watchers' questions, and the way in for staff."""


def sign() -> Path:
    """The file that closes the portal; it holds the moment of opening again, or nothing."""
    return Path(settings.VAR_DIR) / "maintenance"


def close(*, until: datetime | None) -> None:
    """Close the portal from the next request on; `until` is what people are told."""
    sign().parent.mkdir(parents=True, exist_ok=True)
    sign().write_text(until.isoformat() if until else "")


def reopen() -> bool:
    """Open it again; False when it was not closed by the file."""
    try:
        sign().unlink()
    except FileNotFoundError:
        return False
    return True


def is_closed() -> bool:
    """Whether visitors are kept out."""
    return settings.MAINTENANCE_MODE or sign().exists()


def opens_at() -> datetime | None:
    """When people may try again; None when nobody said, or when the moment has passed."""
    try:
        moment = parse_datetime(sign().read_text().strip())
    except (OSError, ValueError):
        return None
    return moment if moment and moment.tzinfo and moment > clock.now() else None


class MaintenanceMiddleware:
    """Answers 503 while the portal is closed. Signed-in staff go on, to look before it opens.

    Behind the middleware that knows who asks and in which language, before everything that writes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_closed() or request.path.startswith(OPEN_ALL_THE_SAME) or _is_staff(request):
            return self.get_response(request)
        return unavailable(request)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The page for the time being. Whatever was sent with `request` has not been taken."""
    until = opens_at()
    response = render(
        request, "503.html", {"until": until, "was_sending": request.method == "POST"}, status=503
    )
    seconds = int((until - clock.now()).total_seconds()) + 1 if until else RETRY_AFTER
    response.headers["Retry-After"] = str(seconds)
    add_never_cache_headers(response)
    return response


def _is_staff(request: HttpRequest) -> bool:
    try:
        return request.user.is_authenticated and request.user.is_staff
    except Error:
        logger.warning("Nobody can be recognised while the database is away.")
        return False
