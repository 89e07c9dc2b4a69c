"""The waiting period of optional voluntary insurance (CSS, article 2, paragraph 2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cns_portal.kernel.dated import NothingInForceError
from cns_portal.kernel.months import months_later
from cns_portal.kernel.spans import Days, joined
from insured.choices.affiliation import Cover
from insured.parameters.coverage import WAITING

if TYPE_CHECKING:
    from insured.rules.coverage import Period

DAY = timedelta(days=1)


def waiting_of(periods: Iterable[Period]) -> Iterable[tuple[Days, date | None]]:
    """The waiting periods of optional insurance with the day on which benefits begin.

    None where its length is not known.
    """
    optional = [period.days for period in periods if period.cover == Cover.VOLUNTARY_OPTIONAL]
    for run in joined(optional):
        months = waiting_months(run.first)
        begins = months_later(run.first, months) if months is not None else None
        if begins is None:
            yield run, None
        elif begins > run.first:
            yield Days(run.first, min(begins - DAY, run.end)), begins


def waiting_months(asked_on: date) -> int | None:
    """How long optional insurance asked for on that day gives nothing; None: not known."""
    try:
        return WAITING.on(asked_on).months
    except NothingInForceError:
        return None
