"""Keeps personal pages out of caches and search engines, and the camera closed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cns_portal.web import permissions


class PrivatePagesMiddleware:
    """A page seen within a session is stored nowhere; other pages are not shared between people.

    "Within a session" rather than "signed in": a booking without an account keeps names and
    contact details in the session too. A view that sets Cache-Control itself is left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = getattr(request, "session", None)
        if session is not None and not session.is_empty():
            response.headers.setdefault("Cache-Control", "private, no-store")
            response.headers.setdefault("X-Robots-Tag", "noindex")
        elif response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class ClosedBrowserMiddleware:
    """No page may use camera, microphone or place unless its view opened them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.header = permissions.policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(permissions.HEADER, self.header)
        return response
