"""What was decided about each line beside what it would be with the tariffs of today."""

from __future__ import annotations

from dataclasses import dataclass

from insured.notices.sentences import euro
from reimbursements.models import Decision
from reimbursements.presenters.explaining import ExplainedLine, explained
from reimbursements.rules.result import BillResult


@dataclass(frozen=True)
class ComparedLine:
    """One line: both amounts, and why the new one."""

    code: str
    label: str
    before: str
    after: str
    is_changed: bool
    why: ExplainedLine


def compared_lines(decision: Decision | None, proposed: BillResult) -> list[ComparedLine]:
    """The lines of the bill in the order of what the engine answers today."""
    decided = {line.line_id: line for line in decision.lines.all()} if decision else {}
    return [
        ComparedLine(
            code=decided[line.key].code,
            label=decided[line.key].label,
            before=euro(decided[line.key].reimbursed),
            after=euro(line.reimbursed),
            is_changed=decided[line.key].reimbursed != line.reimbursed,
            why=explained(line),
        )
        for line in proposed.lines
        if line.key in decided
    ]
