"""What needs a person about cards and their own data: for the first page of my space."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal.kernel.civil_time import day_of
from cns_portal.web.feed import FeedItem
from insured.choices import CardState
from insured.presenters.cards import CardSheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from insured.models import Card, EmailChange


def card_items(cards: Iterable[Card], *, now: datetime) -> list[FeedItem]:
    """A card that has to go back, or should have arrived."""
    page, found = reverse("insured:cards"), []
    for card in cards:
        sheet = CardSheet(card, day_of(now))
        if card.state == CardState.TO_RETURN:
            found.append(
                FeedItem(
                    title=_("Return your social security card"),
                    text=_("Your affiliation is over, and the card belongs to the fund."),
                    url=page,
                    tone="warning",
                )
            )
        elif sheet.can_be_missing:
            found.append(
                FeedItem(
                    title=_("Has your social security card arrived?"),
                    text=_(
                        "It should have been there by {day}. Say so, or report it missing."
                    ).format(day=date_format(sheet.arrives_by, "DATE_FORMAT")),
                    url=page,
                    tone="info",
                )
            )
    return found


def email_items(change: EmailChange | None, *, now: datetime) -> list[FeedItem]:
    """An address that waits until its link is followed."""
    if change is None or change.expires_at <= now:
        return []
    return [
        FeedItem(
            title=_("Confirm your new e-mail address"),
            text=_("We have sent a link to it. Until you follow it, the present one is used."),
            url=reverse("insured:data"),
            until=day_of(change.expires_at),
            tone="info",
        )
    ]
