"""What a page may use of the browser: nothing, unless its view says what it needs.

Camera and microphone are closed everywhere (Permissions-Policy) but on the few pages that are
about them; a page that takes in a part of another site opens its policy for that site alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

HEADER = "Permissions-Policy"
CLOSED = (
    "camera",
    "display-capture",
    "geolocation",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
"""What browsers would otherwise let a page ask for. In the order of the header."""


def policy(features: Collection[str] = (), *, also: str = "") -> str:
    """The header that opens `features` for this portal, and for the origin `also` if given."""
    unknown = set(features) - set(CLOSED)
    if unknown:
        raise ValueError(f"Not closed anywhere, so not to be opened: {sorted(unknown)}")
    opened = f'(self "{also}")' if also else "(self)"
    return ", ".join(f"{name}={opened if name in features else '()'}" for name in CLOSED)


def allows(*features: str) -> Callable:
    """A view whose page may use these: `@allows("camera", "microphone")`.

    For a class: `@method_decorator(allows("camera"), name="dispatch")`.
    """
    header = policy(features)

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def inner(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            response = view(request, *args, **kwargs)
            response.headers.setdefault(HEADER, header)
            return response

        return inner

    return decorate


def take_in(response: HttpResponse, origin: str, *, features: Collection[str]) -> HttpResponse:
    """Let this page run a script of `origin`, show its frames, and share `features` with them."""
    response.headers[HEADER] = policy(features, also=origin)
    # What django-csp's own decorator would write, for an address known only at run time.
    response._csp_update = {"script-src": [origin], "frame-src": [origin]}
    return response
