"""Whether somebody is covered on a day, and why: from their periods of affiliation alone."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from cns_portal.kernel.months import last_of_month, lasted_months, months_later
from cns_portal.kernel.spans import Days, joined
from insured.choices.affiliation import Cover, Fund
from insured.choices.coverage import CoverageReason, LegalBasis
from insured.parameters.coverage import (
    ILLNESS_MONTHS,
    INTERRUPTION_DAYS,
    KEPT_MONTHS,
    QUALIFYING_MONTHS,
)
from insured.rules.optional_waiting import waiting_of

DAY = timedelta(days=1)
FOR_EVER = date(9000, 1, 1)

# Where several insurances cover the same day, the first of these answers.
PRECEDENCE = (
    Cover.COMPULSORY,
    Cover.PENSION,
    Cover.VOLUNTARY_CONTINUED,
    Cover.VOLUNTARY_OPTIONAL,
    Cover.CO_INSURED,
)
WHY = {
    Cover.COMPULSORY: (CoverageReason.AFFILIATED, LegalBasis.FIRST_DAY),
    Cover.PENSION: (CoverageReason.AFFILIATED, LegalBasis.FIRST_DAY),
    Cover.VOLUNTARY_CONTINUED: (CoverageReason.VOLUNTARY, LegalBasis.CONTINUED),
    Cover.VOLUNTARY_OPTIONAL: (CoverageReason.VOLUNTARY, LegalBasis.OPTIONAL),
    Cover.CO_INSURED: (CoverageReason.CO_INSURED, LegalBasis.FAMILY),
}


@dataclass(frozen=True, slots=True)
class Period:
    """An affiliation from `first` to `last`, both included; `through` whom when co-insured."""

    cover: Cover
    fund: Fund
    first: date
    last: date | None = None
    through: Hashable = None

    @property
    def days(self) -> Days:
        """Its days; an end beyond the calendars of people is none."""
        is_open = self.last is None or self.last >= FOR_EVER
        return Days(self.first, None if is_open else self.last)


@dataclass(frozen=True, slots=True)
class Facts:
    """What no declaration says about the time after an affiliation; None: not known."""

    illness_under_treatment: bool | None = None
    covered_elsewhere: bool | None = None


NOTHING_KNOWN = Facts()


@dataclass(frozen=True, slots=True)
class Coverage:
    """The answer for one day.

    `until` is the last day for which the same answer is known to hold, or held (None: no end is
    known); `kept_until` the last day of the rights that an end on `until` would leave;
    `illness_until` the same for an illness under treatment; `begins` the next day on which
    benefits begin, where they do not run.
    """

    day: date
    covered: bool
    why: CoverageReason
    basis: LegalBasis
    cover: Cover | None = None
    fund: Fund | None = None
    through: Hashable = None
    since: date | None = None
    ended: date | None = None
    until: date | None = None
    kept_until: date | None = None
    illness_until: date | None = None
    begins: date | None = None

    @property
    def only_for_illness(self) -> bool:
        """Whether only an illness under treatment is covered."""
        return self.why == CoverageReason.KEPT_FOR_ILLNESS


@dataclass(frozen=True, slots=True)
class Ending:
    """An affiliation that ended on `last`, with what is kept: nothing when it was too short."""

    last: date
    kept_until: date | None
    illness_until: date | None


class History:
    """The affiliation of one person, ready to be asked about any number of days.

    What counts are the days on which an affiliation gives a right to benefits. Those of a
    waiting period give none, so there is nothing to keep after them and they are no part of
    the six months.
    """

    def __init__(self, periods: Iterable[Period], *, facts: Facts = NOTHING_KNOWN) -> None:
        self.periods = tuple(sorted(periods, key=_rank))
        self.facts = facts
        self.waiting = list(waiting_of(self.periods))
        self._entitling = [(part, period) for period in self.periods for part in self._paid(period)]
        days = [part for part, _period in self._entitling]
        self._since = {
            cover: joined(part for part, period in self._entitling if period.cover == cover)
            for cover in {period.cover for period in self.periods}
        }
        self.runs = joined(days)
        self.spells = joined(days, gap=INTERRUPTION_DAYS - 1)
        self.endings = [self._ending(run) for run in self.runs if run.last is not None]

    def on(self, day: date) -> Coverage:
        """Covered on `day` or not, and why."""
        return (
            self._affiliated(day)
            or self._kept(day)
            or self._before_benefits(day)
            or self._not_covered(day)
        )

    def affiliated_on(self, day: date) -> list[Period]:
        """The affiliations that run on `day`, the one that answers first; waiting ones too."""
        return [period for period in self.periods if day in period.days]

    def _paid(self, period: Period) -> list[Days]:
        """The days of a period on which there are benefits."""
        if period.cover != Cover.VOLUNTARY_OPTIONAL:
            return [period.days]
        return period.days.without([days for days, _begins in self.waiting])

    def _ending(self, run: Days) -> Ending:
        spell = next(spell for spell in self.spells if run.last in spell)
        if not lasted_months(spell.first, run.last, QUALIFYING_MONTHS):
            return Ending(run.last, None, None)
        return Ending(run.last, kept_until(run.last), kept_until(run.last, illness=True))

    def _affiliated(self, day: date) -> Coverage | None:
        period = next((period for part, period in self._entitling if day in part), None)
        if period is None:
            return None
        run = next(run for run in self.runs if day in run)
        ending = next((end for end in self.endings if end.last == run.last), None)
        why, basis = WHY[period.cover]
        return Coverage(
            day=day,
            covered=True,
            why=why,
            basis=basis,
            cover=period.cover,
            fund=period.fund,
            through=period.through,
            since=next(days.first for days in self._since[period.cover] if day in days),
            until=run.last,
            kept_until=ending.kept_until if ending else None,
            illness_until=ending.illness_until if ending else None,
        )

    def _kept(self, day: date) -> Coverage | None:
        kept = [end for end in self.endings if end.kept_until and end.last < day]
        ending = next((end for end in reversed(kept) if day <= end.illness_until), None)
        if ending is None:
            return None
        period = self._last_of(ending)
        answer = {
            "day": day,
            "basis": LegalBasis.KEPT,
            "cover": period.cover,
            "fund": period.fund,
            "through": period.through,
            "ended": ending.last,
            "begins": self._next_after(day),
        }
        why, until = CoverageReason.KEPT, ending.kept_until
        if self.facts.covered_elsewhere:
            return Coverage(covered=False, why=CoverageReason.COVERED_ELSEWHERE, **answer)
        if day > ending.kept_until:
            if self.facts.illness_under_treatment is False or self._waits_on(day):
                return None
            if self.facts.illness_under_treatment is None:
                return Coverage(
                    covered=False,
                    why=CoverageReason.ENDED_BUT_ILLNESS,
                    until=until,
                    illness_until=ending.illness_until,
                    **answer,
                )
            why, until = CoverageReason.KEPT_FOR_ILLNESS, ending.illness_until
        return Coverage(
            covered=True, why=why, until=until, illness_until=ending.illness_until, **answer
        )

    def _waits_on(self, day: date) -> bool:
        """A waiting period says more about a day than that an illness might still be covered."""
        unknown = self.facts.illness_under_treatment is None
        return unknown and any(day in days for days, _begins in self.waiting)

    def _before_benefits(self, day: date) -> Coverage | None:
        for days, begins in self.waiting:
            if day in days:
                return Coverage(
                    day=day,
                    covered=False,
                    why=CoverageReason.WAITING if begins else CoverageReason.AGENT_DECIDES,
                    basis=LegalBasis.OPTIONAL,
                    cover=Cover.VOLUNTARY_OPTIONAL,
                    since=days.first,
                    begins=begins,
                )
        return None

    def _not_covered(self, day: date) -> Coverage:
        ended = [ending for ending in self.endings if ending.last < day]
        ending = max(ended, key=lambda ending: ending.kept_until or ending.last, default=None)
        begins = self._next_after(day)
        if ending:
            period = self._last_of(ending)
            too_short = ending.kept_until is None
            return Coverage(
                day=day,
                covered=False,
                why=CoverageReason.TOO_SHORT if too_short else CoverageReason.ENDED,
                basis=LegalBasis.KEPT,
                cover=period.cover,
                fund=period.fund,
                through=period.through,
                ended=ending.last,
                until=ending.kept_until or ending.last,
                begins=begins,
            )
        return Coverage(
            day=day,
            covered=False,
            why=CoverageReason.NOT_YET if begins else CoverageReason.NO_AFFILIATION,
            basis=LegalBasis.WHO_IS_INSURED,
            begins=begins,
        )

    def _last_of(self, ending: Ending) -> Period:
        return next(period for part, period in self._entitling if part.last == ending.last)

    def _next_after(self, day: date) -> date | None:
        return min((run.first for run in self.runs if run.first > day), default=None)


def on(day: date, periods: Iterable[Period], *, facts: Facts = NOTHING_KNOWN) -> Coverage:
    """Covered on `day` or not, and why. For several days of one person build a `History` once."""
    return History(periods, facts=facts).on(day)


def kept_until(last: date, *, illness: bool = False) -> date:
    """The last day of the rights kept after a sufficient affiliation that ended on `last`.

    The current month is that of the last day of affiliation.
    """
    months = KEPT_MONTHS + (ILLNESS_MONTHS if illness else 0)
    return last_of_month(months_later(last, months))


def _rank(period: Period) -> tuple:
    """What an answer shows comes first, so that it does not matter how periods are cut."""
    return (
        PRECEDENCE.index(period.cover),
        period.fund,
        str(period.through),
        period.first,
        period.days.end,
    )
