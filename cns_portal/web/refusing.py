"""What the web server itself refuses, before the portal reads it: answered with a page.

gunicorn would answer with a bare line. Nothing is known here of who asks, not even the language,
so that the page says it in each.
"""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from gunicorn import util
from gunicorn.http import errors
from gunicorn.workers.gthread import ThreadWorker

REFUSED = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.InvalidRequestLine: HTTPStatus.BAD_REQUEST,
    errors.InvalidRequestMethod: HTTPStatus.BAD_REQUEST,
    errors.InvalidHTTPVersion: HTTPStatus.BAD_REQUEST,
    errors.InvalidHeader: HTTPStatus.BAD_REQUEST,
    errors.InvalidHeaderName: HTTPStatus.BAD_REQUEST,
    errors.ObsoleteFolding: HTTPStatus.BAD_REQUEST,
}
"""What whoever asks can do something about; the rest is between programs."""

SENTENCES = {
    HTTPStatus.REQUEST_URI_TOO_LONG: (
        _("The address is too long"),
        _("The address that your browser sent is longer than the portal can read."),
        _(
            "If you were searching, use fewer words: a few are enough. If you followed a link, it "
            "may be wrong: begin at the front page."
        ),
    ),
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: (
        _("Your browser sent too much"),
        _("What your browser sends with every page, such as cookies, is more than we can read."),
        _("Delete the cookies of this site in your browser, then try again."),
    ),
    HTTPStatus.BAD_REQUEST: (
        _("This request could not be read"),
        _("Something in the request was not as expected, so nothing was changed."),
        _(
            "Go back, check what you typed and try again. If you were sending files: each may be "
            "10 MB, and send fewer of them at once."
        ),
    ),
}
"""For each: what it is called, what happened, what to do."""

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Connection": "close",
}


class PlainSpokenWorker(ThreadWorker):
    """gunicorn's worker with threads, with a page where it refuses what people can mend."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer what could not be read. What was sent is not logged: it may name somebody."""
        # By the very type: an error of the portal's own answer is a kind of `InvalidHeader`.
        status = REFUSED.get(type(exc))
        if status is None:
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("Refused before it was read: %s (%d)", type(exc).__name__, status)
        try:
            util.write_nonblock(client, answer(status))
        except OSError:
            self.log.debug("Nobody waited for the page that says why.")


@cache
def answer(status: HTTPStatus) -> bytes:
    """The whole answer as it is sent."""
    page = _page(status).encode()
    lines = [
        f"HTTP/1.1 {status.value} {status.phrase}",
        *(f"{name}: {value}" for name, value in HEADERS.items()),
        f"Content-Length: {len(page)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + page


def _page(status: HTTPStatus) -> str:
    languages = [code for code, _name in settings.LANGUAGES]
    heading, happened, to_do = SENTENCES[status]
    said = {"heading": heading, "happened": happened, "to_do": to_do}
    with translation.override(languages[0]):
        return render_to_string("web/refused.html", {"languages": languages, **said})
