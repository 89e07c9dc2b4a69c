"""What the pages about social security cards say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal.kernel import matricule
from cns_portal.kernel.civil_time import day_of
from insured.choices import CardReason, CardState
from insured.parameters.cards import BASIS
from insured.rules import cards as rules

if TYPE_CHECKING:
    from insured.models import Card
    from insured.selectors.cards import PersonsCards

TONES = {
    CardState.ORDERED: "info",
    CardState.SENT: "info",
    CardState.ACTIVE: "success",
    CardState.LOST: "danger",
    CardState.REPLACED: "neutral",
    CardState.TO_RETURN: "warning",
    CardState.RETURNED: "neutral",
}


@dataclass(frozen=True)
class CardSheet:
    """One card with its stages and what can be done with it."""

    card: Card
    today: date

    @property
    def tone(self) -> str:
        return TONES[CardState(self.card.state)]

    @property
    def state(self) -> str:
        return self.card.get_state_display()

    @property
    def why(self) -> str:
        return CardReason(self.card.reason).label

    @property
    def ordered_on(self) -> date:
        return day_of(self.card.ordered_at)

    @property
    def arrives_by(self) -> date:
        return rules.arrives_by(self.ordered_on)

    @property
    def is_in_use(self) -> bool:
        return self.card.state in rules.IN_USE

    @property
    def has_expired(self) -> bool:
        return self.card.european_until < self.today

    @property
    def expiry_tone(self) -> str:
        if self.has_expired:
            return "danger"
        is_soon = rules.renewal_from(self.card.european_until) <= self.today
        return "warning" if is_soon else "neutral"

    @property
    def can_arrive(self) -> bool:
        return self.card.state == CardState.SENT

    @property
    def can_be_missing(self) -> bool:
        return not rules.why_not_missing(
            state=self.card.state,
            ordered_on=self.ordered_on,
            today=self.today,
            address_checked=True,
        )

    @property
    def can_be_lost(self) -> bool:
        return not rules.why_not_lost(self.card.state)

    @property
    def can_be_returned(self) -> bool:
        return not rules.why_not_return(self.card.state)

    @property
    def steps(self) -> list[dict]:
        """The way of a card to its holder, for `progress_tracker`."""
        state = self.card.state
        sent = self.card.sent_on
        there = state not in rules.ON_ITS_WAY
        return [
            {"label": _("Ordered"), "state": "done", "text": _day(self.ordered_on)},
            {
                "label": _("In the post"),
                "state": "done" if sent else "now",
                "text": _day(sent) if sent else _("Being made by the Centre commun"),
            },
            {
                "label": _("With you"),
                "state": "done" if there else "now" if sent else "next",
                "text": "" if there else self._expected,
            },
        ]

    @property
    def _expected(self) -> str:
        words = _("By {day} at the latest")
        if self.today > self.arrives_by:
            words = _("Should have arrived by {day}")
        return words.format(day=_day(self.arrives_by))

    def address(self, deed: str) -> str:
        return reverse(f"insured:card_{deed}", args=[self.card.public_id])

    @property
    def lost_url(self) -> str:
        return self.address("lost")

    @property
    def missing_url(self) -> str:
        return self.address("missing")

    @property
    def arrived_url(self) -> str:
        return self.address("arrived")

    @property
    def returned_url(self) -> str:
        return self.address("returned")


@dataclass(frozen=True)
class CardFile:
    """Somebody's cards: the one in use, the one on its way, and those that are over.

    `is_open` says whether something can be done with them here, or only after opening the file.
    """

    cards: PersonsCards
    today: date
    is_open: bool = True

    @property
    def person(self):
        return self.cards.person

    @property
    def number(self) -> str:
        number = self.person.matricule
        return matricule.grouped(number) if number else ""

    @property
    def in_use(self) -> CardSheet | None:
        return self._sheet(self.cards.in_use)

    @property
    def on_its_way(self) -> CardSheet | None:
        return self._sheet(self.cards.on_its_way)

    @property
    def over(self) -> list[CardSheet]:
        return [
            CardSheet(card, self.today) for card in self.cards.cards if card.state in rules.OVER
        ]

    @property
    def why_not_order(self) -> str:
        refusal = self.cards.why_not_order
        return refusal.label if refusal else ""

    @property
    def basis(self) -> str:
        return BASIS

    def _sheet(self, card: Card | None) -> CardSheet | None:
        return CardSheet(card, self.today) if card else None


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
