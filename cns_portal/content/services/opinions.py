"""Keeping what a reader thinks of a page, and nothing about the reader."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from cns_portal import clock
from cns_portal.content.choices.opinions import asks_for_opinions
from cns_portal.content.models import Entry, PageOpinion
from cns_portal.content.rules import opinions as rules
from cns_portal.kernel.identifying import found_in
from cns_portal.kernel.refusal import Refused


@transaction.atomic
def give(
    *,
    page: str,
    url_name: str,
    slug: str,
    language: str,
    found: bool,
    rating: int,
    comment: str,
    sent_key: UUID,
) -> PageOpinion:
    """Keep an opinion about `page`, the address without its language.

    `url_name` and `slug` are what the address leads to; an entry of that slug must be there. The
    same `sent_key` again changes nothing. Raises `Refused` for a page that does not ask, and
    for a comment that says who somebody is: then the details name what was `found`, and nothing
    is kept.
    """
    identifying = found_in(comment)
    asks = asks_for_opinions(url_name) and _is_there(slug)
    if refusal := rules.why_not(asks=asks, identifying=identifying):
        raise Refused(refusal, found=identifying)
    opinion, _is_new = PageOpinion.objects.get_or_create(
        sent_key=sent_key,
        defaults={
            "page": page,
            "language": language,
            "found": found,
            "rating": rating,
            "comment": comment.strip(),
            "has_comment": bool(comment.strip()),
            "given_on": clock.today(),
        },
    )
    return opinion


def _is_there(slug: str) -> bool:
    """Nobody fills the editors' list with pages that never were."""
    return not slug or Entry.objects.filter(slug=slug).exists()
