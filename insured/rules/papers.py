"""What may be certified, until when, and what a paper is worth on a day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from cns_portal.kernel.months import months_later
from cns_portal.kernel.spans import Days
from insured.choices.papers import PaperKind, PaperRefusal, PaperStanding
from insured.parameters.papers import PAPER_TERMS
from insured.rules.coverage import Coverage, Period

STATEMENTS = frozenset({PaperKind.AFFILIATION, PaperKind.CO_INSURANCE})
"""These say what was so on the day of issue; they give no right and so do not end."""

A_DAY = 12
"""House convention: so many papers may be ordered for one person in a day."""


def standing(kind: str, days: Days, *, is_withdrawn: bool, today: date) -> PaperStanding:
    """What the paper is worth today."""
    if is_withdrawn:
        return PaperStanding.WITHDRAWN
    if kind in STATEMENTS:
        return PaperStanding.GENUINE
    if today < days.first:
        return PaperStanding.NOT_YET
    return PaperStanding.VALID if today in days else PaperStanding.ENDED


def replacement_days(issued: date, *, covered_until: date | None) -> Days:
    """From when until when a replacement certificate is good: three months at most.

    Never beyond the last day that is known to be covered (None: no end is known).
    """
    months = PAPER_TERMS.on(issued).replacement_months
    last = months_later(issued, months) - timedelta(days=1)
    return Days(issued, last if covered_until is None else min(last, covered_until))


def why_not_today(coverage: Coverage) -> PaperRefusal | None:
    """Why no certificate of affiliation can be issued for today."""
    if not coverage.covered:
        return PaperRefusal.NOT_COVERED
    return PaperRefusal.ILLNESS_ONLY if coverage.only_for_illness else None


def why_not_replacement(coverage: Coverage) -> PaperRefusal | None:
    """Why no replacement certificate for the European card can be issued."""
    if not coverage.covered:
        return PaperRefusal.NO_CARD_RIGHTS
    return PaperRefusal.ILLNESS_ONLY if coverage.only_for_illness else None


def why_not_period(
    first: date, last: date, periods: Iterable[Period], *, today: date
) -> PaperRefusal | None:
    """Why no certificate can be issued for these days; the past can always be certified."""
    if last < first:
        return PaperRefusal.BACKWARDS
    if last > today:
        return PaperRefusal.IN_THE_FUTURE
    return None if within(periods, Days(first, last)) else PaperRefusal.NOTHING_THEN


def within(periods: Iterable[Period], days: Days) -> list[tuple[Period, Days]]:
    """The affiliations of these days, each with the days it shares with them, the oldest first."""
    shared = [(period, period.days.meets(days)) for period in periods]
    return sorted(
        ((period, common) for period, common in shared if common is not None),
        key=lambda pair: (pair[1].first, pair[1].end, str(pair[0].cover)),
    )


@dataclass(frozen=True)
class Relative:
    """Somebody of a family whose co-insurance is registered; `coverage` is today's."""

    key: int
    coverage: Coverage


def co_insured_today(relatives: Iterable[Relative], *, through: int) -> list[Relative]:
    """Those who are covered through this person today, whatever else is registered."""
    return [
        relative
        for relative in relatives
        if relative.coverage.covered and relative.coverage.through == through
    ]


def why_not_co_insured(
    *, is_tied: bool, own: Coverage, relatives: Collection[Relative], insured: Collection[Relative]
) -> PaperRefusal | None:
    """Why no co-insurance certificate can be issued.

    `is_tied`: the person is registered as co-insured with somebody; `own` is their coverage.
    `relatives` are those registered with the person, `insured` those of them who are covered.
    """
    is_co_insured = own.covered and own.through is not None and not own.only_for_illness
    if is_co_insured or insured:
        return None
    if is_tied or relatives:
        return PaperRefusal.NO_PERIOD_BEHIND
    return PaperRefusal.NOT_CO_INSURED
