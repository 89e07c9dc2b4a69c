"""The lines of a statement: the official columns, and why each is as it is."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from insured.notices.sentences import euro
from reimbursements.presenters.explaining import ExplainedLine, explained_decision

if TYPE_CHECKING:
    from reimbursements.models import Decision, LineDecision

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Sums:
    """The columns of a statement, in euro."""

    invoiced: Decimal = ZERO
    basis: Decimal = ZERO
    """What the fund pays by: its tariff without what it does not cover."""
    participation: Decimal = ZERO
    reimbursed: Decimal = ZERO
    not_covered: Decimal = ZERO

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def in_words(self) -> list[str]:
        """Each as the reader writes it, in the order of the columns."""
        return [euro(getattr(self, f.name)) for f in fields(self)]


def sums_of(line: LineDecision) -> Sums:
    """The columns of one line: reimbursed = basis - participation, the rest is not covered."""
    return Sums(
        invoiced=line.invoiced,
        basis=line.reimbursed + line.participation,
        participation=line.participation,
        reimbursed=line.reimbursed,
        not_covered=line.over_tariff + line.refused,
    )


@dataclass(frozen=True)
class LineRow:
    """One line of the statement, and why it is so."""

    decided: LineDecision

    @cached_property
    def sums(self) -> Sums:
        return sums_of(self.decided)

    @cached_property
    def why(self) -> ExplainedLine:
        return explained_decision(self.decided)

    @property
    def name(self) -> str:
        """The code of the act, and what it is called."""
        code, label = self.decided.code, self.decided.label
        parts = [part for part in (code, label) if part]
        return " · ".join(parts) or _("Act without a code")

    @property
    def served_on(self) -> date | None:
        return self.decided.served_on

    @property
    def when(self) -> str:
        """What was done, and on which day, for headings."""
        if not self.served_on:
            return self.name
        return _("{act}, {day}").format(
            act=self.name, day=date_format(self.served_on, "SHORT_DATE_FORMAT")
        )


@dataclass(frozen=True)
class BillRows:
    """One bill of the statement with its lines."""

    decision: Decision

    @cached_property
    def lines(self) -> list[LineRow]:
        return [LineRow(line) for line in self.decision.lines.all()]

    @property
    def supplier(self) -> str:
        """Who wrote the bill."""
        bill = self.decision.bill
        known = bill.provider.name if bill.provider else bill.provider_name
        return known or _("Provider not named")

    @property
    def patient(self) -> str:
        patient = self.decision.bill.patient
        return patient.full_name if patient else ""

    @property
    def reference(self) -> str:
        """The number of the bill; its place in the mailing where it has none."""
        bill = self.decision.bill
        return bill.number or _("bill {position}").format(position=bill.position)

    @property
    def title(self) -> str:
        """The bill in a heading."""
        return _("{supplier}, bill {number}").format(
            supplier=self.supplier,
            number=self.decision.bill.number or self.decision.bill.position,
        )

    @property
    def message(self) -> str:
        """What the agent wrote besides."""
        return self.decision.message

    @cached_property
    def sums(self) -> Sums:
        return sum((line.sums for line in self.lines), Sums())

    @property
    def before(self) -> str:
        """What the decision before had come to, when this one replaces it."""
        replaced = self.decision.replaces
        return euro(replaced.reimbursed) if replaced is not None else ""
