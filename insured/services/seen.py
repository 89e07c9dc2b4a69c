"""Nothing is decided about a case that nobody looked at: the mark of what a page showed."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from cns_portal.kernel.refusal import Refused


def mark_of(case: Any) -> str:
    """What a page shows of a case (a row with `changed_at`), to be compared before a decision."""
    return case.changed_at.astimezone(UTC).isoformat()


def insist_on_seen(case: Any, seen: str, *, changed: Any) -> None:
    """Raise `Refused` with the reason `changed` when the held case is not as the page showed it."""
    if seen != mark_of(case):
        raise Refused(changed)
