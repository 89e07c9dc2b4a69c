"""How long sickness benefit lasts: 78 weeks within 104, counted day by day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cns_portal.kernel.spans import DAY, Days
from incapacity.parameters.benefit_limit import BENEFIT_LIMIT, BenefitLimit
from incapacity.rules.counting import Counted
from incapacity.rules.facts import Absence


@dataclass(frozen=True, slots=True)
class DayCount:
    """A day, and how many days count in the 104 weeks that end with it."""

    day: date
    counts: bool
    """Whether the day itself is one of them."""
    used: int
    entered: int
    """1 when the day counts, else 0."""
    left: int
    """1 when a day that counted has just left the 104 weeks, else 0."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands on a day."""

    day: date
    window: Days
    """The 104 weeks that end with the day."""
    used: int
    terms: BenefitLimit
    ends_on: date | None
    """The last day with benefit by the certificates that are there, when they go beyond the limit;
    the day before `day` when it was passed before."""
    would_end_on: date
    """The last day with benefit if the incapacity lasted without a break from tomorrow on."""

    @property
    def left(self) -> int:
        """Days that may still come today."""
        return max(0, self.terms.days - self.used)


def counted(absences: Iterable[Absence], *, on: date) -> Counted:
    """The days that count towards the limit, by the terms of a day."""
    return Counted.of(absences, BENEFIT_LIMIT.on(on).causes)


def window_of(day: date) -> Days:
    """The 104 weeks that end with a day, the day included."""
    return Days(day - timedelta(days=BENEFIT_LIMIT.on(day).reference_days - 1), day)


def used_on(days: Counted, day: date) -> int:
    """How many days count in the 104 weeks that end with a day."""
    return days.within(window_of(day))


def day_by_day(days: Counted, *, first: date, last: date) -> Iterator[DayCount]:
    """The count on each day from `first` to `last`, both included, with what changes it."""
    day, used = first, used_on(days, first)
    while True:
        gone = window_of(day).first - DAY
        counts = day in days
        yield DayCount(day, counts, used, int(counts), int(gone in days))
        if day >= last:
            return
        day += DAY
        used = used_on(days, day)


def standing(days: Counted, *, today: date) -> Standing:
    """How many days are used today, and when the limit would be reached."""
    return Standing(
        day=today,
        window=window_of(today),
        used=used_on(days, today),
        terms=BENEFIT_LIMIT.on(today),
        ends_on=ends_on(days, since=today),
        would_end_on=would_end_on(days, ill_since=today + DAY),
    )


def ends_on(days: Counted, *, since: date) -> date | None:
    """The day before the first one, from `since` on, that lies beyond the limit.

    None when no day does. Only days that count are looked at: without one the count does not rise.
    As long as old days leave the 104 weeks while new ones come, the limit may be reached for many
    days and is not passed.
    """
    for stretch in days.stretches:
        day = max(stretch.first, since)
        while day <= stretch.end:
            room = BENEFIT_LIMIT.on(day).days - used_on(days, day)
            if room < 0:
                return day - DAY
            day += timedelta(days=room + 1)  # the count rises by one a day at the most
    return None


def would_end_on(days: Counted, *, ill_since: date) -> date:
    """The last day with benefit if an incapacity lasted without a break from `ill_since` on.

    The day before it where the limit is reached already and nothing leaves the 104 weeks.
    """
    weeks = timedelta(days=BENEFIT_LIMIT.on(ill_since).reference_days)
    end = ends_on(days.with_days(Days(ill_since, ill_since + weeks)), since=ill_since)
    assert end is not None, "Nobody is ill for all of the 104 weeks within the limit."
    return end
