"""The parts of every deed with a card: the person is locked, the rule asked, the trail written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from cns_portal import audit, clock
from cns_portal.db import promise
from cns_portal.kernel.refusal import Refused
from insured.choices import CardReason, CardState
from insured.choices.cards import CardRefusal
from insured.models import Card, InsuredPerson
from insured.notices import cards as notices
from insured.rules import cards as rules
from insured.selectors import cards as selectors
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.audit import Actor
    from insured.selectors.cards import PersonsCards


def locked(person: InsuredPerson) -> PersonsCards:
    """The person's cards, while nobody else does anything with them."""
    person = (
        InsuredPerson.objects.select_for_update(of=("self",))
        .select_related("dossier")
        .get(pk=person.pk)
    )
    return selectors.of(person, today=clock.today())


def of_card(card_id: int) -> tuple[PersonsCards, Card]:
    holder = Card.objects.values_list("person", flat=True).get(pk=card_id)
    present = locked(InsuredPerson(pk=holder))
    return present, pick(present, card_id)


def pick(present: PersonsCards, card_id: int) -> Card:
    """The card, if it is this person's; as it stands now that the person is locked."""
    card = next((card for card in present.cards if card.pk == card_id), None)
    if card is None:
        raise Card.DoesNotExist
    return card


def place_order(
    present: PersonsCards,
    *,
    reason: str,
    actor: Account | Actor,
    replaces: Card | None = None,
    quietly: bool = False,
) -> Card:
    person, today = present.person, clock.today()
    side = rules.european_side(
        since=present.affiliation.since,
        ordered_on=today,
        steps=settings.EUROPEAN_CARD_MONTHS,
        renews_until=replaces.european_until if reason == CardReason.RENEWAL else None,
        insured_until=present.affiliation.until,
    )
    with promise("card_one_on_its_way_per_person", broken=Refused(CardRefusal.ON_ITS_WAY)):
        card = Card.objects.create(
            person=person,
            reason=reason,
            ordered_at=clock.now(),
            european_from=side.first,
            european_until=side.end,
            replaces=replaces,
        )
    audit.record(
        actor, "card.ordered", card, dossier=person.dossier, details={"reason": str(reason)}
    )
    if not quietly:
        tell(person, lambda: notices.ordered(card), once=f"card:{card.pk}:ordered")
    return card


def put_in_use(present: PersonsCards, card: Card, *, actor: Account | Actor) -> Card:
    if refusal := rules.why_not_change(card.state, CardState.ACTIVE):
        raise Refused(refusal)
    if card.state != CardState.SENT:
        raise Refused(CardRefusal.OTHER_STATE)
    if old := present.in_use:
        move(old, CardState.REPLACED, actor=actor, what="card.replaced")
    move(card, CardState.ACTIVE, actor=actor, what="card.arrived")
    return card


def move(
    card: Card, state: CardState, *, actor: Account | Actor, what: str, also: list[str] = ()
) -> None:
    if refusal := rules.why_not_change(card.state, state):
        raise Refused(refusal)
    card.state = state
    if state in rules.OVER:
        card.ended_at = clock.now()
    card.save(update_fields=["state", "ended_at", *also])
    audit.record(actor, what, card, dossier=card.person.dossier)
