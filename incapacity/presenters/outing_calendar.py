"""The small calendar of a certificate's days: when one may leave the house, in words and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause, Outings
from incapacity.choices.outings import OutingRule
from incapacity.parameters import outings as parameters
from incapacity.parameters.outings import Hours
from incapacity.presenters.words import full_day, listed
from incapacity.rules.outings import OutingDay, Stretch, calendar_of, restricts, stretches

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MOST_WEEKS = 8
"""So many weeks are drawn; the list of stretches tells about every day."""
MOST_DAYS = 2 * 366
"""Nobody is certified for longer: what ends later is a slip of the year, and is told so far."""

ICONS = {
    OutingRule.AT_HOME: "agency",
    OutingRule.HOURS: "clock",
    OutingRule.FORBIDDEN: "lock",
    OutingRule.LIFTED: "check",
    OutingRule.NO_RULE: "neutral",
}


@dataclass(frozen=True)
class Cell:
    """One day of the calendar; without `found` one that does not belong to the certificate."""

    day: date
    found: OutingDay | None
    is_today: bool

    @property
    def rule(self) -> str:
        return self.found.rule.value if self.found else ""

    @property
    def icon(self) -> str:
        return ICONS[self.found.rule] if self.found else ""

    @property
    def label(self) -> str:
        """What a screen reader says after the number: the month, and the rule."""
        return f"{date_format(self.day, 'F')}: {short(self.found.rule)}" if self.found else ""


@dataclass(frozen=True)
class Line:
    """Days in a row on which the same holds."""

    stretch: Stretch
    today: date

    @property
    def rule(self) -> str:
        return self.stretch.rule.value

    @property
    def icon(self) -> str:
        return ICONS[self.stretch.rule]

    @property
    def when(self) -> str:
        first, last = self.stretch.days.first, self.stretch.days.end
        if first == last:
            return full_day(first)
        return _("{first} to {last}").format(first=full_day(first), last=full_day(last))

    @property
    def what(self) -> str:
        """The rule, with the hours where it sets some."""
        if self.stretch.rule != OutingRule.HOURS:
            return str(self.stretch.rule.label)
        return _("You may go out {hours}").format(hours=hours_in_words(self.stretch.hours))

    @property
    def is_now(self) -> bool:
        return self.today in self.stretch.days


@dataclass(frozen=True)
class OutingCalendar:
    """The days of one certificate. `period_began`: the first day of the period it belongs to."""

    days: Sequence[OutingDay]
    period_began: date
    today: date

    @classmethod
    def of(
        cls,
        days: Days,
        *,
        cause: Cause,
        today: date,
        period_began: date | None = None,
        said: Outings = Outings.NOT_SAID,
        lifted: Sequence[Days] = (),
    ) -> OutingCalendar:
        """The calendar of these days; without a beginning of the period they begin it."""
        length = min((days.end - days.first).days, MOST_DAYS - 1)
        days = Days(days.first, days.first + length * DAY)
        began = min(period_began or days.first, days.first)
        found = calendar_of(days, period_began=began, cause=cause, said=said, lifted=lifted)
        return cls(found, began, today)

    @cached_property
    def lines(self) -> list[Line]:
        """Every day, the same ones in a row together."""
        return [Line(stretch, self.today) for stretch in stretches(self.days)]

    @property
    def has_rules(self) -> bool:
        """Whether any day has a rule: leave for a child or a birth has none."""
        return any(day.rule != OutingRule.NO_RULE for day in self.days)

    @cached_property
    def weeks(self) -> list[list[Cell]]:
        """Monday to Sunday, at most `MOST_WEEKS` of them: around today where there are more."""
        known = {day.day: day for day in self.days}
        first = _monday(self.days[0].day)
        last = _monday(self.days[-1].day)
        if self._is_long:
            latest = last - (MOST_WEEKS - 1) * WEEK
            first = max(first, min(_monday(self.today) - WEEK, latest))
            last = first + (MOST_WEEKS - 1) * WEEK
        weeks = []
        while first <= last:
            row = [first + number * DAY for number in range(7)]
            weeks.append([Cell(day, known.get(day), day == self.today) for day in row])
            first += WEEK
        return weeks

    @property
    def cut(self) -> str:
        """That only some of the weeks are drawn; empty where all are."""
        if not self._is_long:
            return ""
        return _("{weeks} weeks are drawn here. The list names every day.").format(weeks=MOST_WEEKS)

    @property
    def weekdays(self) -> list[dict[str, str]]:
        """The heads of the columns: short to see, in full to hear."""
        return [
            {"short": date_format(cell.day, "D"), "full": date_format(cell.day, "l")}
            for cell in self.weeks[0]
        ]

    @property
    def caption(self) -> str:
        """Which months are drawn."""
        shown = [cell.day for week in self.weeks for cell in week if cell.found]
        first, last = (date_format(day, "YEAR_MONTH_FORMAT") for day in (shown[0], shown[-1]))
        return first if first == last else _("{first} to {last}").format(first=first, last=last)

    @property
    def looks(self) -> list[dict[str, str]]:
        """What the looks in the calendar mean, those that occur."""
        seen = dict.fromkeys(cell.found.rule for w in self.weeks for cell in w if cell.found)
        return [{"rule": rule.value, "icon": ICONS[rule], "label": short(rule)} for rule in seen]

    @property
    def counted(self) -> str:
        """Why the first days at home are not those of this sheet; empty where they are."""
        if self.period_began == self.days[0].day or not self.has_rules:
            return ""
        return _(
            "The days are counted from {day}, when this period of incapacity began. A sheet that "
            "prolongs another one does not begin it anew."
        ).format(day=full_day(self.period_began))

    @property
    def lifting(self) -> str:
        """When the hours may be lifted; empty for a shorter period, and once none is left."""
        limit = parameters.LIFTED_AFTER_DAYS.on(self.days[0].day).value
        last = self.period_began + (limit - 1) * DAY
        if not self.has_rules or self.days[-1].day <= last or not self._is_restricted:
            return ""
        return _(
            "You are unable to work for more than {weeks} weeks in a row: you may ask the CNS to "
            "lift the restrictions."
        ).format(weeks=limit // 7)

    @property
    def is_over(self) -> bool:
        """Whether all of its days have passed: nothing can be asked for any more."""
        return self.days[-1].day < self.today

    @property
    def _is_restricted(self) -> bool:
        """Whether on a day that has not passed the restrictions are not lifted."""
        return any(d.day >= self.today and d.rule != OutingRule.LIFTED for d in self.days)

    @property
    def _is_long(self) -> bool:
        weeks = (_monday(self.days[-1].day) - _monday(self.days[0].day)) // WEEK + 1
        return weeks > MOST_WEEKS


def short(rule: OutingRule) -> str:
    """The rule in a word or two, for a legend and for screen readers."""
    return {
        OutingRule.AT_HOME: _("at home"),
        OutingRule.HOURS: _("out at set hours"),
        OutingRule.FORBIDDEN: _("at home, by the doctor"),
        OutingRule.LIFTED: _("out at any hour"),
        OutingRule.NO_RULE: _("no rule"),
    }[rule]


def hours_in_words(hours: Sequence[Hours]) -> str:
    """ "from 10:00 to 12:00 and from 14:00 to 18:00"."""
    return listed(
        _("from {begin} to {end}").format(
            begin=time_format(span.begin, "TIME_FORMAT"), end=time_format(span.end, "TIME_FORMAT")
        )
        for span in hours
    )


def shows(cause: Cause | str) -> bool:
    """Whether there is anything to show for a certificate of this cause."""
    return bool(cause) and restricts(Cause(cause))


def _monday(day: date) -> date:
    return day - day.weekday() * DAY
