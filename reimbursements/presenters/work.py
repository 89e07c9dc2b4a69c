"""Bills as the agents' pages say them: what the engine proposes, or what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from insured.notices.sentences import euro
from reimbursements.choices.claims import BillState
from reimbursements.choices.money import DecisionState, SecondReason
from reimbursements.choices.reasons import Verdict
from reimbursements.presenters import explaining
from reimbursements.presenters.explaining import ExplainedLine
from reimbursements.rules.seen import mark_of

if TYPE_CHECKING:
    from reimbursements.models import Bill, Decision, Line
    from reimbursements.rules.result import BillResult

PARTS = ("invoiced", "tariff", "participation", "reimbursed", "over_tariff", "refused", "open")


@dataclass(frozen=True)
class LineShown:
    """A line with its amounts in words and why."""

    line: Line
    explained: ExplainedLine
    amounts: dict[str, str]
    is_by_hand: bool
    """An agent has set its quantity, tariff or rate, or refused it."""


@dataclass(frozen=True)
class BillShown:
    """One bill. `mark` names what is shown, for deciding it; empty where nothing is proposed."""

    bill: Bill
    verdict: Verdict
    lines: tuple[LineShown, ...]
    totals: dict[str, str]
    difference: str
    """How much the lines and the total of the paper are apart; empty when they agree."""
    mark: str
    second: tuple[SecondReason, ...]
    decision: Decision | None
    sent_back: Decision | None
    """The proposal that the second agent has sent back last, as long as nothing follows it."""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be decided."""
        return self.bill.state == BillState.OPEN

    @property
    def can_be_decided(self) -> bool:
        """Whether every line has a value and somebody was treated."""
        return self.is_open and self.verdict != Verdict.OPEN and self.bill.patient_id is not None

    @property
    def tone(self) -> str:
        return explaining.TONES[self.verdict]


def shown(
    bill: Bill,
    result: BillResult | None,
    decisions: Sequence[Decision],
    *,
    second: Iterable[SecondReason] = (),
) -> BillShown:
    """A bill with the proposal of the engine, or with the decision that counts or waits.

    `decisions` are all there ever were, the latest first.
    """
    decided = next(
        (one for one in decisions if one.state in {DecisionState.PROPOSED, DecisionState.IN_FORCE}),
        None,
    )
    if bill.state == BillState.OPEN or decided is None:
        source, decided, explain = result, None, explaining.explained
        mark = mark_of(result) if result else ""
        totals = {part: result.total(part) for part in PARTS} if result else {}
    else:
        source, explain, mark = decided, explaining.explained_decision, ""
        totals = {part: getattr(decided, part, Decimal(0)) for part in PARTS}
    by_key = {_key(line): line for line in _lines_of(source)}
    last = decisions[0] if decisions else None
    return BillShown(
        bill=bill,
        verdict=Verdict(source.verdict) if source else Verdict.OPEN,
        lines=tuple(
            _line(line, by_key[line.pk], explain) for line in bill.lines.all() if line.pk in by_key
        ),
        totals={part: euro(amount) for part, amount in totals.items()},
        difference=_difference(bill),
        mark=mark,
        second=tuple(second),
        decision=decided,
        sent_back=last if last and last.state == DecisionState.SENT_BACK else None,
    )


def all_shown(
    bills: Iterable[Bill],
    results: Mapping[int, BillResult],
    decided: Mapping[int, Sequence[Decision]],
    second: Mapping[int, Iterable[SecondReason]],
) -> list[BillShown]:
    """Each bill of a claim, in order."""
    return [
        shown(bill, results.get(bill.pk), decided.get(bill.pk, ()), second=second.get(bill.pk, ()))
        for bill in bills
    ]


def _line(line: Line, values: Any, explain) -> LineShown:
    set_by_agent = (line.approved_quantity, line.approved_tariff, line.approved_rate)
    return LineShown(
        line=line,
        explained=explain(values),
        amounts={part: euro(getattr(values, part, Decimal(0))) for part in PARTS},
        is_by_hand=bool(line.refused_for) or any(value is not None for value in set_by_agent),
    )


def _lines_of(source: Any) -> Sequence[Any]:
    if source is None:
        return ()
    return source.lines if isinstance(source.lines, tuple) else source.lines.all()


def _key(line: Any) -> int:
    return getattr(line, "line_id", None) or line.key


def _difference(bill: Bill) -> str:
    amounts = [line.amount for line in bill.lines.all()]
    if bill.total is None or not amounts or None in amounts:
        return ""
    fees = sum((line.convenience_fee for line in bill.lines.all()), Decimal(0))
    apart = abs(sum(amounts, fees) - bill.total)
    return euro(apart) if apart else ""
