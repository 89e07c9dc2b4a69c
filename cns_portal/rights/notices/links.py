"""The emailed link to a request of somebody who did not sign in, and addresses in messages.

The link is signed, names nothing but the request, and opens nothing else.
"""

from __future__ import annotations

import base64
import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.utils.translation import get_language

if TYPE_CHECKING:
    from cns_portal.rights.models import RightsRequest

_SALT = "rights.link"


def token(request: RightsRequest) -> str:
    """About seventy characters; always the same for one request."""
    payload = base64.urlsafe_b64encode(request.public_id.bytes).rstrip(b"=").decode()
    return signing.Signer(salt=_SALT, sep=".").sign(payload)


def read(text: str) -> uuid.UUID | None:
    """The public identifier that the token names; None for whatever we did not sign."""
    try:
        value = signing.Signer(salt=_SALT, sep=".").unsign(text)
        return uuid.UUID(bytes=base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)))
    except (signing.BadSignature, ValueError):
        return None


def address(request: RightsRequest) -> str:
    """Where somebody without sign-in sees how far their request has come, and the answer."""
    return f"{settings.SITE_URL}/data-request/{token(request)}/"


def page(request: RightsRequest) -> str:
    """Where somebody who signs in sees the same."""
    return f"{settings.SITE_URL}/{get_language()[:2]}/espace/data/rights/{request.public_id}/"
