"""What the pages about mandates say of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse

from insured.choices.acting import MandateState
from insured.choices.mandates import MandateEvidence, MandateScope
from insured.notices.mandates import days_in_words
from insured.rules import acting as rules
from insured.selectors.acting import mandate_as_rule

if TYPE_CHECKING:
    from insured.models import InsuredPerson, Mandate

TONES = {
    MandateState.OFFERED: "warning",
    MandateState.UPCOMING: "info",
    MandateState.RUNNING: "success",
}


@dataclass(frozen=True)
class MandateRow:
    """A mandate as `reader`, who gave it, holds it or is offered it, sees it today."""

    mandate: Mandate
    reader: InsuredPerson
    today: date

    @cached_property
    def _rule(self) -> rules.Mandated:
        return mandate_as_rule(self.mandate)

    @cached_property
    def state(self) -> MandateState:
        return rules.state_of(self._rule, today=self.today)

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "neutral")

    @property
    def is_given(self) -> bool:
        """Whether the reader gave it."""
        return self.mandate.grantor_id == self.reader.pk

    @property
    def other_name(self) -> str:
        """Who stands on the other side. Before the answer, a holder is the name that was typed."""
        if not self.is_given:
            return self.mandate.grantor.full_name
        return self.mandate.holder.full_name if self.mandate.holder else self.mandate.holder_name

    @property
    def scopes(self) -> list[str]:
        return [MandateScope(scope).label for scope in self.mandate.scopes]

    @property
    def days(self) -> str:
        return days_in_words(self.mandate)

    @property
    def answer_until(self) -> date:
        return self._rule.answer_until

    @property
    def is_offered(self) -> bool:
        return self.state == MandateState.OFFERED

    @property
    def waits_for_me(self) -> bool:
        """Whether the reader can accept or decline it."""
        return self.is_offered and not self.is_given

    @property
    def is_over(self) -> bool:
        return rules.why_not_end(self._rule, today=self.today) is not None

    @property
    def can_be_ended(self) -> bool:
        """Whether the reader ends it with one button; an offer to them is declined instead."""
        return not self.is_over and not self.waits_for_me

    @property
    def is_on_paper(self) -> bool:
        return self.mandate.evidence == MandateEvidence.PAPER

    @property
    def url(self) -> str:
        return reverse("insured:mandate", args=[self.mandate.public_id])
