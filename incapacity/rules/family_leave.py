"""Leave for family reasons: days for each child and age band, and what is left of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cns_portal.kernel import public_holidays
from cns_portal.kernel.dated import NothingInForceError
from cns_portal.kernel.spans import DAY, Days
from incapacity.choices.certificates import Cause
from incapacity.choices.counting import LeaveDay, NoLeave
from incapacity.parameters.family_leave import FAMILY_LEAVE, Band, FamilyLeave
from incapacity.rules.counting import length
from incapacity.rules.facts import Absence, Child
from insured.rules.ages import age_on, birthday

ONE, NONE = Decimal(1), Decimal(0)


@dataclass(frozen=True, slots=True)
class LeaveDayUsed:
    """A day with the child, and how much of a day of leave it takes."""

    day: date
    amount: Decimal
    band: Band | None
    """The age band that it is taken from; None when it has no place in one."""
    why_not: NoLeave | None = None


@dataclass(frozen=True, slots=True)
class BandUse:
    """What is used of the days of one age band."""

    band: Band
    allowed: int
    used: Decimal
    days: Days | None
    """From the day on which the child enters the band to its last one; None without a birth."""

    @property
    def left(self) -> Decimal:
        return max(NONE, self.allowed - self.used)

    @property
    def over(self) -> Decimal:
        """Days beyond what there is."""
        return max(NONE, self.used - self.allowed)

    def has_lapsed(self, today: date) -> bool:
        """Whether the child is past these ages: what is left of the days serves no more."""
        return self.days is not None and self.days.end < today


@dataclass(frozen=True, slots=True)
class ChildLeave:
    """The leave for one child, as it stands on a day."""

    child: Child
    bands: tuple[BandUse, ...]
    days: tuple[LeaveDayUsed, ...]
    """Every day with the child, in order."""
    current: BandUse | None
    """The band in which the child is on the day asked about."""


def balance(child: Child, absences: Iterable[Absence], *, today: date) -> ChildLeave:
    """What is used and left for `child`; `absences` may hold other certificates too.

    Two certificates for the same day take it once. What is stated on a certificate wins over what
    its days would make.
    """
    mine = [absence for absence in absences if _is_for(child, absence)]
    doubled = child.doubled or any(absence.child.doubled for absence in mine if absence.child)
    child = Child(child.key, child.born_on, child.in_hospital, doubled)
    days = tuple(_days(child, mine))
    terms = _terms(today)
    bands = list(terms.bands) if terms else []
    bands += sorted(
        {used.band for used in days if used.band} - set(bands), key=lambda band: band.first_age
    )
    uses = tuple(_use(child, band, terms, days) for band in bands)
    return ChildLeave(child, uses, days, _current(child, uses, today))


def band_on(child: Child, day: date) -> tuple[Band | None, NoLeave | None]:
    """The age band of the child on a day, by the age on that very day, or why there is none.

    Whether the leave needs a stay in hospital, the band says; here only the age is asked about.
    """
    terms = _terms(day)
    if terms is None:
        return None, NoLeave.BEFORE_THE_RULE
    if child.born_on is None:
        return None, NoLeave.AGE_UNKNOWN
    if day < child.born_on:
        return None, NoLeave.NOT_BORN
    age = age_on(child.born_on, day)
    for band in terms.bands:
        if band.first_age <= age <= band.last_age:
            return band, None
    return (terms.bands[-1], None) if child.doubled else (None, NoLeave.TOO_OLD)


def why_no_leave(child: Child, day: date) -> NoLeave | None:
    """Why a day with this child is no day of leave; None when it is one."""
    band, why_not = band_on(child, day)
    if band is not None and band.only_in_hospital and not child.in_hospital:
        return NoLeave.NOT_IN_HOSPITAL
    return why_not


def leave_days(absence: Absence) -> dict[date, Decimal]:
    """How much of a day of leave each day of a certificate takes; days without any are left out.

    Where days are stated, they fill the working days in order, then the other days, and what goes
    beyond one a day lies on the last day. That is a convention of the portal: a sheet states how
    many, not which.
    """
    if absence.leave_days is None:
        return dict.fromkeys(_leave_days_of(absence.days), ONE)
    working = [day for day in _each(absence.days) if not public_holidays.is_weekend_or_holiday(day)]
    others = sorted(set(_each(absence.days)) - set(working))
    left, found = absence.leave_days, {}
    for day in (*working, *others):
        if left <= NONE:
            break
        found[day] = min(ONE, left)
        left -= found[day]
    if left > NONE:
        found[absence.days.end] += left
    return dict(sorted(found.items()))


def _leave_days_of(days: Days) -> Iterator[date]:
    """The days of leave in a stretch where nobody has stated them."""
    for day in _each(days):
        terms = _terms(day)
        convention = terms.leave_day if terms else LeaveDay.WORKING
        if convention == LeaveDay.CALENDAR or not public_holidays.is_weekend_or_holiday(day):
            yield day


def _days(child: Child, absences: Iterable[Absence]) -> Iterator[LeaveDayUsed]:
    amounts: dict[date, Decimal] = {}
    in_hospital: set[date] = set()
    for absence in absences:
        for day, amount in leave_days(absence).items():
            amounts[day] = max(amount, amounts.get(day, NONE))
            if absence.child and absence.child.in_hospital:
                in_hospital.add(day)
    for day, amount in sorted(amounts.items()):
        there = Child(child.key, child.born_on, day in in_hospital, child.doubled)
        why_not = why_no_leave(there, day)
        yield LeaveDayUsed(day, amount, None if why_not else band_on(there, day)[0], why_not)


def _use(
    child: Child, band: Band, terms: FamilyLeave | None, days: Iterable[LeaveDayUsed]
) -> BandUse:
    doubling = terms.doubling if terms and child.doubled else 1
    return BandUse(
        band=band,
        allowed=band.days * doubling,
        used=sum((used.amount for used in days if used.band == band), NONE),
        days=_days_of_band(child, band, terms),
    )


def _days_of_band(child: Child, band: Band, terms: FamilyLeave | None) -> Days | None:
    if child.born_on is None:
        return None
    first = birthday(child.born_on, band.first_age)
    if child.doubled and terms and band == terms.bands[-1]:
        return Days(first)
    return Days(first, birthday(child.born_on, band.last_age + 1) - DAY)


def _current(child: Child, uses: Iterable[BandUse], today: date) -> BandUse | None:
    band, _why_not = band_on(child, today)
    return next((use for use in uses if use.band == band), None)


def _is_for(child: Child, absence: Absence) -> bool:
    return (
        absence.counts
        and absence.cause == Cause.FAMILY
        and absence.child is not None
        and absence.child.key == child.key
    )


def _each(days: Days) -> Iterator[date]:
    return (days.first + timedelta(days=number) for number in range(length(days)))


def _terms(day: date) -> FamilyLeave | None:
    try:
        return FAMILY_LEAVE.on(day)
    except NothingInForceError:
        return None
