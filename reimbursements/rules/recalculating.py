"""What a change of tariffs in the past means for a decided bill, and who may answer it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from reimbursements.choices.claims import BillState
from reimbursements.choices.money import RecalculationState
from reimbursements.choices.reasons import Verdict
from reimbursements.choices.tariffs import RecalculationRefusal
from reimbursements.rules.result import BillResult


@dataclass(frozen=True, slots=True)
class Difference:
    """What was reimbursed for a bill, and what would be now. Euro."""

    before: Decimal
    after: Decimal


def difference(
    *, decided: Decimal, with_old: BillResult, with_new: BillResult
) -> Difference | None:
    """What the change of tariffs makes of a bill; None when it makes nothing of it.

    The bill is calculated with the tariffs before and after, so that only what the tariffs change
    counts, and not what else has become known since it was decided. Where the new tariffs leave a
    line to an agent, the decision that an agent made stands.
    """
    if with_new.verdict == Verdict.OPEN:
        return None
    after = with_new.total("reimbursed")
    if after == with_old.total("reimbursed") or after == decided:
        return None
    return Difference(decided, after)


def why_not_answer(
    *, state: RecalculationState, bill: BillState, is_ones_own: bool
) -> RecalculationRefusal | None:
    """Why an agent can neither have the bill decided anew nor leave it as it is."""
    if state != RecalculationState.FOUND:
        return RecalculationRefusal.CLOSED
    if bill != BillState.DECIDED:
        return RecalculationRefusal.OPEN_ALREADY
    return RecalculationRefusal.OWN_FILE if is_ones_own else None
