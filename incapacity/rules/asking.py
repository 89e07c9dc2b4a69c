"""Whether somebody may ask to stay abroad, or to have the restrictions on outings lifted.

Only what the texts say for certain stands in the way of a request: the rest is decided by an agent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cns_portal.kernel.spans import DAY, Days
from incapacity.choices.asking import AFTER_AN_EVENT, AskingRefusal, StayReason
from incapacity.choices.certificates import Outings
from incapacity.parameters.outings import LIFTED_AFTER_DAYS
from incapacity.rules import outings
from incapacity.rules.contradictions import is_too_long
from incapacity.rules.facts import Absence
from incapacity.rules.periods import Period, period_on, periods


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The refusal, and what its sentence names."""

    reason: AskingRefusal
    details: Mapping[str, Any] = field(default_factory=dict)


def ill_days(absences: Iterable[Absence]) -> list[Days]:
    """The days of own illness or accident that count, adjoining ones as one stretch.

    Only of them a text says that one stays at home.
    """
    return [period.days for period in periods(filter(_restricts, absences))]


def why_not_any(absences: Iterable[Absence], *, today: date) -> WhyNot | None:
    """Why nothing can be asked for, whatever the days: the rules do not hold any more."""
    if any(stretch.end >= today for stretch in ill_days(absences)):
        return None
    return WhyNot(AskingRefusal.NOT_ILL_NOW)


# -- staying abroad -------------------------------------------------------------------------------


def why_not_stay_abroad(
    *,
    days: Days,
    is_home: bool,
    reason: StayReason,
    has_proof: bool,
    absences: Iterable[Absence],
    granted: Collection[Days],
    asked: Collection[Days],
    today: date,
) -> WhyNot | None:
    """Why a stay abroad on these days cannot be asked for, or None.

    `is_home`: the person lives in that country; `granted` and `asked`: stays that are authorised,
    and that wait for an answer; `today`: the day on which it is asked.
    """
    if days.first < today:
        return WhyNot(AskingRefusal.ALREADY_BEGUN)
    if is_home:
        return WhyNot(AskingRefusal.AT_HOME)
    if not any(stretch.overlaps(days) for stretch in ill_days(absences)):
        return WhyNot(AskingRefusal.NOT_ILL_THEN)
    if not days.without(granted):
        return WhyNot(AskingRefusal.STAY_GRANTED)
    if any(other.overlaps(days) for other in asked):
        return WhyNot(AskingRefusal.STAY_ASKED)
    if reason in AFTER_AN_EVENT and not has_proof:
        return WhyNot(AskingRefusal.PROOF_MISSING)
    return None


def not_covered(days: Days, absences: Iterable[Absence]) -> list[Days]:
    """The days of a stay that no certificate covers yet."""
    return days.without(ill_days(absences))


# -- the restrictions on leaving the house --------------------------------------------------------


def why_not_lift(
    *, first: date, absences: Collection[Absence], granted: Collection[Days], today: date
) -> WhyNot | None:
    """Why the restrictions cannot be asked to be lifted from `first` on, or None.

    `granted`: the days on which they are lifted already. The six weeks are those of the period of
    incapacity, days to come included.
    """
    if first < today:
        return WhyNot(AskingRefusal.IN_THE_PAST)
    covering = _covering(first, absences)
    if covering is None:
        return WhyNot(AskingRefusal.NOT_COVERED)
    if covering.outings == Outings.FORBIDDEN:
        return WhyNot(AskingRefusal.FORBIDDEN)
    if too_short := _too_short(period_on(first, absences)):
        return too_short
    if any(first in lifted for lifted in granted):
        return WhyNot(AskingRefusal.ALREADY_LIFTED)
    return None


def first_to_ask_for(absences: Collection[Absence], *, today: date) -> date | None:
    """The first day from which something could be lifted: today, or when an illness to come begins.

    None where no certificate for an illness covers today or a later day.
    """
    coming = [max(today, stretch.first) for stretch in ill_days(absences) if stretch.end >= today]
    return min(coming, default=None)


# -- what was granted -----------------------------------------------------------------------------


def why_not_these_days(
    first: date, last: date | None, *, asked_first: date, asked_last: date | None
) -> AskingRefusal | None:
    """Why an agent cannot grant these days instead of those that were asked for, or None.

    A convention of the portal: some of them were asked for, and neither end is moved by more than
    a year. Everything else is most likely a slip, of which the person would be told.
    """
    if last is not None and last < first:
        return AskingRefusal.ENDS_BEFORE_IT_BEGINS
    ends_before = last is not None and last < asked_first
    begins_after = asked_last is not None and first > asked_last
    is_far = _more_than_a_year(asked_first, first) or (
        last is not None and _more_than_a_year(asked_last or asked_first, last)
    )
    return AskingRefusal.NOT_ASKED_FOR if ends_before or begins_after or is_far else None


def granted_days(first: date, last: date | None, absences: Iterable[Absence]) -> Days | None:
    """The days on which what was granted holds.

    Without a `last` day it holds until the end of the period of incapacity in which it begins, and
    no longer: in another period the rules begin anew. None where that period is not there any more.
    """
    if last is not None:
        return Days(first, last)
    period = period_on(first, absences)
    return Days(first, period.days.last) if period else None


def _more_than_a_year(one: date, other: date) -> bool:
    return is_too_long(Days(min(one, other), max(one, other)))


def _covering(day: date, absences: Iterable[Absence]) -> Absence | None:
    """The certificate for the day; of several one by which the doctor forbids going out."""
    found = [one for one in absences if one.counts and _restricts(one) and day in one.days]
    return max(
        found, key=lambda one: (one.outings == Outings.FORBIDDEN, one.days.end), default=None
    )


def _too_short(period: Period) -> WhyNot | None:
    """Not longer than six weeks; then also how long it is, and which day it must reach beyond."""
    limit = LIFTED_AFTER_DAYS.on(period.days.first).value
    if period.length > limit:
        return None
    return WhyNot(
        AskingRefusal.TOO_SHORT,
        {
            "weeks": limit // 7,
            "days": period.length,
            "last": period.days.first + (limit - 1) * DAY,
        },
    )


def _restricts(absence: Absence) -> bool:
    return outings.restricts(absence.cause)
