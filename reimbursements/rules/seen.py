"""What an agent has seen, as a short mark: so that nothing is decided that nobody looked at."""

from __future__ import annotations

import hashlib
from typing import Any

from reimbursements.rules.result import BillResult, LineResult


def mark_of(result: BillResult) -> str:
    """The same for the same amounts and reasons of the same lines; another one otherwise."""
    return _mark([_of_line(line) for line in result.lines])


def mark_of_values(*values: Any) -> str:
    """The same for the same values in the same order."""
    return _mark(list(values))


def _of_line(line: LineResult) -> tuple:
    return (
        line.key,
        str(line.verdict),
        *(
            f"{getattr(line, part):.2f}"
            for part in (
                "invoiced",
                "tariff",
                "participation",
                "reimbursed",
                "over_tariff",
                "refused",
                "open",
            )
        ),
        line.quantity,
        sorted(str(reason.code) for reason in line.reasons),
    )


def _mark(values: list) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:20]
