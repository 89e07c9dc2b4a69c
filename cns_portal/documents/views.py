"""Reading one document: for the person whose it is, and for agents whose room grants it.

To an agent this page is a page of the admin: it opens after the second factor, too.
"""

import logging

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cns_portal import audit
from cns_portal.accounts import second_factor
from cns_portal.documents import registry, services
from cns_portal.documents.bucket import StorageUnavailable
from cns_portal.documents.child import CheckFailed
from cns_portal.documents.models import Document
from cns_portal.kernel.refusal import Refused
from cns_portal.sealing.envelope import CannotDecrypt

logger = logging.getLogger(__name__)

_EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
_TURNS = {"0", "90", "180", "270"}
# Instead of the portal's own policy, which is left alone where a response brings one.
_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_safe
@cache_control(private=True, no_store=True)
def show(request: HttpRequest, public_id) -> HttpResponse:
    """The checked file. Whoever may not read it, or when there is nothing to read, gets 404.

    `?picture=1` shows it within a page, and with `page` and `turned` (degrees, clockwise) another
    page of a PDF, or one that was photographed lying; `?small=1` shows the picture for lists.
    """
    document = Document.objects.readable().filter(public_id=public_id).first()
    if document is None:
        raise Http404
    as_agent = second_factor.was_used(request) and registry.agent_may_open(request.user, document)
    if not as_agent and not registry.owner_may_open(request.user, document):
        raise Http404
    try:
        content, content_type, is_picture = _asked_for(request.GET, document)
    except StorageUnavailable:
        logger.exception("Document %s cannot be read now.", document.pk)
        return HttpResponse(status=503, headers={"Retry-After": "60"})
    except (FileNotFoundError, CannotDecrypt, CheckFailed, Refused) as error:
        logger.exception("Document %s cannot be read.", document.pk)
        raise Http404 from error
    if as_agent:
        # Recorded before anything is sent: without a trace, no page.
        audit.record_view(
            request.user, document, purpose=document.purpose, dossier=document.dossier
        )
    inline = is_picture or request.GET.get("inline") == "1"
    return _as_file(document, content, content_type, inline=inline)


def _asked_for(query: QueryDict, document: Document) -> tuple[bytes, str, bool]:
    """The content, its type, and whether it is a picture made for a page."""
    if query.get("small") == "1":
        return *services.small_picture_of(document), True
    if query.get("picture") == "1":
        page, turned = query.get("page", "1"), query.get("turned", "0")
        if turned not in _TURNS or not (page.isascii() and page.isdecimal() and len(page) < 4):
            raise FileNotFoundError(f"{document} has no such picture.")
        return *services.picture_of(document, page=int(page), turned=int(turned)), True
    return services.content_of(document), document.content_type, False


def _as_file(
    document: Document, content: bytes, content_type: str, *, inline: bool
) -> HttpResponse:
    # Only pictures open in the page: browsers do not show a PDF inside the sandbox.
    shown = inline and content_type.startswith("image/")
    name = f"{document.purpose}-{document.public_id.hex[:8]}.{_EXTENSIONS[content_type]}"
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'{"inline" if shown else "attachment"}; filename="{name}"',
            "Content-Security-Policy": _POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
