"""How a year stands against the threshold, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from cns_portal.kernel import civil_time
from cns_portal.web.bars import Segment, segments
from insured.notices.sentences import euro
from reimbursements.choices.money import ComplementaryState
from reimbursements.rules import complementary as rules
from reimbursements.rules.complementary import BASIS

if TYPE_CHECKING:
    from insured.models import InsuredPerson
    from reimbursements.models import ComplementaryClaim
    from reimbursements.selectors.complementary import YearStanding

TONES = {
    ComplementaryState.SENT: "info",
    ComplementaryState.BEING_CHECKED: "info",
    ComplementaryState.ACCEPTED: "success",
    ComplementaryState.REFUSED: "neutral",
    ComplementaryState.WITHDRAWN: "neutral",
}


@dataclass(frozen=True)
class Asked:
    """A request for the year."""

    request: ComplementaryClaim

    @property
    def label(self) -> str:
        return str(ComplementaryState(self.request.state).label)

    @property
    def tone(self) -> str:
        return TONES[ComplementaryState(self.request.state)]

    @property
    def sent_on(self) -> date:
        return civil_time.day_of(self.request.sent_at)

    @property
    def amount(self) -> str:
        """What was paid; empty when nothing was."""
        return euro(self.request.amount) if self.request.amount else ""

    @property
    def url(self) -> str:
        return reverse("home:procedure", args=[self.request.procedure.reference])

    @property
    def statement_url(self) -> str:
        if self.request.statement is None:
            return ""
        return reverse("reimbursements:statement", args=[self.request.statement.public_id])


@dataclass(frozen=True)
class YearAgainstThreshold:
    """Participations, threshold, and what follows. Nothing here asks the database."""

    found: YearStanding
    person: InsuredPerson
    today: date
    requests: Sequence[ComplementaryClaim] = ()

    @property
    def standing(self) -> rules.Standing:
        return self.found.standing

    @property
    def year(self) -> int:
        return self.standing.year

    @property
    def basis(self) -> str:
        """The legal basis."""
        share = self.standing.share
        return share.legal_basis if share else BASIS

    @property
    def share(self) -> str:
        """2.5 %, as the reader writes it; empty when no share is known."""
        value = self.standing.share
        if value is None or value.amount is None:
            return ""
        percent = (value.amount * 100).normalize()
        decimals = max(-percent.as_tuple().exponent, 0)
        return f"{number_format(percent, decimals, use_l10n=True)}\N{NO-BREAK SPACE}%"

    @property
    def participation(self) -> str:
        return euro(self.standing.participation)

    @property
    def threshold(self) -> str:
        """Empty when it is not known."""
        return "" if self.standing.threshold is None else euro(self.standing.threshold)

    @property
    def income(self) -> str:
        return "" if self.standing.income is None else euro(self.standing.income)

    @property
    def income_year(self) -> int:
        return self.year - 1

    @property
    def paid(self) -> str:
        """What was paid as a complement already; empty when nothing was."""
        return euro(self.standing.paid) if self.standing.paid else ""

    @property
    def due(self) -> str:
        """What is still to be had; empty when nothing is, or when it is not known."""
        return euro(self.standing.due) if self.standing.due else ""

    @property
    def missing(self) -> str:
        """How much more participation there would have to be; empty above the threshold."""
        threshold = self.standing.threshold
        if threshold is None or self.standing.above:
            return ""
        return euro(threshold - self.standing.participation)

    @property
    def members(self) -> list[tuple[str, str]]:
        """Each of the household with what counts of theirs."""
        household = self.found.household
        return [(one.full_name, euro(household.of(one))) for one in household.people]

    @property
    def not_counted(self) -> str:
        """Participations in dental prostheses; empty when there are none."""
        amount = self.found.household.not_counted
        return euro(amount) if amount else ""

    @property
    def bar(self) -> list[Segment]:
        """Below and above the threshold."""
        above, whole = self.standing.above, self.standing.participation
        threshold = self.standing.threshold
        if above is None or threshold is None:
            return []
        below = whole - above
        parts = [("below", below), ("above", above), ("room", threshold - below)]
        return segments(parts, max(whole, threshold))

    @property
    def sentence(self) -> str:
        """How the year stands, in one sentence."""
        if self.standing.threshold is None:
            return _(
                "Participations of {year}: {participation}. The threshold is not on file; an agent "
                "looks it up when you ask."
            ).format(year=self.year, participation=self.participation)
        if self.due:
            return _(
                "Participations of {year}: {participation}. They exceed the threshold of "
                "{threshold} by {due}."
            ).format(
                year=self.year,
                participation=self.participation,
                threshold=self.threshold,
                due=self.due,
            )
        if self.paid:
            return _(
                "Participations of {year}: {participation}. What exceeds the threshold of "
                "{threshold} has been paid: {paid}."
            ).format(
                year=self.year,
                participation=self.participation,
                threshold=self.threshold,
                paid=self.paid,
            )
        return _(
            "Participations of {year}: {participation}. The threshold of {threshold} is not "
            "exceeded."
        ).format(year=self.year, participation=self.participation, threshold=self.threshold)

    @cached_property
    def why_not_ask(self) -> str:
        """Why one cannot ask now; empty when one can."""
        is_open = any(one.state in rules.OPEN for one in self.requests)
        refusal = rules.why_not_ask(self.standing, today=self.today, is_open=is_open)
        return str(refusal.label) if refusal else ""

    @property
    def from_when(self) -> str:
        """The first day on which one can ask for the year, in full."""
        return date_format(date(self.year + 1, 1, 1), "DATE_FORMAT")

    @property
    def is_running(self) -> bool:
        return self.year >= self.today.year

    @property
    def asked(self) -> list[Asked]:
        return [Asked(request) for request in self.requests]

    @property
    def url(self) -> str:
        return f"{reverse('reimbursements:complementary')}?year={self.year}"

    @property
    def year_tabs(self) -> list[dict]:
        """This year and the ones for which bills may still be on their way."""
        years = {self.year, *range(self.today.year - 3, self.today.year + 1)}
        address = reverse("reimbursements:complementary")
        return [
            {"url": f"{address}?year={year}", "label": year, "current": year == self.year}
            for year in sorted(years, reverse=True)
        ]
