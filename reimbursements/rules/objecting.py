"""Objecting to a statement: until when, why not, and who answers."""

from __future__ import annotations

from datetime import date, timedelta

from reimbursements.choices.claims import ClaimRefusal
from reimbursements.choices.money import ObjectionState
from reimbursements.choices.objecting import ObjectionRefusal
from reimbursements.parameters.objecting import DAYS_TO_OBJECT

OPEN = frozenset({ObjectionState.SENT, ObjectionState.BEING_CHECKED})
"""Neither decided nor taken back."""


def object_until(published_on: date) -> date:
    """The last day, itself included. The day on which it was told does not count."""
    return published_on + timedelta(days=DAYS_TO_OBJECT)


def why_not(*, until: date | None, today: date, objected_before: bool) -> ClaimRefusal | None:
    """Why nobody can object to a statement now, or None.

    `objected_before`: there is an objection to it that was not taken back.
    """
    if objected_before:
        return ClaimRefusal.OBJECTED_ALREADY
    if until is None or today > until:
        return ClaimRefusal.TOO_LATE_TO_OBJECT
    return None


def why_not_withdraw(state: ObjectionState) -> ObjectionRefusal | None:
    """Why the person cannot take it back, or None."""
    return None if state in OPEN else ObjectionRefusal.CLOSED


def why_not_answer(
    *,
    state: ObjectionState,
    is_another_agents: bool = False,
    is_ones_own: bool = False,
    is_relatives: bool = False,
    has_decided_it: bool = False,
) -> ObjectionRefusal | None:
    """Why an agent cannot take the objection or answer it, or None.

    `is_another_agents`: another agent has taken it. `is_ones_own`: the claim is the agent's own,
    treats them, or was sent by them. `is_relatives`: it is that of their family, or of whom they
    act for. `has_decided_it`: they decided what is objected to.
    """
    if state not in OPEN:
        return ObjectionRefusal.CLOSED
    if is_ones_own:
        return ObjectionRefusal.OWN_FILE
    if is_relatives:
        return ObjectionRefusal.RELATIVES_FILE
    if has_decided_it:
        return ObjectionRefusal.DECIDED_IT
    return ObjectionRefusal.NOT_YOURS if is_another_agents else None
