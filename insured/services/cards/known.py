"""Cards that were issued before the portal kept a list of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import audit
from cns_portal.kernel import civil_time
from insured.choices import CardReason, CardState
from insured.models import Card
from insured.services.cards.issuing import locked

if TYPE_CHECKING:
    from cns_portal.audit import Actor
    from insured.models import InsuredPerson


@transaction.atomic
def take_over(
    person: InsuredPerson,
    *,
    ordered_on: date,
    sent_on: date,
    european_until: date,
    actor: Actor,
    arrived: bool = True,
) -> Card | None:
    """Write down a card that somebody has, or (`arrived` False) that is in the post.

    None when a card is on file already. Nobody is told: the person knows their card.
    """
    present = locked(person)
    if present.cards:
        return None
    card = Card.objects.create(
        person=present.person,
        state=CardState.ACTIVE if arrived else CardState.SENT,
        reason=CardReason.FIRST_AFFILIATION,
        ordered_at=civil_time.midnight(ordered_on),
        sent_on=sent_on,
        european_from=ordered_on,
        european_until=european_until,
    )
    audit.record(actor, "card.taken_over", card, dossier=present.person.dossier)
    return card
