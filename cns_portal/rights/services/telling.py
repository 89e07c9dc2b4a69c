"""Telling whoever sent a request: a message after signing in, else an e-mail with the link."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils import translation

from cns_portal import inbox
from cns_portal.rights.notices import requests as notices
from insured.services.telling import tell as tell_person

if TYPE_CHECKING:
    from cns_portal.rights.models import RightsRequest
    from insured.notices.notice import Notice


def tell(
    request: RightsRequest, notice: Callable[[], Notice], *, what: str, occasion: str = "news"
) -> None:
    """Say it once under the name `what`. Without sign-in, the e-mail only says where to look."""
    once = f"rights:{request.pk}:{what}"
    if request.signed_in:
        tell_person(request.person, notice, once=once, reference=request.procedure.reference)
        return
    with translation.override(request.procedure.language):
        subject, text, html = notices.outside(request, occasion)
    inbox.post_email(
        recipient=request.procedure.contact_email,
        subject=subject,
        text_body=text,
        html_body=html,
        language=request.procedure.language,
        reference=request.procedure.reference,
        idempotency_key=once,
    )
