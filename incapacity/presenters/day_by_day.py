"""Who pays and how long benefit lasts: months that open, with the days that count in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal.kernel.months import last_of_month, months_later
from cns_portal.kernel.spans import DAY, Days
from incapacity.choices.certificates import CertificateState
from incapacity.choices.counting import Payer
from incapacity.presenters.causes import cause_name, days_in_words, month_name, stretch
from incapacity.presenters.figures import pays_from, pays_in
from incapacity.presenters.words import full_day
from incapacity.rules import benefit_limit, employer_pays

if TYPE_CHECKING:
    from incapacity.rules.facts import Absence
    from incapacity.selectors.balances import Balances


MONTHS_AHEAD = 36
"""So far ahead the pages go at most, also where a certificate goes further.

Enough for a year of incapacity that begins now and the 18 months after which it is counted no more:
each change that is told can be followed."""


@dataclass(frozen=True)
class MonthPart:
    """A month: what can be said in a line, and the days behind it."""

    name: str
    facts: list[str]
    label: str = ""
    tone: str = "neutral"
    why: str = ""
    rows: list[list[str]] = field(default_factory=list)


class OnDays:
    """What somebody's certificates say about single days."""

    def __init__(self, absences: Iterable[Absence], within: Days) -> None:
        self._by_day: dict[date, list[Absence]] = defaultdict(list)
        for absence in absences:
            shared = absence.days.meets(within) if absence.counts else None
            day = shared.first if shared else None
            while day is not None and day <= shared.end:
                self._by_day[day].append(absence)
                day += DAY

    def what(self, day: date) -> str:
        """The causes of a day, each with how far its certificate has come."""
        said = (
            _("{cause} ({state})").format(
                cause=cause_name(one.cause), state=CertificateState(one.state).label
            )
            for one in self._by_day.get(day, ())
        )
        return ", ".join(dict.fromkeys(said))

    def causes(self, day: date) -> str:
        return ", ".join(dict.fromkeys(cause_name(one.cause) for one in self._by_day.get(day, ())))

    def states(self, day: date) -> str:
        states = (str(CertificateState(one.state).label) for one in self._by_day.get(day, ()))
        return ", ".join(dict.fromkeys(states))


@dataclass(frozen=True)
class WhoPays:
    """Month by month: how many days, and who pays from when."""

    balances: Balances

    @property
    def heads(self) -> list[str]:
        return [_("Day"), _("Certificate"), _("Counted so far")]

    @property
    def limit(self) -> int:
        return self.balances.employer.month.terms.days

    @property
    def changes(self) -> list[str]:
        """Who pays now, and from when somebody else does."""
        standing = self.balances.employer
        return [pays_in(standing.month), *map(pays_from, standing.changes)]

    @cached_property
    def span(self) -> Days:
        """From the first month that is looked at for the present one to the last of interest."""
        standing = self.balances.employer
        months = [standing.following.first, *(change.first for change in standing.changes)]
        last_day = self.balances.for_employer.last
        if last_day:
            months.append(months_later(last_day.replace(day=1), 1))
        return Days(standing.month.reference.first, within_reach(max(months), self.balances.today))

    @cached_property
    def months(self) -> list[MonthPart]:
        """The latest month first."""
        on_days = OnDays(self.balances.absences, self.span)
        found = employer_pays.months(
            self.balances.for_employer, first=self.span.first, last=self.span.end
        )
        return [self._part(month, on_days) for month in found][::-1]

    @property
    def is_empty(self) -> bool:
        """Whether none of the months has anything to tell."""
        return not any(month.why for month in self.months)

    def _part(self, month: employer_pays.Month, on_days: OnDays) -> MonthPart:
        is_cns = month.payer == Payer.CNS
        return MonthPart(
            name=month_name(month.first),
            facts=[
                days_in_words(month.counted),
                _("{count} in the {months} months before").format(
                    count=month.in_reference, months=month.terms.months
                ),
            ],
            label=str(month.payer.label),
            tone="info" if is_cns else "neutral",
            why=self._why(month) if month.counted or month.in_reference else "",
            rows=list(self._rows(month, on_days)),
        )

    def _why(self, month: employer_pays.Month) -> str:
        sentence = (
            _("From {days} there are {count} days: {limit} are reached, so the CNS pays.")
            if month.payer == Payer.CNS
            else _(
                "From {days} there are {count} days: {limit} are not reached, so your employer "
                "pays."
            )
        )
        return sentence.format(
            days=stretch(month.reference), count=month.in_reference, limit=month.terms.days
        )

    def _rows(self, month: employer_pays.Month, on_days: OnDays) -> Iterator[list[str]]:
        """The days of the month that count, with their number in the months that end with it."""
        days = self.balances.for_employer
        following = months_later(month.first, 1)
        since = employer_pays.month_of(days, following).reference.first
        for day in days_in(month.first, month.last):
            if day in days:
                count = days.within(Days(since, day))
                said = str(count)
                if count == month.terms.days:
                    said = _("{count}: the limit").format(count=count)
                yield [full_day(day), on_days.what(day), said]


@dataclass(frozen=True)
class HowLong:
    """Day by day: what comes into the 104 weeks, what leaves them, how many days are in them."""

    balances: Balances

    @property
    def heads(self) -> list[str]:
        return [_("Day"), _("What changes"), _("Days in the {weeks} weeks").format(
            weeks=self.balances.benefit.terms.reference_weeks
        )]  # fmt: skip

    @property
    def limit(self) -> int:
        return self.balances.benefit.terms.days

    @cached_property
    def span(self) -> Days:
        """The 104 weeks that end today, and as far ahead as certificates reach."""
        last = max(self.balances.benefit.day, self.balances.for_benefit.last or date.min)
        first = self.balances.benefit.window.first.replace(day=1)
        return Days(first, within_reach(last, self.balances.today))

    @cached_property
    def months(self) -> list[MonthPart]:
        """The latest month first."""
        on_days = OnDays(self.balances.absences, self.span)
        by_month: dict[date, list[benefit_limit.DayCount]] = defaultdict(list)
        for count in benefit_limit.day_by_day(
            self.balances.for_benefit, first=self.span.first, last=self.span.end
        ):
            by_month[count.day.replace(day=1)].append(count)
        return [self._part(month, by_month[month], on_days) for month in sorted(by_month)[::-1]]

    @property
    def is_empty(self) -> bool:
        """Whether none of the months has anything to tell."""
        return not any(month.rows for month in self.months)

    def _part(
        self, month: date, counts: Sequence[benefit_limit.DayCount], on_days: OnDays
    ) -> MonthPart:
        entered = sum(count.entered for count in counts)
        left = sum(count.left for count in counts)
        facts = [days_in_words(entered)]
        if left:
            facts.append(_("{days} too old now").format(days=days_in_words(left)))
        facts.append(_("{count} at the end of the month").format(count=counts[-1].used))
        over = any(count.used > self.limit for count in counts)
        return MonthPart(
            name=month_name(month),
            facts=facts,
            label=_("Beyond the limit") if over else "",
            tone="warning",
            rows=[
                [full_day(count.day), _what_changes(count, on_days), str(count.used)]
                for count in counts
                if count.entered or count.left
            ],
        )


def _what_changes(count: benefit_limit.DayCount, on_days: OnDays) -> str:
    said = []
    if count.entered:
        said.append(_("+1: {what}").format(what=on_days.what(count.day)))
    if count.left:
        gone = benefit_limit.window_of(count.day).first - DAY
        said.append(_("−1: {day} is too old now").format(day=date_format(gone, "DATE_FORMAT")))
    return "; ".join(said)


def within_reach(day: date, today: date) -> date:
    """The last day of a month, not too far ahead."""
    return last_of_month(min(day, months_later(today, MONTHS_AHEAD)))


def days_in(first: date, last: date) -> Iterator[date]:
    """Every day, both ends included."""
    while first <= last:
        yield first
        first += DAY
