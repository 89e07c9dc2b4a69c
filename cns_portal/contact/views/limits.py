"""How often the pages of this room answer, and the page that says: not now, but by telephone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cns_portal.sealing import digests
from cns_portal.web import throttle

QUESTIONS_AN_HOUR = 20
"""From one internet connection, which may serve a whole office."""

LOOKS, A_QUARTER = 20, 15 * 60
"""Attempts to open a question from one connection, and for one reference from anywhere."""

WRITINGS_AN_HOUR = 30
AN_HOUR = 60 * 60


def may_ask(request: HttpRequest) -> bool:
    """Whether few enough questions came from here lately. Counts this one."""
    here = throttle.address_of(request)
    return throttle.allows(f"question:{here}", limit=QUESTIONS_AN_HOUR, seconds=AN_HOUR)


def may_look(request: HttpRequest, reference: str) -> bool:
    """Whether few enough attempts were made from here, and for this reference. Counts this one."""
    here = throttle.address_of(request)
    of_it = digests.digest(reference.encode(), context=b"contact.look")
    return throttle.allows(
        f"question-look:{here}", limit=LOOKS, seconds=A_QUARTER
    ) and throttle.allows(f"question-look:{of_it}", limit=LOOKS, seconds=A_QUARTER)


def may_write(public_id: str) -> bool:
    """Whether few enough messages were written about this question lately. Counts this one."""
    return throttle.allows(f"question-more:{public_id}", limit=WRITINGS_AN_HOUR, seconds=AN_HOUR)


def not_now(request: HttpRequest, *, why: str, text: str = "", seconds: int = AN_HOUR):
    """Why it was not taken, the telephone, and what was written, so that it is not lost."""
    response: HttpResponse = render(
        request, "contact/not_now.html", {"why": why, "text": text}, status=429
    )
    response["Retry-After"] = str(seconds)
    return response
