"""Which agreed appointments a plan no longer allows, and which a change of it touches."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.choices import Refusal
from appointments.rules import review
from appointments.rules.opening import Calendar, Closure, SpecialOpening, WeeklyHours
from appointments.rules.review import Booking, Plan
from cns_portal.kernel import civil_time
from tests.appointments import oracle

DAY = date(2026, 6, 24)  # a Wednesday
HOURS = WeeklyHours(2, time(9), time(12), date(2020, 1, 1))
DESKS = (11, 12, 13)
PLAN = Plan(Calendar((HOURS,)), DESKS, frozenset({"information"}), True)


def booking(hour=10, minute=0, *, desk=12, minutes=15, **columns):
    starts_at = civil_time.at(DAY, time(hour, minute))
    known = {"key": 1, "agency": 7, "channel": "on_site", "topic": "information"}
    ends_at = starts_at + timedelta(minutes=minutes)
    return Booking(**{**known, "desk": desk, "starts_at": starts_at, "ends_at": ends_at, **columns})


def why(booking, plan):
    found = list(review.outside([booking], {(7, booking.channel): plan}))
    return found[0][1].refusal if found else None


def with_calendar(**changes):
    return replace(PLAN, calendar=replace(PLAN.calendar, **changes))


@pytest.mark.parametrize(
    ("plan", "one", "reason"),
    [
        (PLAN, booking(), None),
        (PLAN, booking(11, 45), None),
        (PLAN, booking(11, 50), Refusal.OUTSIDE_HOURS),
        (PLAN, booking(8, 55), Refusal.OUTSIDE_HOURS),
        # The grid and the lengths of today are not asked of what was agreed.
        (PLAN, booking(9, 7), None),
        (PLAN, booking(9, minutes=55), None),
        (with_calendar(holidays=frozenset({DAY})), booking(), Refusal.HOLIDAY),
        (
            with_calendar(
                holidays=frozenset({DAY}),
                special=(SpecialOpening(DAY, time(9), time(11), on_public_holiday=True),),
            ),
            booking(),
            None,
        ),
        (with_calendar(closures=(Closure(DAY, None, None, ""),)), booking(), Refusal.CLOSURE),
        (
            with_calendar(closures=(Closure(DAY, time(10, 10), time(11), "Training"),)),
            booking(),
            Refusal.CLOSURE,
        ),
        (with_calendar(closures=(Closure(DAY, time(11), time(12), "Training"),)), booking(), None),
        # What lies outside anyway is not there because of the closure.
        (
            with_calendar(closures=(Closure(DAY, None, None, "Training"),)),
            booking(15),
            Refusal.OUTSIDE_HOURS,
        ),
        (
            with_calendar(special=(SpecialOpening(DAY, time(9), time(10)),)),
            booking(),
            Refusal.OUTSIDE_HOURS,
        ),
        (replace(PLAN, desks=(11, 13)), booking(), Refusal.DESK_OUT),
        (replace(PLAN, desks=(11, 13, 12)), booking(), None),
        (with_calendar(weekly=(replace(HOURS, desks=2),)), booking(), None),
        (with_calendar(weekly=(replace(HOURS, desks=1),)), booking(), Refusal.DESK_NOT_SERVED),
        (
            replace(
                with_calendar(weekly=(replace(HOURS, desks=2),)), desks=(11, 13, 12)
            ),
            booking(),
            Refusal.DESK_NOT_SERVED,
        ),
        (replace(PLAN, topics=frozenset()), booking(), Refusal.NOT_OFFERED),
        (replace(PLAN, takes_appointments=False), booking(), Refusal.AGENCY_UNKNOWN),
        (
            replace(PLAN, topics=frozenset({"reimbursement"})),
            booking(topic="reimbursement", channel="video"),
            Refusal.NO_VIDEO_FOR_REIMBURSEMENT,
        ),
    ],
)  # fmt: skip
def test_why_an_appointment_no_longer_fits(plan, one, reason):
    assert why(one, plan) == reason


def test_the_reason_of_a_closure_goes_with_it():
    plan = with_calendar(closures=(Closure(DAY, None, None, "Training"),))
    ((_booking, reason),) = review.outside([booking()], {(7, "on_site"): plan})
    assert reason.details == {"reason": "Training"}


def test_what_has_no_plan_at_all_is_outside():
    assert [one.key for one, _why in review.outside([booking()], {})] == [1]


@pytest.mark.parametrize(
    ("plan", "taken", "free"),
    [
        (PLAN, set(), [11, 13]),
        (PLAN, {11}, [13]),
        (PLAN, {11, 13}, []),
        (replace(PLAN, desks=(11, 13)), set(), [11, 13]),
        (with_calendar(weekly=(replace(HOURS, desks=1),)), set(), [11]),
        (with_calendar(weekly=(replace(HOURS, desks=0),)), set(), []),
        (with_calendar(weekly=()), set(), []),
        (with_calendar(closures=(Closure(DAY, None, None, "Training"),)), set(), []),
        (replace(PLAN, topics=frozenset()), set(), []),
        (replace(PLAN, takes_appointments=False), set(), []),
    ],
)
def test_the_desks_that_could_take_it_at_the_same_time(plan, taken, free):
    assert review.other_desks(booking(), plan, taken=taken) == free


# -- a change of the plan, against the slow oracle ----------------------------------------------


def stands(plan, day, one):
    """Minute by minute: the whole time in one stretch of hours that serves the desk."""
    minutes, moment = set(), one.starts_at
    while moment < one.ends_at:
        minutes.add(moment)
        moment += oracle.MINUTE
    return any(
        minutes <= kept and one.desk in plan.desks[:count]
        for kept, _first, count in oracle.open_stretches(plan.calendar, day)
    )


@st.composite
def changes(draw):
    """A day, its plan before and after, and what was agreed for it."""
    day = draw(oracle.days)
    desks = draw(st.permutations(range(11, 11 + draw(st.integers(1, 4)))))
    before = Plan(draw(oracle.calendars(day)), tuple(desks), frozenset({"information"}), True)
    served = draw(st.lists(st.sampled_from(desks), unique=True))
    after = replace(before, calendar=draw(oracle.calendars(day)), desks=tuple(served))
    if draw(st.booleans()):  # one thing changes, as in the admin
        after = replace(before, calendar=replace(before.calendar, closures=after.calendar.closures))
    all_minutes = oracle.minutes_of(day)
    bookings = []
    for key in range(draw(st.integers(1, 8))):
        first = draw(st.integers(0, len(all_minutes) // 5 - 13)) * 5
        length = draw(st.sampled_from([10, 15, 30, 45]))
        starts_at = all_minutes[first]
        bookings.append(
            Booking(
                key, 7, "on_site", "information", draw(st.sampled_from(desks)),
                starts_at, starts_at + timedelta(minutes=length),
            )
        )  # fmt: skip
    return day, before, after, bookings


@given(changes())
def test_a_change_touches_exactly_what_fitted_before_and_no_longer_does(change):
    day, before, after, bookings = change
    found = review.touched(bookings, before={(7, "on_site"): before}, after={(7, "on_site"): after})
    expected = [one for one in bookings if stands(before, day, one) and not stands(after, day, one)]
    assert [one for one, _why in found] == expected


@given(changes())
def test_another_desk_is_one_at_which_the_appointment_would_stand(change):
    day, _before, after, bookings = change
    for one in bookings:
        expected = [
            desk
            for desk in after.desks
            if desk != one.desk and stands(after, day, one._replace(desk=desk))
        ]
        assert review.other_desks(one, after, taken=()) == expected
