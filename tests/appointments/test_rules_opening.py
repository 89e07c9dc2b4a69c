"""Which hours hold: holiday before closure before special opening before the weekly hours."""

from datetime import date, time

import pytest

from appointments.rules.opening import Calendar, Closure, SpecialOpening, WeeklyHours
from cns_portal.kernel import civil_time

DAY = date(2026, 6, 23)  # a Tuesday, and the national holiday
WEEKLY = WeeklyHours(1, time(8), time(12), date(2020, 1, 1))
SPECIAL = SpecialOpening(DAY, time(9), time(11))
ON_HOLIDAY = SpecialOpening(DAY, time(9), time(11), on_public_holiday=True)
WHOLE_DAY = Closure(DAY, None, None, "staff training")
FROM_TEN = Closure(DAY, time(10), time(18), "power cut")


def hours(calendar, day=DAY):
    return [
        f"{civil_time.wall(window.opens_at):%H}-{civil_time.wall(window.closes_at):%H}"
        for window in calendar.windows(day)
    ]


@pytest.mark.parametrize(
    ("weekly", "special", "closures", "is_holiday", "open_hours"),
    [
        ([], [], [], False, []),
        ([WEEKLY], [], [], False, ["08-12"]),
        ([WEEKLY], [SPECIAL], [], False, ["09-11"]),
        ([], [SPECIAL], [], False, ["09-11"]),
        ([WEEKLY], [], [FROM_TEN], False, ["08-10"]),
        ([WEEKLY], [SPECIAL], [FROM_TEN], False, ["09-10"]),
        ([WEEKLY], [], [WHOLE_DAY], False, []),
        ([WEEKLY], [SPECIAL], [WHOLE_DAY], False, []),
        ([WEEKLY], [], [FROM_TEN, WHOLE_DAY], False, []),
        ([WEEKLY], [], [], True, []),
        ([WEEKLY], [SPECIAL], [], True, []),
        ([WEEKLY], [ON_HOLIDAY], [], True, ["09-11"]),
        ([WEEKLY], [ON_HOLIDAY], [], False, ["09-11"]),
        ([WEEKLY], [ON_HOLIDAY, SPECIAL], [], True, ["09-11"]),
        ([WEEKLY], [ON_HOLIDAY], [FROM_TEN], True, ["09-10"]),
        ([WEEKLY], [ON_HOLIDAY], [WHOLE_DAY], True, []),
    ],
)
def test_precedence(weekly, special, closures, is_holiday, open_hours):
    holidays = frozenset({DAY} if is_holiday else ())
    assert hours(Calendar(weekly, special, closures, holidays)) == open_hours


def test_what_is_said_about_another_day_says_nothing_about_this_one():
    elsewhere = date(2026, 6, 30)
    calendar = Calendar(
        [WEEKLY],
        [SpecialOpening(elsewhere, time(1), time(2))],
        [Closure(elsewhere, None, None, "training")],
        frozenset({elsewhere}),
    )
    assert hours(calendar) == ["08-12"]


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 6, 1), False),
        (date(2026, 6, 2), True),  # the first day belongs to it
        (date(2026, 6, 3), False),  # another weekday
        (date(2026, 6, 16), True),  # and so does the last
        (date(2026, 6, 23), False),
    ],
)
def test_hours_hold_from_their_first_day_to_their_last(day, is_open):
    row = WeeklyHours(1, time(8), time(12), date(2026, 6, 2), date(2026, 6, 16))
    assert bool(hours(Calendar([row]), day)) == is_open


def test_hours_without_an_end_hold_for_ever():
    assert hours(Calendar([WEEKLY]), date(2099, 6, 23)) == ["08-12"]


def test_a_closure_in_the_middle_leaves_both_ends():
    noon = Closure(DAY, time(9), time(10), "delivery")
    calendar = Calendar([WEEKLY], closures=[noon])
    assert hours(calendar) == ["08-09", "10-12"]
    assert {window.grid_from for window in calendar.windows(DAY)} == {civil_time.at(DAY, time(8))}


def test_stretches_come_in_the_order_of_the_day():
    afternoon = WeeklyHours(1, time(13), time(16), date(2020, 1, 1))
    assert hours(Calendar([afternoon, WEEKLY])) == ["08-12", "13-16"]


def test_the_closure_that_takes_something_of_a_time_is_found():
    calendar = Calendar([WEEKLY], closures=[FROM_TEN])
    nine, ten, eleven = (civil_time.at(DAY, time(hour)) for hour in (9, 10, 11))
    assert calendar.closure_during(nine, ten) is None  # the end does not belong to it
    assert calendar.closure_during(nine, eleven) == FROM_TEN
    assert calendar.closure_during(ten, eleven) == FROM_TEN
    assert Calendar(closures=[WHOLE_DAY]).closure_during(nine, ten) == WHOLE_DAY
