"""Counting by hand: a day at a time, from sets of days, without any of the rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from hypothesis import strategies as st

from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause, CertificateState
from incapacity.rules.facts import Absence

FIRST = date(2023, 1, 1)
SPREAD = 1300
"""Certificates of the strategies begin within so many days from `FIRST`."""

COUNTING = ["sent", "being_checked", "needs_you", "at_board", "accepted"]
PERSONAL = ["illness", "accident"]


def each(first: date, last: date) -> list[date]:
    """Every day from the first to the last, both included."""
    return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]


def days_of(absences: Iterable[Absence], causes: Collection[str] = tuple(PERSONAL)) -> set[date]:
    """The days of all certificates that count, of these causes."""
    return {
        day
        for absence in absences
        if absence.state in COUNTING and absence.cause in causes
        for day in each(absence.days.first, absence.days.last)
    }


def absence(first: date, last: date, **facts) -> Absence:
    return Absence(Days(first, last), facts.pop("cause", Cause.ILLNESS), **facts)


@st.composite
def absences(draw, *, spread: int = SPREAD, longest: int = 200) -> Absence:
    first = FIRST + timedelta(days=draw(st.integers(0, spread)))
    return absence(
        first,
        first + timedelta(days=draw(st.integers(0, longest))),
        cause=draw(st.sampled_from(sorted(Cause))),
        state=draw(st.sampled_from(sorted(CertificateState))),
        key=draw(st.integers(1, 10**9)),
    )


def many(**sizes) -> st.SearchStrategy[list[Absence]]:
    return st.lists(absences(**sizes), max_size=12)
