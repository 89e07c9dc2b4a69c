"""Cards of a person, and which cards the nightly run has to look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from insured.choices import CardState
from insured.models import AffiliationPeriod, Card, InsuredPerson
from insured.rules import cards as rules
from insured.selectors import coverage

if TYPE_CHECKING:
    from uuid import UUID

    from insured.rules.coverage import History


@dataclass(frozen=True)
class Affiliation:
    """What a card needs to know: affiliated on a day, since when, until when as far as known.

    Gaps of less than eight days do not count. Rights that are kept after the end are no
    affiliation: a card is valid only for its duration.
    """

    insured: bool
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class PersonsCards:
    """All cards of a person, the newest first, with what stands in the way of another one."""

    person: InsuredPerson
    affiliation: Affiliation
    cards: list[Card]

    @property
    def in_use(self) -> Card | None:
        return next((card for card in self.cards if card.state in rules.IN_USE), None)

    @property
    def on_its_way(self) -> Card | None:
        return next((card for card in self.cards if card.state in rules.ON_ITS_WAY), None)

    @property
    def why_not_order(self):
        """Why no card can be ordered for the person; None when one can."""
        return rules.why_not_order(
            insured=self.affiliation.insured,
            has_matricule=bool(self.person.matricule),
            one_on_its_way=self.on_its_way is not None,
        )


def affiliation_on(history: History, day: date) -> Affiliation:
    """What `history` says about a card on `day`."""
    for spell in history.spells:
        if day in spell:
            return Affiliation(insured=True, since=spell.first, until=spell.last)
    ended = [spell.last for spell in history.spells if spell.end < day]
    return Affiliation(insured=False, until=max(ended, default=None))


def cards_of(people: Iterable[InsuredPerson], *, today: date) -> list[PersonsCards]:
    """Everybody's cards in the order of `people`; two queries however many they are."""
    people = list(people)
    histories = coverage.histories_of(people)
    found: dict[int, list[Card]] = {person.pk: [] for person in people}
    by_key = {person.pk: person for person in people}
    for card in Card.objects.filter(person__in=people).order_by("-ordered_at", "-pk"):
        card.person = by_key[card.person_id]
        found[card.person_id].append(card)
    return [
        PersonsCards(person, affiliation_on(histories[person.pk], today), found[person.pk])
        for person in people
    ]


def of(person: InsuredPerson, *, today: date) -> PersonsCards:
    """The cards of one person."""
    (found,) = cards_of([person], today=today)
    return found


def open_cards_of(person: InsuredPerson) -> list[Card]:
    """The cards that are in use or on their way; one query."""
    return list(Card.objects.of(person).exclude(state__in=sorted(rules.OVER)))


def card_of(person: InsuredPerson, public_id: UUID) -> Card | None:
    """The card with this identifier, if it is this person's."""
    return Card.objects.of(person).filter(public_id=public_id).first()


# -- for the nightly run: keys only, each row is looked at again when it is locked ----------------


def without_a_card(today: date) -> list[int]:
    """The keys of people who are affiliated and never had a card."""
    periods = AffiliationPeriod.objects.on(today).filter(
        ~Exists(Card.objects.filter(person=OuterRef("person"))),
        person__matricule__isnull=False,
    )
    return list(periods.order_by("person").values_list("person", flat=True).distinct())


def to_renew(today: date) -> list[int]:
    """The keys of cards in use whose European side ends within two months, and that no new one
    follows yet."""
    due = Card.objects.filter(
        ~Exists(Card.objects.filter(person=OuterRef("person"), state__in=sorted(rules.ON_ITS_WAY))),
        Exists(AffiliationPeriod.objects.on(today).filter(person=OuterRef("person"))),
        state=CardState.ACTIVE,
        european_until__lte=rules.last_end_to_renew(today),
    )
    return list(due.order_by("european_until", "pk").values_list("pk", flat=True))


def no_longer_insured(today: date) -> list[int]:
    """The keys of cards in use whose holder is not affiliated today."""
    is_affiliated = Exists(AffiliationPeriod.objects.on(today).filter(person=OuterRef("person")))
    cards = Card.objects.filter(~is_affiliated, state=CardState.ACTIVE)
    return list(cards.order_by("pk").values_list("pk", flat=True))


def insured_again(today: date) -> list[int]:
    """The keys of cards that were asked back from people who are affiliated again."""
    is_affiliated = Exists(AffiliationPeriod.objects.on(today).filter(person=OuterRef("person")))
    cards = Card.objects.filter(is_affiliated, state=CardState.TO_RETURN)
    return list(cards.order_by("pk").values_list("pk", flat=True))


def taken_as_arrived(today: date) -> list[int]:
    """The keys of cards that were sent so long ago that they count as arrived."""
    cards = Card.objects.filter(state=CardState.SENT, sent_on__lte=today - rules.TAKEN_AS_ARRIVED)
    return list(cards.order_by("pk").values_list("pk", flat=True))
