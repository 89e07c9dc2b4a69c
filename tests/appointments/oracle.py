"""Opening hours and free times once more, walked minute by minute: slow, and plainly right."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from hypothesis import strategies as st

from appointments.rules.free_times import Busy, Offer
from appointments.rules.opening import Calendar, Closure, SpecialOpening, WeeklyHours
from cns_portal.kernel import civil_time

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
MINUTE = timedelta(minutes=1)
TICK = 5


@lru_cache
def minutes_of(day: date) -> list[datetime]:
    """Every minute of the day, in UTC; 1380, 1440 or 1500 of them."""
    begin, end = civil_time.midnight(day), civil_time.midnight(day + timedelta(days=1))
    return [begin + n * MINUTE for n in range(int((end - begin) / MINUTE))]


def open_stretches(calendar: Calendar, day: date) -> list[tuple[set[datetime], datetime, int]]:
    """Per stretch of hours: its minutes that stay open, its first minute, the desks served."""
    special = [opening for opening in calendar.special if opening.day == day]
    if day in calendar.holidays:
        hours = [opening for opening in special if opening.on_public_holiday]
    elif special:
        hours = special
    else:
        hours = [
            row
            for row in calendar.weekly
            if row.weekday == day.weekday()
            and row.valid_from <= day <= (row.valid_until or date.max)
        ]
    closures = [closure for closure in calendar.closures if closure.day == day]
    stretches = []
    for row in hours:
        planned = [m for m in minutes_of(day) if row.opens_at <= _wall(m) < row.closes_at]
        if planned:
            kept = {m for m in planned if not any(_closed(m, closure) for closure in closures)}
            stretches.append((kept, planned[0], 10**6 if row.desks is None else row.desks))
    return stretches


def free_times(
    calendar: Calendar, day: date, desks: list[int], busy: list[Busy], offer: Offer
) -> dict[datetime, int]:
    """Every start at which a desk is free, with how many are."""
    taken = {
        desk: {
            moment
            for entry in busy
            if entry.desk == desk
            for moment in _minutes(
                datetime.fromtimestamp(entry.from_second, UTC),
                int(entry.until_second - entry.from_second) // 60,
            )
        }
        for desk in desks
    }
    found: dict[datetime, int] = {}
    stretches = open_stretches(calendar, day)
    for start in minutes_of(day)[::TICK]:
        served = max(
            (
                count
                for kept, first, count in stretches
                if (start - first) % offer.occupied == timedelta(0)
                and start >= first
                and _minutes(start, offer.slot_minutes) <= kept
            ),
            default=0,
        )
        needed = _minutes(start, offer.slot_minutes + offer.buffer_minutes)
        free = sum(not needed & taken[desk] for desk in desks[:served])
        if free:
            found[start] = free
    return found


def _minutes(start: datetime, count: int) -> set[datetime]:
    return {start + n * MINUTE for n in range(count)}


@lru_cache(maxsize=10_000)
def _wall(minute: datetime):
    return civil_time.wall(minute).time()


def _closed(minute: datetime, closure: Closure) -> bool:
    return closure.from_time is None or closure.from_time <= _wall(minute) < closure.until_time


# -- random days --------------------------------------------------------------------------------

# No office opens inside the hour that is skipped or repeated; that is another test's.
_hours = st.sampled_from([0, 1, *range(3, 24)])


@st.composite
def spans(draw):
    """Two different times of a day, the earlier first."""
    clock_times = st.builds(
        lambda hour, tick: time(hour, tick * TICK),
        _hours,
        st.integers(0, 11),
    )
    times = draw(st.lists(clock_times, min_size=2, max_size=2, unique=True))
    return min(times), max(times)


days = st.sampled_from([SPRING, AUTUMN, date(2026, 3, 2), date(2026, 6, 23), date(2026, 12, 25)])
desk_limits = st.none() | st.integers(0, 3)


@st.composite
def calendars(draw, day):
    """A calendar with something to say about `day`."""
    some = lambda what, most=2: draw(st.lists(what, max_size=most))  # noqa: E731
    weekly = [
        WeeklyHours(day.weekday(), opens, closes, date(2020, 1, 1), desks=desks)
        for (opens, closes), desks in some(st.tuples(spans(), desk_limits), 3)
    ]
    special = [
        SpecialOpening(day, opens, closes, desks, on_holiday)
        for (opens, closes), desks, on_holiday in some(
            st.tuples(spans(), desk_limits, st.booleans())
        )
    ]
    closures = [
        Closure(day, *(times or (None, None)), "closed")
        for times in some(spans() | spans() | st.none())
    ]
    holidays = frozenset({day} if draw(st.integers(0, 5)) == 0 else ())
    return Calendar(tuple(weekly), tuple(special), tuple(closures), holidays)


offers = st.builds(
    lambda slot, buffer: Offer(
        "information", "on_site", slot * TICK, buffer * TICK, timedelta(0), 10_000
    ),
    st.integers(1, 12),
    st.integers(0, 4),
)


@st.composite
def busy_times(draw, day, desks):
    """Bookings of the day's desks, on any tick, overlapping or not."""
    begin, ticks = civil_time.midnight(day).timestamp(), len(minutes_of(day)) // TICK
    entries = st.tuples(st.sampled_from(desks), st.integers(-3, ticks - 1), st.integers(1, 24))
    return [
        Busy(desk, begin + first * 300, begin + (first + length) * 300)
        for desk, first, length in draw(st.lists(entries, max_size=8))
    ]


@st.composite
def situations(draw):
    """A day with its calendar, desks, bookings and an offer."""
    day = draw(days)
    desks = list(range(11, 11 + draw(st.integers(1, 4))))
    return day, draw(calendars(day)), desks, draw(busy_times(day, desks)), draw(offers)
