"""What a person does with their card: order, report lost or missing, say that it arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import clock
from cns_portal.kernel.civil_time import day_of
from cns_portal.kernel.refusal import Refused
from insured.choices import CardReason, CardState
from insured.choices.cards import CardRefusal
from insured.models import Card
from insured.notices import cards as notices
from insured.rules import cards as rules
from insured.services import papers
from insured.services.cards.issuing import locked, move, pick, place_order, put_in_use
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from insured.models import InsuredPerson, Paper
    from insured.selectors.cards import PersonsCards


@transaction.atomic
def order(
    person: InsuredPerson, *, actor: Account, chosen: str = "", address_checked: bool = False
) -> Card:
    """Order a card for somebody who has none, or whose card is damaged or out of date (`chosen`).

    The person looks at the address first, because the card is sent there. Raises `Refused`.
    """
    present = locked(person)
    if refusal := present.why_not_order:
        raise Refused(refusal)
    if not address_checked:
        raise Refused(CardRefusal.ADDRESS_UNCHECKED)
    if present.in_use and chosen not in rules.BY_CHOICE:
        raise Refused(CardRefusal.OTHER_STATE)
    reason = rules.reason_for(had_one=bool(present.cards), chosen=chosen)
    return place_order(present, reason=reason, actor=actor, replaces=present.in_use)


@transaction.atomic
def report_lost(
    person: InsuredPerson, card_id: int, *, actor: Account, address_checked: bool = False
) -> tuple[Card | None, Paper | None]:
    """The card is lost or stolen: a new one and the certificate that replaces it, in one go.

    Returns the new card, or None when the affiliation is over, and the certificate, or None when
    the coverage allows none. A renewal that is on its way already is the new card. Raises
    `Refused`, also until the address was looked at.
    """
    present = locked(person)
    card = pick(present, card_id)
    if refusal := rules.why_not_lost(card.state):
        raise Refused(refusal)
    needs_one = present.why_not_order is None
    if needs_one and not address_checked:
        raise Refused(CardRefusal.ADDRESS_UNCHECKED)
    move(card, CardState.LOST, actor=actor, what="card.lost")
    new = present.on_its_way
    if needs_one:
        new = place_order(present, reason=CardReason.LOST, actor=actor, replaces=card, quietly=True)
    certificate = _certificate(present, actor) if present.affiliation.insured else None
    tell(
        present.person,
        lambda: notices.lost(card, new=new, certificate=certificate is not None),
        once=f"card:{card.pk}:lost",
    )
    return new, certificate


@transaction.atomic
def report_missing(
    person: InsuredPerson, card_id: int, *, actor: Account, address_checked: bool
) -> Card | None:
    """The card did not arrive within three weeks: another one, to an address that was checked.

    Returns None when there is no affiliation any more. Raises `Refused`.
    """
    present = locked(person)
    card = pick(present, card_id)
    ordered_on = day_of(card.ordered_at)
    if refusal := rules.why_not_missing(
        state=card.state,
        ordered_on=ordered_on,
        today=clock.today(),
        address_checked=address_checked,
    ):
        raise Refused(refusal, day=notices.day(rules.arrives_by(ordered_on)))
    move(card, CardState.LOST, actor=actor, what="card.not_received")
    if not present.affiliation.insured:
        return None
    return place_order(present, reason=CardReason.NOT_RECEIVED, actor=actor, replaces=card)


@transaction.atomic
def say_arrived(person: InsuredPerson, card_id: int, *, actor: Account) -> Card:
    """The card is there: from now on it is the one in use. Raises `Refused`."""
    present = locked(person)
    return put_in_use(present, pick(present, card_id), actor=actor)


@transaction.atomic
def say_returned(person: InsuredPerson, card_id: int, *, actor: Account) -> Card:
    """The card was sent back after the end of the affiliation. Raises `Refused`."""
    present = locked(person)
    card = pick(present, card_id)
    if refusal := rules.why_not_return(card.state):
        raise Refused(refusal)
    move(card, CardState.RETURNED, actor=actor, what="card.returned")
    tell(present.person, lambda: notices.returned(card), once=f"card:{card.pk}:returned")
    return card


def _certificate(present: PersonsCards, actor: Account) -> Paper | None:
    """The certificate, unless there can be none: the loss is noted all the same."""
    try:
        with transaction.atomic():
            return papers.issue_replacement(present.person, by=actor)
    except Refused:
        return None
