"""Files and pictures that leave the portal for one person: never kept by the browser."""

from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

# Instead of the portal's own policy: what is downloaded runs nothing and loads nothing.
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


def shown(picture: bytes, *, content_type: str) -> HttpResponse:
    """The answer that puts a picture into a page of the portal; it has no name and is not kept."""
    return HttpResponse(
        picture,
        content_type=content_type,
        headers={
            "Content-Disposition": "inline",
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        },
    )


def download(content: bytes, *, content_type: str, filename: str) -> HttpResponse:
    """The answer that hands `content` over under the name `filename`."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers=_headers(filename),
    )


def streamed(
    content: Iterable[bytes], *, content_type: str, filename: str, size: int
) -> StreamingHttpResponse:
    """As `download`, for what is too large to be held at once: `size` bytes, piece by piece."""
    return StreamingHttpResponse(
        content,
        content_type=content_type,
        headers={**_headers(filename), "Content-Length": str(size)},
    )


def _headers(filename: str) -> dict[str, str]:
    return {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=filename),
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
