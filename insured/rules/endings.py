"""What an end changes: the timeline if something ended, and the end of which somebody is told."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import date, timedelta

from cns_portal.kernel.months import months_later
from cns_portal.kernel.spans import Days
from insured.choices.affiliation import Cover
from insured.parameters.coverage import INTERRUPTION_DAYS, REQUEST_MONTHS
from insured.rules.coverage import Ending, History, Period


def end_to_tell(history: History, *, today: date) -> Ending | None:
    """The end of an affiliation that the person should know of; None where there is none.

    From the eighth day on, when it is an interruption that counts, and as long as continued
    insurance can still be asked for. Not while anything insures today or is declared to.
    """
    if any(period.days.end >= today for period in history.periods):
        return None
    ending = max(history.endings, key=lambda ending: ending.last, default=None)
    if ending is None:
        return None
    due = Days(
        ending.last + timedelta(days=INTERRUPTION_DAYS),
        months_later(ending.last, REQUEST_MONTHS),
    )
    return ending if today in due else None


def ended_on(
    last: date, periods: Iterable[Period], *, cover: Cover = Cover.COMPULSORY
) -> list[Period]:
    """The same affiliation if what it is through (`cover`) ended on `last`: other kinds go on."""
    return _cut(periods, last, of=lambda period: period.cover == cover)


def ended_through(
    principal: Hashable, last: date | None, periods: Iterable[Period]
) -> list[Period]:
    """A co-insured person's affiliation if that of `principal` ended on `last` (None: goes on)."""
    if last is None:
        return list(periods)
    return _cut(
        periods,
        last,
        of=lambda period: period.cover == Cover.CO_INSURED and period.through == principal,
    )


def _cut(periods: Iterable[Period], last: date, *, of: Callable[[Period], bool]) -> list[Period]:
    left = []
    for period in periods:
        if not of(period) or period.days.end <= last:
            left.append(period)
        elif period.first <= last:
            left.append(Period(period.cover, period.fund, period.first, last, period.through))
    return left
