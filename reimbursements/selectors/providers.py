"""Who gives care: found by the code on the bill, or by name."""

from __future__ import annotations

import re

from django.db.models import Q

from reimbursements.models import Provider

MOST = 8
"""As many suggestions as can be read at a glance."""
SHORTEST = 2


def named(text: str) -> Provider | None:
    """The provider whose code or whole name somebody typed, or who was picked from suggestions.

    None when there is none, and when several have that name: an agent looks at it.
    """
    text = " ".join(text.split())
    if not text:
        return None
    by_code = Provider.objects.filter(code__in=_codes_in(text)).first()
    if by_code is not None:
        return by_code
    by_name = list(Provider.objects.filter(name__iexact=text)[:2])
    return by_name[0] if len(by_name) == 1 else None


def suggested(text: str) -> list[Provider]:
    """Some whose code begins with what was typed so far, or in whose name it occurs."""
    text = " ".join(text.split())
    if len(text) < SHORTEST:
        return []
    code = _letters(text)
    found = Q(name__icontains=text)
    if code:
        found |= Q(code__startswith=code)
    return list(Provider.objects.filter(found).order_by("name", "code")[:MOST])


def _codes_in(text: str) -> set[str]:
    """What in the text may be a code: all of it, or what stands in brackets at its end."""
    bracketed = re.search(r"\(([^()]+)\)$", text)
    return {_letters(text), _letters(bracketed[1]) if bracketed else ""} - {""}


def _letters(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())
