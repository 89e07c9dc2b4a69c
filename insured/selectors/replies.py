"""The ready texts that are offered for an answer."""

from __future__ import annotations

from django.db.models import Q

from insured.choices.replies import ReplyUse
from insured.models import ReplyTemplate


def offered(*, kind: str, use: ReplyUse) -> list[ReplyTemplate]:
    """Those for this kind of request and those for every kind, in order; one query."""
    return list(
        ReplyTemplate.objects.filter(Q(kind="") | Q(kind=kind), use=use, is_active=True).order_by(
            "position", "code"
        )
    )
