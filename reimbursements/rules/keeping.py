"""Reasons and steps as they are kept beside a decided line, and back: plain JSON both ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from reimbursements.choices.reasons import Reason
from reimbursements.rules.result import Because, Step


def kept_reasons(reasons: Iterable[Because]) -> list[dict[str, Any]]:
    """To be kept: the codes with what they speak of."""
    return [
        {"code": str(reason.code), "about": {name: _plain(it) for name, it in reason.about.items()}}
        for reason in reasons
    ]


def kept_steps(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """To be kept: amounts as text, days as ISO text."""
    return [
        {
            "what": step.what,
            "amount": str(step.amount),
            "value": None if step.value is None else str(step.value),
            "since": step.since.isoformat() if step.since else None,
            "legal_basis": str(step.legal_basis),
            "source": str(step.source),
            "times": None if step.times is None else str(step.times),
        }
        for step in steps
    ]


def reasons_of(kept: Iterable[Mapping[str, Any]]) -> tuple[Because, ...]:
    """What was kept, as the engine said it. Raises `ValueError` for a code that does not exist."""
    return tuple(Because(Reason(one["code"]), dict(one.get("about") or {})) for one in kept)


def steps_of(kept: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    """What was kept, as the engine said it."""
    return tuple(
        Step(
            what=one["what"],
            amount=Decimal(one["amount"]),
            value=None if one.get("value") is None else Decimal(one["value"]),
            since=date.fromisoformat(one["since"]) if one.get("since") else None,
            legal_basis=one.get("legal_basis", ""),
            source=one.get("source", ""),
            times=None if one.get("times") is None else Decimal(one["times"]),
        )
        for one in kept
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
