"""What needs a person about their insurance: for the first page of my space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from cns_portal.kernel.civil_time import day_of
from cns_portal.web.feed import FeedItem
from insured.presenters.coverage import answer_for
from insured.presenters.events import coming
from insured.selectors.family_coverage import family_of
from insured.selectors.next_events import of_family

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from insured.models import InsuredPerson
    from insured.selectors.family_coverage import Member


def items(
    person: InsuredPerson, *, now: datetime, family: Sequence[Member] | None = None
) -> list[FeedItem]:
    """Being without insurance today, and what comes soon for the family.

    Four queries; none when the `family` was read already.
    """
    today = day_of(now)
    family = family_of(person, today=today) if family is None else family
    page = reverse("insured:family")
    found = []
    answer = answer_for(family[0].history.on(today), name=person.full_name, names={})
    if answer.tone == "danger" and family[0].rows:
        found.append(
            FeedItem(
                title=_("You are not covered today"), text=answer.sentence, url=page, tone="danger"
            )
        )
    near = [event for event in coming(of_family(family, today=today), today=today) if event.is_near]
    return found + [
        FeedItem(
            title=event.title,
            text=event.feed_text,
            url=event.deed_url or f"{page}#{event.anchor}",
            until=event.until,
            tone=event.tone,
        )
        for event in near
    ]
