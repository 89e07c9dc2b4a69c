"""What the leave for family reasons says against a certificate for a sick child."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import islice

from incapacity.choices.certificates import Cause, CertificateState
from incapacity.choices.contradictions import Contradiction
from incapacity.choices.counting import NoLeave
from incapacity.rules import family_leave
from incapacity.rules.contradictions import Concern
from incapacity.rules.facts import Absence, Child
from insured.rules.ages import age_on

OF_AGE = {
    NoLeave.TOO_OLD: Contradiction.CHILD_TOO_OLD,
    NoLeave.NOT_IN_HOSPITAL: Contradiction.CHILD_NOT_IN_HOSPITAL,
}
"""What is said about the child's age. That it is not born yet is said without counting days."""


def about_the_leave(this: Absence, others: Iterable[Absence]) -> tuple[Concern, ...]:
    """Whether the child has the age for it, and whether days are left; `others` of the same parent.

    A draft is looked at as if it were sent. Nothing is said where no birth is known. A birthday
    may lie within the days: then the first day of leave is named for which the child is too old.
    """
    child = this.child
    if this.cause != Cause.FAMILY or child is None or child.born_on is None:
        return ()
    first = this.days.first
    why_not = family_leave.why_no_leave(child, first)
    if why_not in OF_AGE:
        return (_of_age(child, child.born_on, first),)
    if why_not is not None:
        return ()
    too_old = (
        _of_age(child, child.born_on, day)
        for day in family_leave.leave_days(this)
        if family_leave.why_no_leave(child, day) in OF_AGE
    )
    others = [one for one in others if one.key != this.key]
    return (*islice(too_old, 1), *_beyond_the_days(this, child, others))


def _of_age(child: Child, born_on: date, day: date) -> Concern:
    about = {"age": age_on(born_on, day), "first": day}
    return Concern(OF_AGE[family_leave.why_no_leave(child, day)], about)


def _beyond_the_days(this: Absence, child: Child, others: list[Absence]):
    counted = replace(this, state=CertificateState.SENT)
    before = _used(child, others, today=this.days.end)
    for band, use in _used(child, [*others, counted], today=this.days.end).items():
        used_before = before[band].used if band in before else 0
        if use.over and use.used > used_before:
            about = {"left": max(0, use.allowed - used_before), "needed": use.used - used_before}
            yield Concern(Contradiction.CHILD_DAYS_USED_UP, about)


def _used(child: Child, absences: Iterable[Absence], *, today: date) -> dict:
    return {use.band: use for use in family_leave.balance(child, absences, today=today).bands}
