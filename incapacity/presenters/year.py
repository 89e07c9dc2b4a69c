"""The calendar of a year: on which days somebody was away from work, drawn and in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal.kernel import public_holidays
from cns_portal.kernel.months import last_of_month
from cns_portal.kernel.spans import DAY, Days
from incapacity.choices.certificates import Cause
from incapacity.presenters.causes import cause_name, days_in_words, stretch
from incapacity.rules.counting import length
from incapacity.rules.facts import Absence
from incapacity.rules.periods import periods


@dataclass(frozen=True)
class Cell:
    """A day of a month. `looks` are the classes that draw it."""

    number: int
    looks: str


@dataclass(frozen=True)
class MonthOfYear:
    """A month; one without a day away from work is not drawn where there is little room."""

    name: str
    cells: list[Cell]
    is_quiet: bool


@dataclass(frozen=True)
class Line:
    """Days in a row, in words."""

    when: str
    how_long: str
    what: str


@dataclass(frozen=True)
class YearCalendar:
    """The year on a page; `absences` may be of any years. Nothing here asks the database."""

    year: int
    absences: Sequence[Absence]
    today: date

    @cached_property
    def days(self) -> Days:
        return Days(date(self.year, 1, 1), date(self.year, 12, 31))

    @cached_property
    def _here(self) -> list[Absence]:
        return [one for one in self.absences if one.counts and one.days.overlaps(self.days)]

    @cached_property
    def _by_day(self) -> dict[date, list[Absence]]:
        found: dict[date, list[Absence]] = {}
        for absence in self._here:
            shared = absence.days.meets(self.days)
            day = shared.first
            while day <= shared.end:
                found.setdefault(day, []).append(absence)
                day += DAY
        return found

    @property
    def is_empty(self) -> bool:
        return not self._here

    @property
    def months(self) -> list[MonthOfYear]:
        """Each month with its days; the first one says under which weekday it stands."""
        away = {day.month for day in self._by_day}
        firsts = (date(self.year, number, 1) for number in range(1, 13))
        return [
            MonthOfYear(date_format(first, "F"), list(self._cells(first)), first.month not in away)
            for first in firsts
        ]

    def _cells(self, first: date) -> Iterable[Cell]:
        for number in range(1, last_of_month(first).day + 1):
            yield Cell(number, self._looks(first.replace(day=number)))

    def _looks(self, day: date) -> str:
        looks = [f"year-day--w{day.isoweekday()}"] if day.day == 1 else []
        absences = self._by_day.get(day, [])
        if absences:
            looks.append(f"year-day--{_shown_cause(absences)}")
            if not any(one.is_certain for one in absences):
                looks.append("year-day--open")
        elif public_holidays.is_weekend_or_holiday(day):
            looks.append("year-day--free")
        if day == self.today:
            looks.append("year-day--today")
        return " ".join(looks)

    @property
    def legend(self) -> list[tuple[str, str]]:
        """Looks that occur, with what they mean."""
        seen = {_shown_cause(absences) for absences in self._by_day.values()}
        found = [(str(cause), cause_name(cause)) for cause in Cause if cause in seen]
        if any(not one.is_certain for one in self._here):
            found.append(("open", _("still being checked")))
        return found

    @property
    def lines(self) -> list[Line]:
        """Every period that touches the year, whole and with what it is made of, in order."""
        return [
            Line(
                stretch(period.days),
                days_in_words(length(period.days)),
                _what(period.absences),
            )
            for period in periods(self.absences)
            if period.days.overlaps(self.days)
        ]

    @property
    def summary(self) -> str:
        """How many days of the year, each counted once."""
        return _("{days} away from work in {year}, each counted once.").format(
            days=days_in_words(len(self._by_day)), year=self.year
        )

    @property
    def tabs(self) -> list[dict]:
        """This year and the last, those with certificates, and the one that is shown."""
        years = {self.today.year, self.today.year - 1, self.year}
        for absence in self.absences:
            years.update(range(absence.days.first.year, absence.days.end.year + 1))
        return [
            {
                "url": f"{reverse('incapacity:list')}?year={year}#calendar",
                "label": year,
                "current": year == self.year,
            }
            for year in sorted(years, reverse=True)
        ]


def _shown_cause(absences: Sequence[Absence]) -> str:
    """One's own incapacity before leave: a day has one look."""
    causes = {one.cause for one in absences}
    return str(next(cause for cause in Cause if cause in causes))


def _what(absences: Sequence[Absence]) -> str:
    """The causes of a period, and how much of it is not decided yet."""
    causes = ", ".join(dict.fromkeys(cause_name(one.cause) for one in absences))
    if all(one.is_certain for one in absences):
        return causes
    return _("{causes} (still being checked)").format(causes=causes)
