"""What an agent may write into a certificate that was sent.

The person entered what the sheet says; an agent puts right what was entered wrongly. What the
doctor wrote wrongly is not put right here: the person is asked for a corrected sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from incapacity.choices.certificates import Cause, Sequel
from incapacity.choices.correcting import WrongCorrection as W
from incapacity.parameters.sourced import KNOWN_FROM


@dataclass(frozen=True, slots=True)
class Entered:
    """The parts of a certificate that depend on each other."""

    cause: Cause
    sequel: Sequel
    first_day: date | None
    last_day: date | None
    issued_on: date | None
    has_child: bool = False
    """Whether the child is known, or its matricule is."""
    child_is_the_parent: bool = False


def why_not(entered: Entered) -> tuple[str, W] | None:
    """The field at which something cannot stand and why, the first of them; None when all can.

    What only looks wrong may stand: `rules.contradictions` speaks of it, and an agent decides.
    """
    first, last = entered.first_day, entered.last_day
    if first is None or last is None:
        return ("first_day" if first is None else "last_day"), W.NO_DAYS
    if entered.issued_on is None:
        return "issued_on", W.NO_ISSUE
    if last < first:
        return "last_day", W.ENDS_BEFORE_IT_BEGINS
    if first < KNOWN_FROM:
        return "first_day", W.BEFORE_THE_RULES
    if entered.cause == Cause.FAMILY and not entered.has_child:
        return "child", W.NO_CHILD
    if entered.cause == Cause.FAMILY and entered.child_is_the_parent:
        return "child_matricule", W.CHILD_IS_THE_PARENT
    return None


CHILDS = {
    "child_id": None,
    "child_matricule": "",
    "child_born_on": None,
    "child_in_hospital": False,
    "child_doubled": False,
    "leave_days": None,
}
"""What is said of a child, and what stands there where it is not about one."""


def what_goes(cause: Cause, sequel: Sequel) -> dict:
    """The parts that a certificate of this kind does not have, as they stand when empty."""
    gone = {}
    if cause != Cause.FAMILY:
        gone |= CHILDS
    if cause != Cause.MATERNITY:
        gone["expected_on"] = None
    if sequel == Sequel.INITIAL:
        gone["earlier_id"] = None
    return gone
