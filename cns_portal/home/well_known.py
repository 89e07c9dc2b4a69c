"""What programs ask for at fixed places: where weaknesses are reported (RFC 9116)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from cns_portal import clock

GOOD_FOR = timedelta(days=180)
"""RFC 9116, 2.5.5: less than a year. Whoever runs the portal answers for it as long as it runs."""


@login_not_required
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness, in which languages, and until when this can be relied on."""
    own_address = f"{settings.SITE_URL}{reverse('security_txt')}"
    lines = [
        f"Contact: {settings.SECURITY_CONTACT or _form_for_questions()}",
        f"Expires: {_expires(clock.now()):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, de, lb, en",
        f"Canonical: {own_address}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _expires(now: datetime) -> datetime:
    """The same moment for a whole day, so that the file can be kept."""
    return (now + GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)


def _form_for_questions() -> str:
    with translation.override("en"):
        return f"{settings.SITE_URL}{reverse('contact:write')}"
