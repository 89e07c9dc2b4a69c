"""When somebody on sick leave may leave the house, day by day.

Days are numbered within the *period of incapacity*: all certificates that overlap or adjoin count
on, leave for family reasons and maternity leave too (statutes of the CNS, article 169). For those
leaves themselves no text names a rule about going out.

What the sheet does not say is not forbidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause, Outings
from incapacity.choices.outings import OutingRule
from incapacity.parameters import outings as parameters
from incapacity.parameters.outings import Hours

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OutingDay:
    """What holds on one day; `number` counts from the first day of the period of incapacity."""

    day: date
    number: int
    rule: OutingRule
    hours: tuple[Hours, ...] = ()
    """When one may go out, where the rule sets hours."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row on which the same holds."""

    days: Days
    rule: OutingRule
    hours: tuple[Hours, ...] = ()


def rule_on(
    day: date,
    *,
    period_began: date,
    cause: Cause,
    said: Outings = Outings.NOT_SAID,
    lifted: Iterable[Days] = (),
) -> OutingDay:
    """What holds on `day`.

    `period_began`: the first day of the period of incapacity to which it belongs. `said`: what
    the sheet says. `lifted`: days for which the CNS has lifted the restrictions; what the doctor
    forbids stays forbidden.
    """
    number = (day - period_began).days + 1
    if number < 1:
        raise ValueError("The day lies before the period of incapacity.")
    if not restricts(cause):
        return OutingDay(day, number, OutingRule.NO_RULE)
    if said == Outings.FORBIDDEN:
        return OutingDay(day, number, OutingRule.FORBIDDEN)
    if any(day in days for days in lifted):
        return OutingDay(day, number, OutingRule.LIFTED)
    if number <= parameters.DAYS_AT_HOME.on(day).value:
        return OutingDay(day, number, OutingRule.AT_HOME)
    return OutingDay(day, number, OutingRule.HOURS, parameters.HOURS_OUT.on(day).value)


def calendar_of(
    days: Days,
    *,
    period_began: date,
    cause: Cause,
    said: Outings = Outings.NOT_SAID,
    lifted: Sequence[Days] = (),
) -> list[OutingDay]:
    """Every day of a certificate. `days` has a last one."""
    return [
        rule_on(
            days.first + number * DAY,
            period_began=min(period_began, days.first),
            cause=cause,
            said=said,
            lifted=lifted,
        )
        for number in range((days.end - days.first).days + 1)
    ]


def stretches(calendar: Iterable[OutingDay]) -> list[Stretch]:
    """Days in a row with the same rule as one."""
    found: list[Stretch] = []
    for day in calendar:
        last = found[-1] if found else None
        if (
            last is not None
            and (last.rule, last.hours) == (day.rule, day.hours)
            and last.days.end + DAY == day.day
        ):
            found[-1] = Stretch(Days(last.days.first, day.day), day.rule, day.hours)
        else:
            found.append(Stretch(Days(day.day, day.day), day.rule, day.hours))
    return found


def restricts(cause: Cause) -> bool:
    """Whether a rule about going out is known: for one's own illness or accident."""
    return cause in (Cause.ILLNESS, Cause.ACCIDENT)
