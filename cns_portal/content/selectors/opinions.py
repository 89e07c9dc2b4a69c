"""What editors ask about opinions: how each page is judged, and what readers wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Avg, Count, Q, QuerySet

from cns_portal.content.choices.opinions import Rating
from cns_portal.content.models import PageOpinion


@dataclass(frozen=True, slots=True)
class Judged:
    """How a page, or everything, was judged on some days."""

    page: str
    count: int
    found: int
    average: float | None
    comments: int
    ratings: dict[int, int]
    """How often each rating was given, from very poor to very good."""


def by_page(first: date | None, last: date) -> list[Judged]:
    """Every page with an opinion on these days, the most judged first; one query."""
    rows = (
        PageOpinion.objects.between(first, last)
        .order_by()
        .values("page")
        .annotate(**_FIGURES)
        .order_by("-count", "page")
    )
    return [_judged(row.pop("page"), row) for row in rows]


def of_page(page: str, first: date | None, last: date) -> Judged:
    """One page; all of them together without one. One query."""
    found = PageOpinion.objects.between(first, last).order_by()
    found = found.about(page) if page else found
    return _judged(page, found.aggregate(**_FIGURES))


def comments(page: str, first: date | None, last: date) -> QuerySet[PageOpinion]:
    """What readers of a page wrote, the newest first; of all pages without one."""
    found = PageOpinion.objects.between(first, last).with_words()
    return found.about(page) if page else found


def every(page: str, first: date | None, last: date) -> Iterator[PageOpinion]:
    """Every opinion, the oldest first, read in turns."""
    found = PageOpinion.objects.between(first, last).order_by("given_on", "pk")
    return (found.about(page) if page else found).iterator(chunk_size=500)


_FIGURES = {
    "count": Count("pk"),
    "found_it": Count("pk", filter=Q(found=True)),
    "average": Avg("rating"),
    "comments": Count("pk", filter=Q(has_comment=True)),
    **{f"rated_{value}": Count("pk", filter=Q(rating=value)) for value in Rating.values},
}


def _judged(page: str, row: dict) -> Judged:
    return Judged(
        page=page,
        count=row["count"],
        found=row["found_it"],
        average=row["average"],
        comments=row["comments"],
        ratings={value: row[f"rated_{value}"] for value in Rating.values},
    )
