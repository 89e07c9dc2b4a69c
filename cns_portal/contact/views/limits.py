"""How often the pages of this room answer."""

from __future__ import annotations

from django.http import HttpRequest

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
    return throttle.allows(
        f"question-look:{here}", limit=LOOKS, seconds=A_QUARTER
    ) and throttle.allows(f"question-look:{reference}", limit=LOOKS, seconds=A_QUARTER)


def may_write(public_id: str) -> bool:
    """Whether few enough messages were written about this question lately. Counts this one."""
    return throttle.allows(f"question-more:{public_id}", limit=WRITINGS_AN_HOUR, seconds=AN_HOUR)
