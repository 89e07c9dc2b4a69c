"""What an agent writes down about a card: that it was sent, that it came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import clock
from cns_portal.kernel.civil_time import day_of
from cns_portal.kernel.refusal import Refused
from insured.choices import CardState
from insured.choices.cards import CardRefusal
from insured.notices import cards as notices
from insured.rules import cards as rules
from insured.services.cards.asking import say_returned
from insured.services.cards.issuing import move, of_card
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from insured.models import Card
    from insured.selectors.cards import PersonsCards


@transaction.atomic
def mark_sent(card_id: int, *, agent: Account, months: int | None = None) -> Card:
    """The card was produced and is in the post. `months` is how long the agent makes its European
    side valid, counted from the order. Raises `Refused`."""
    present, card = of_card(card_id)
    if refusal := rules.why_not_change(card.state, CardState.SENT):
        raise Refused(refusal)
    if not present.affiliation.insured:
        raise Refused(CardRefusal.NOT_AFFILIATED)
    if months is not None:
        _set_months(present, card, months)
    card.sent_on = clock.today()
    move(card, CardState.SENT, actor=agent, what="card.sent", also=["sent_on", "european_until"])
    tell(present.person, lambda: notices.sent(card), once=f"card:{card.pk}:sent")
    return card


@transaction.atomic
def mark_returned(card_id: int, *, agent: Account) -> Card:
    """A card came back by post, or over the counter. Raises `Refused`."""
    present, card = of_card(card_id)
    return say_returned(present.person, card.pk, actor=agent)


def _set_months(present: PersonsCards, card: Card, months: int) -> None:
    ordered_on = day_of(card.ordered_at)
    if refusal := rules.why_not_months(months, on=ordered_on):
        raise Refused(refusal)
    card.european_until = rules.european_side(
        since=present.affiliation.since,
        ordered_on=ordered_on,
        months=months,
        insured_until=present.affiliation.until,
    ).end
