"""What the pages say about voluntary insurance: its price, its days, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cns_portal.kernel.dated import NothingInForceError
from insured.choices.coverage import LegalBasis, VoluntaryKind
from insured.notices.sentences import euro, in_words, sentence
from insured.parameters.coverage import UNPAID_MONTHS
from insured.rules import voluntary as rules

if TYPE_CHECKING:
    from insured.rules.coverage import Period
    from insured.rules.voluntary import Contribution, WhyNot

BASIS = {
    VoluntaryKind.CONTINUED: LegalBasis.CONTINUED,
    VoluntaryKind.OPTIONAL: LegalBasis.OPTIONAL,
}


@dataclass(frozen=True)
class Cost:
    """The monthly contribution, with the day its wage is from."""

    contribution: Contribution

    @classmethod
    def on(cls, day: date) -> Cost | None:
        """The contribution on a day; None before the first wage that is known."""
        try:
            return cls(rules.contribution(day))
        except NothingInForceError:
            return None

    @property
    def amount(self) -> str:
        return euro(self.contribution.euro)

    @property
    def how(self) -> str:
        """How it is calculated, and from when the wage is."""
        found = self.contribution
        return _(
            "{share} per cent of the minimum social wage of {wage}, the amount of {since}."
        ).format(
            share=number_format(found.share * 100, 2),
            wage=euro(found.wage),
            since=in_words(found.wage_since),
        )

    @property
    def doubt(self) -> str:
        """That a later wage is not known here; empty where it is."""
        if self.contribution.is_current:
            return ""
        return _(
            "Wages were adjusted since; the new amount is not known here, so it may be a little "
            "more. The Centre commun says the exact amount."
        )

    @property
    def more(self) -> str:
        return _(
            "For health care alone: the contribution for long-term care comes on top. "
            "{count} unpaid months end the insurance."
        ).format(count=UNPAID_MONTHS)


@dataclass(frozen=True)
class Option:
    """One of the two insurances, for one person on one day."""

    kind: VoluntaryKind
    reasons: tuple[WhyNot, ...]
    periods: tuple[Period, ...]
    today: date

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def is_open(self) -> bool:
        """Whether nothing known stands in the way."""
        return not self.reasons

    @property
    def why_not(self) -> list[str]:
        return in_sentences(self.reasons)

    @property
    def basis(self) -> str:
        return BASIS[self.kind].label

    @cached_property
    def deadline(self) -> date | None:
        """The last day to ask for continued insurance, where it is open."""
        if self.kind != VoluntaryKind.CONTINUED or not self.is_open:
            return None
        loss = rules.loss_to_continue(self.periods, on=self.today)
        return loss.deadline if loss else None

    @property
    def starts_on(self) -> date:
        return rules.starts_on(self.kind, self.periods, on=self.today)

    @property
    def benefits_from(self) -> date | None:
        return rules.benefits_from(self.kind, self.periods, on=self.today)

    @property
    def days(self) -> list[str]:
        """From when it costs, from when it pays."""
        starts = in_words(self.starts_on)
        if self.kind == VoluntaryKind.CONTINUED:
            return [
                _("Contributions and benefits from {day} on, without a gap.").format(day=starts)
            ]
        if self.benefits_from is None:
            return [
                _("Contributions from {day} on.").format(day=starts),
                _("How long benefits wait is not known here: an agent decides."),
            ]
        return [
            _("Contributions from {day} on, the day of the request.").format(day=starts),
            _("Benefits only after a waiting period, from {day} on.").format(
                day=in_words(self.benefits_from)
            ),
        ]


def in_sentences(reasons: Iterable[WhyNot]) -> list[str]:
    """Each reason as the person reads it."""
    return [sentence(why.reason, why.details) for why in reasons]
