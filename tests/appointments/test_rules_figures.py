"""Which days figures are about, and how places and cancellations are counted: no database."""

from datetime import date, time

import pytest
from hypothesis import given, settings

from appointments.choices import CancelledBefore, CancelledBy
from appointments.rules import figures
from appointments.rules.figures import Period
from appointments.rules.opening import Calendar, Closure, SpecialOpening, WeeklyHours
from tests.appointments import oracle
from tests.appointments.test_rules_free_times import offer

WEDNESDAY = date(2026, 3, 11)
SINCE = date(2020, 1, 1)


def test_the_last_four_weeks_end_yesterday():
    assert figures.last_days(WEDNESDAY) == Period(date(2026, 2, 11), date(2026, 3, 10))
    assert len(figures.last_days(WEDNESDAY).days()) == 28


@pytest.mark.parametrize("today", [date(2026, 3, 9), WEDNESDAY, date(2026, 3, 15)])
def test_the_last_week_is_the_monday_to_sunday_before_this_one(today):
    assert figures.last_week(today) == Period(date(2026, 3, 2), date(2026, 3, 8))


def test_the_last_month_is_a_whole_one():
    assert figures.last_month(WEDNESDAY) == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert figures.last_month(date(2026, 1, 1)) == Period(date(2025, 12, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("actor_kind", "with_reason", "expected"),
    [
        ("person", False, CancelledBy.PERSON),
        ("link", False, CancelledBy.PERSON),
        ("link", True, CancelledBy.STAFF),  # the link in the agency's e-mail insists on a reason
        ("agent", True, CancelledBy.STAFF),
        ("agent", False, CancelledBy.STAFF),
        ("system", True, CancelledBy.PORTAL),
    ],
)
def test_who_cancelled(actor_kind, with_reason, expected):
    assert figures.cancelled_by(actor_kind=actor_kind, with_reason=with_reason) == expected


@pytest.mark.parametrize(
    ("late", "days_before", "expected"),
    [
        (True, 0, CancelledBefore.AN_HOUR),
        (True, 1, CancelledBefore.AN_HOUR),
        (False, 0, CancelledBefore.SAME_DAY),
        (False, 1, CancelledBefore.TWO_DAYS),
        (False, 2, CancelledBefore.TWO_DAYS),
        (False, 3, CancelledBefore.A_WEEK),
        (False, 7, CancelledBefore.A_WEEK),
        (False, 8, CancelledBefore.EARLIER),
    ],
)
def test_how_long_before(late, days_before, expected):
    assert figures.cancelled_before(late=late, days_before=days_before) == expected


def places(calendar, desks, first, last, **shape):
    return figures.Places().offered(
        offer=offer(**shape), calendar=calendar, desks=desks, days=Period(first, last).days()
    )


def test_places_are_starts_times_desks_without_closures():
    hours = [WeeklyHours(n, time(8, 30), time(11, 30), SINCE) for n in range(5)]
    monday, sunday = date(2026, 3, 9), date(2026, 3, 15)
    calendar = Calendar(weekly=hours)
    assert places(calendar, [1, 2], monday, sunday, slot=15) == 5 * 12 * 2
    assert places(calendar, [1, 2], monday, sunday, slot=30) == 5 * 6 * 2
    assert places(calendar, [], monday, sunday) == 0
    closed = Calendar(weekly=hours, closures=[Closure(monday, time(8, 0), time(10, 0), "Ill")])
    assert places(closed, [1], monday, monday, slot=15) == 6
    fewer = Calendar(special=[SpecialOpening(monday, time(9), time(10), desks=1)], weekly=hours)
    assert places(fewer, [1, 2], monday, monday, slot=15) == 4


@settings(deadline=None)  # the walk is slow, and so is a busy machine
@given(situation=oracle.situations())
def test_places_are_what_a_walk_through_an_empty_day_finds(situation):
    """Also on the days of the change of the clock; a day counted before is remembered rightly."""
    day, calendar, desks, _busy, shape = situation
    counted = figures.Places().offered(offer=shape, calendar=calendar, desks=desks, days=[day, day])
    assert counted == 2 * sum(walked(calendar, day, rank, shape) for rank in range(len(desks)))


def walked(calendar, day, rank, shape) -> int:
    """Appointments one after the other at the desk that opens as the `rank`-th."""
    before = oracle.free_times(calendar, day, list(range(rank)), [], shape)
    having = oracle.free_times(calendar, day, list(range(rank + 1)), [], shape)
    mine = sorted(start for start, free in having.items() if free > before.get(start, 0))
    count, free_from = 0, None
    for start in mine:
        if free_from is None or start >= free_from:
            count, free_from = count + 1, start + shape.occupied
    return count
