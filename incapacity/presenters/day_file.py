"""Every day with everything that is counted, for a spreadsheet."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal.kernel.months import months_later
from cns_portal.kernel.spans import Days
from cns_portal.web.spreadsheet import BYTE_ORDER_MARK, csv_line
from incapacity.presenters.causes import number
from incapacity.presenters.day_by_day import HowLong, OnDays, WhoPays, within_reach
from incapacity.presenters.figures import ChildFigure
from incapacity.rules import benefit_limit, employer_pays

if TYPE_CHECKING:
    from incapacity.selectors.balances import Balances

FILENAME = "days.csv"
"""Says nothing about what it holds."""


def as_csv(balances: Balances) -> str:
    """Every day of the 104 weeks and as far ahead as certificates reach, one a line."""
    whole = _span(balances)
    on_days = OnDays(balances.absences, whole)
    leave = _leave(balances)
    month: employer_pays.Month | None = None
    lines = [csv_line(_heads(balances))]
    for count in benefit_limit.day_by_day(balances.for_benefit, first=whole.first, last=whole.end):
        day = count.day
        if month is None or day > month.last:
            month = employer_pays.month_of(balances.for_employer, day)
        since = months_later(month.first, 1 - month.terms.months)
        lines.append(
            csv_line(
                [
                    day.isoformat(),
                    date_format(day, "l"),
                    on_days.causes(day),
                    on_days.states(day),
                    _yes(day in balances.for_employer),
                    balances.for_employer.within(Days(since, day)),
                    month.payer.label,
                    _yes(count.counts),
                    count.used,
                    "; ".join(leave.get(day, ())),
                ]
            )
        )
    return BYTE_ORDER_MARK + "".join(lines)


def _span(balances: Balances) -> Days:
    """What both pages show, and leave that goes further, as far as they reach."""
    spans = [WhoPays(balances).span, HowLong(balances).span]
    first = min(span.first for span in spans)
    ends = [span.end for span in spans]
    ends += [within_reach(one.days.end, balances.today) for one in balances.absences]
    return Days(first, max(ends))


def _heads(balances: Balances) -> list[str]:
    return [
        _("Day"),
        _("Weekday"),
        _("Certificate"),
        _("State"),
        _("Counts towards day {limit}").format(limit=balances.employer.month.terms.days),
        _("Days in the {months} months that end with this one, so far").format(
            months=balances.employer.month.terms.months
        ),
        _("Who pays in this month"),
        _("Counts towards {weeks} weeks").format(weeks=balances.benefit.terms.weeks),
        _("Days in the {weeks} weeks that end with the day").format(
            weeks=balances.benefit.terms.reference_weeks
        ),
        _("Leave for family reasons"),
    ]


def _leave(balances: Balances) -> dict[date, list[str]]:
    """ "Lea: 1" for each day and child."""
    found: dict[date, list[str]] = defaultdict(list)
    for one in balances.children:
        name = ChildFigure(one, balances.today).name
        for used in one.leave.days:
            found[used.day].append(f"{name}: {number(used.amount)}")
    return found


def _yes(counts: bool) -> str:
    return _("yes") if counts else ""
