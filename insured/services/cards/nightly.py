"""What the affiliation makes of cards. Each deed may be asked for twice, or by two workers."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import audit, clock, queue
from insured.choices import CardReason, CardState, LifeNoteKind
from insured.models import Card, InsuredPerson, LifeNote
from insured.notices import cards as notices
from insured.rules import cards as rules
from insured.selectors import cards as selectors
from insured.services.cards.issuing import locked, move, of_card, place_order, put_in_use
from insured.services.telling import tell

if TYPE_CHECKING:
    from insured.services.affiliation_events import Affiliated

logger = logging.getLogger(__name__)

RENEW_TASK = "insured.renew_cards"
"""The task that does for everybody what follows from their affiliation."""


def order_first(beginnings: list[Affiliated]) -> None:
    """Somebody is affiliated for the first time: the worker orders their card."""
    if beginnings:
        queue.nudge(RENEW_TASK)


@transaction.atomic
def order_for_the_affiliated(person_id: int) -> Card | None:
    """The first card of somebody who is affiliated and never had one; None when that changed."""
    present = locked(InsuredPerson(pk=person_id))
    if present.cards or present.why_not_order:
        return None
    return place_order(present, reason=CardReason.FIRST_AFFILIATION, actor=audit.SYSTEM)


@transaction.atomic
def renew(card_id: int) -> Card | None:
    """The next card before the European side expires; None when there is nothing to renew."""
    present, card = of_card(card_id)
    if present.why_not_order or not rules.renewal_is_due(
        state=card.state,
        until=card.european_until,
        today=clock.today(),
        insured=present.affiliation.insured,
        one_on_its_way=present.on_its_way is not None,
    ):
        return None
    LifeNote.objects.get_or_create(
        person=present.person,
        kind=LifeNoteKind.CARD_EXPIRES,
        day=card.european_until,
        defaults={"told_at": clock.now()},
    )
    return place_order(present, reason=CardReason.RENEWAL, actor=audit.SYSTEM, replaces=card)


@transaction.atomic
def ask_back(card_id: int) -> Card | None:
    """The affiliation is over: the person is asked to return the card; None when it is not."""
    present, card = of_card(card_id)
    ended = present.affiliation.until
    if not rules.return_is_due(
        state=card.state,
        insured=present.affiliation.insured,
        insured_until=ended,
        today=clock.today(),
    ):
        return None
    move(card, CardState.TO_RETURN, actor=audit.SYSTEM, what="card.asked_back")
    LifeNote.objects.get_or_create(
        person=present.person,
        kind=LifeNoteKind.CARD_RETURN,
        day=ended,
        defaults={"told_at": clock.now()},
    )
    tell(
        present.person,
        lambda: notices.give_back(card, ended=ended),
        once=f"card:{card.pk}:asked_back:{ended}",
    )
    return card


@transaction.atomic
def resume(card_id: int) -> Card | None:
    """Affiliated again before the card was returned: it is good as before."""
    present, card = of_card(card_id)
    if card.state != CardState.TO_RETURN or not present.affiliation.insured:
        return None
    move(card, CardState.ACTIVE, actor=audit.SYSTEM, what="card.kept")
    since = present.affiliation.since
    tell(present.person, lambda: notices.keep_it(card), once=f"card:{card.pk}:kept:{since}")
    return card


@transaction.atomic
def take_as_arrived(card_id: int) -> Card | None:
    """A card that was sent long ago, and about which nobody complained, is in use."""
    present, card = of_card(card_id)
    if not rules.is_taken_as_arrived(state=card.state, sent_on=card.sent_on, today=clock.today()):
        return None
    return put_in_use(present, card, actor=audit.SYSTEM)


def look_after_cards(*, seconds: float = 45.0) -> bool:
    """Do for everybody what is due today; True when time ran out and there is more to do.

    One card that breaks does not hold up the others: the next night tries it again.
    """
    until, today = time.monotonic() + seconds, clock.today()
    for find, do in (
        (selectors.without_a_card, order_for_the_affiliated),
        (selectors.taken_as_arrived, take_as_arrived),
        (selectors.insured_again, resume),
        (selectors.no_longer_insured, ask_back),
        (selectors.to_renew, renew),
    ):
        for key in find(today):
            try:
                do(key)
            except Exception:
                logger.exception("%s %s could not be looked after.", do.__name__, key)
            if time.monotonic() > until:
                return True
    return False
