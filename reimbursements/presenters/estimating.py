"""What the engine would decide today, line by line: the estimate, never a promise."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from insured.notices.sentences import euro
from reimbursements.choices.reasons import Verdict
from reimbursements.presenters.explaining import ExplainedLine, explained

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reimbursements.models import Bill, Line
    from reimbursements.rules.result import BillResult

PARTS = ("invoiced", "tariff", "participation", "reimbursed")
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class EstimatedLine:
    """One act: its name on the page, its amounts in words, and why."""

    name: str
    amounts: dict[str, str]
    why: ExplainedLine


@dataclass(frozen=True)
class Estimate:
    """One bill, or all bills of a claim together."""

    lines: tuple[EstimatedLine, ...]
    invoiced: Decimal
    reimbursed: Decimal
    participation: Decimal
    not_covered: Decimal
    open: Decimal

    @property
    def is_empty(self) -> bool:
        """Whether there is no act yet of which anything could be said."""
        return not self.lines

    @property
    def is_sure(self) -> bool:
        """Whether every line has a value, so that nothing is left to an agent."""
        return not any(line.why.verdict == Verdict.OPEN for line in self.lines)

    @property
    def sentence(self) -> str:
        """What comes out of it, in one sentence."""
        words = {"reimbursed": euro(self.reimbursed), "invoiced": euro(self.invoiced)}
        if self.is_empty:
            return _("The estimate appears when you enter an act.")
        if self.is_sure:
            return _("Estimate: {reimbursed} of {invoiced} are reimbursed.").format(**words)
        if not self.reimbursed:
            return _("Of {invoiced}, an agent decides: no estimate is possible.").format(**words)
        return _(
            "Estimate: at least {reimbursed} of {invoiced} are reimbursed. An agent decides about "
            "the rest."
        ).format(**words)

    @property
    def totals(self) -> list[tuple[str, str]]:
        """The sums that are not nothing, in the order of the statement."""
        rows = [
            (_("Invoiced"), self.invoiced),
            (_("Reimbursed"), self.reimbursed),
            (_("Your own share"), self.participation),
            (_("Not covered"), self.not_covered),
            (_("An agent decides"), self.open),
        ]
        return [(str(label), euro(amount)) for label, amount in rows if amount]


def estimate(bill: Bill, result: BillResult) -> Estimate:
    """What the engine says about a bill, in words. The bill comes with its lines."""
    said = {line.key: line for line in result.lines}
    lines = [
        EstimatedLine(
            name=name_of(line),
            amounts={part: euro(getattr(said[line.pk], part)) for part in PARTS},
            why=explained(said[line.pk]),
        )
        for line in bill.lines.all()
        if line.pk in said
    ]
    return Estimate(
        lines=tuple(lines),
        invoiced=result.total("invoiced"),
        reimbursed=result.total("reimbursed"),
        participation=result.total("participation"),
        not_covered=result.total("over_tariff") + result.total("refused"),
        open=result.total("open"),
    )


def together(estimates: Iterable[Estimate]) -> Estimate:
    """The sums of several bills."""
    estimates = list(estimates)
    return Estimate(
        lines=tuple(line for one in estimates for line in one.lines),
        **{
            part: sum((getattr(one, part) for one in estimates), ZERO)
            for part in ("invoiced", "reimbursed", "participation", "not_covered", "open")
        },
    )


def name_of(line: Line) -> str:
    """What an act is called beside its amounts: its place, and its code or what was done."""
    what = line.code or line.label
    if what:
        return _("Act {number}: {what}").format(number=line.position, what=what)
    return _("Act {number}").format(number=line.position)
