"""Whether what was allowed beforehand is for an act."""

from __future__ import annotations

from reimbursements.rules.adjudication.working import Work
from reimbursements.rules.facts import Authorisation


def allows(given: Authorisation, work: Work, *, beforehand: bool = False) -> bool:
    """Whether an authorisation is for this act on this day, and given `beforehand` if it must."""
    if beforehand and given.granted_on is not None and given.granted_on > work.day:
        return False
    return given.is_for(work.code, work.care, work.day)


def allows_abroad(given: Authorisation, work: Work) -> bool:
    """Whether it is for care abroad on this day, given before it."""
    late = given.granted_on is not None and given.granted_on > work.day
    return given.abroad and given.covers(work.day) and not late
