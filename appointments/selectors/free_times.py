"""Free times, for every list of them: the page, the JSON, "next free", the alternatives.

Times are computed from opening hours and occupied desks, never stored. What was computed for an
agency's day is remembered in this process under the day's version, which a trigger changes with
every appointment; a list therefore costs one look at the versions, and only what changed is
computed again. Booking never uses what is remembered here.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import BigIntegerField, Func, Max, Sum

from appointments.choices import Status
from appointments.models import AgencyDay, Appointment
from appointments.rules import free_times as rules
from appointments.rules.booking import last_day
from appointments.rules.free_times import Busy, FreeTime, Offer
from appointments.selectors.calendars import calendars
from appointments.selectors.memory import Memory
from appointments.selectors.offers import calendar_version
from cns_portal.kernel import civil_time

REMEMBERED_DAYS = 8192  # a day of 30 starts is about 3 kB
NEVER = float("inf")


class Second(Func):
    """A moment as whole POSIX seconds; a started second counts whole, so nothing ends too early."""

    template = "CEIL(EXTRACT(EPOCH FROM %(expressions)s))::bigint"
    output_field = BigIntegerField()


class DayKey(NamedTuple):
    """Under which a day's times are remembered: whatever could change them is in it."""

    agency: int
    day: date
    offer: tuple
    calendar_version: int
    day_version: int


@dataclass(frozen=True)
class DayTimes:
    """The free times of an agency's day; `good_until` is when the next hold on it expires.

    A day that is open without a free time is full; the others are closed.
    """

    times: tuple[FreeTime, ...]
    good_until: float
    is_open: bool


@dataclass(frozen=True)
class NextFree:
    """The earliest start of an agency, or none within the horizon."""

    time: FreeTime | None
    good_until: float


_days: Memory[DayTimes] = Memory(REMEMBERED_DAYS)
_next: Memory[NextFree] = Memory(512)


def forget_everything() -> None:
    """Empty this process's memory of free times (benchmarks and tests measure from cold)."""
    _days.clear()
    _next.clear()


def free_times(
    *,
    offer: Offer,
    agency_ids: Collection[int],
    first: date,
    count: int,
    now: datetime,
    version: int | None = None,
    with_full_days: bool = False,
) -> dict[int, dict[date, tuple[FreeTime, ...]]]:
    """Per agency and day, the starts that can be booked at `now`; days without any are left out.

    With `with_full_days`, days on which the agency is open but full are in it, without times.

    `count` days from `first` on, cut to what the offer's notice and horizon allow. The number of
    queries does not depend on days, agencies or bookings. `version` is `calendar_version()`, where
    the caller knows it already.
    """
    today = civil_time.day_of(now)
    last = min(first + timedelta(days=count - 1), last_day(offer, now))
    first = max(first, today)
    if last < first or not agency_ids:
        return {agency_id: {} for agency_id in agency_ids}
    earliest = (now + offer.notice).timestamp()
    found = _times_of_days(offer, agency_ids, first, last, now, version=version)
    answer: dict[int, dict[date, tuple[FreeTime, ...]]] = {agency: {} for agency in agency_ids}
    threshold_day = civil_time.day_of(now + offer.notice)
    for agency_id, of_days in answer.items():
        for day in _days_between(first, last):
            known = found[agency_id, day]
            times = known.times
            if day <= threshold_day:
                times = tuple(time for time in times if time.second >= earliest)
            if times or (with_full_days and known.is_open):
                of_days[day] = times
    return answer


def next_free(
    *, offer: Offer, agency_ids: Collection[int], now: datetime, version: int | None = None
) -> dict[int, datetime | None]:
    """The earliest start of each agency within notice and horizon, or None."""
    today, last = civil_time.day_of(now), last_day(offer, now)
    earliest = (now + offer.notice).timestamp()
    version = calendar_version() if version is None else version
    # A day's number only rises and none is used twice: a change of any day changes the sum, and
    # the greatest tells apart what was computed in a transaction that was then rolled back.
    changes = {
        agency: numbers
        for agency, *numbers in AgencyDay.objects.filter(
            agency__in=agency_ids, day__range=(today, last)
        )
        .order_by()
        .values_list("agency_id")
        .annotate(total=Sum("version"), greatest=Max("version"))
    }
    keys = {
        agency: (
            agency,
            (*_shape(offer), offer.notice),
            (today, last),
            (version, *changes.get(agency, ())),
        )
        for agency in agency_ids
    }
    known = {agency: _next.get(key, now.timestamp()) for agency, key in keys.items()}
    stale = [
        agency
        for agency, answer in known.items()
        if answer is None or (answer.time and answer.time.second < earliest)
    ]
    if stale:
        found = _times_of_days(offer, stale, today, last, now, version=version)
        for agency in stale:
            known[agency] = _first(
                (found[agency, day] for day in _days_between(today, last)), earliest
            )
            _next.put(keys[agency], known[agency])
    return {
        agency: rules.moment(answer.time) if answer.time else None
        for agency, answer in known.items()
    }


def _first(of_days: Iterable[DayTimes], earliest: float) -> NextFree:
    """The first time not before `earliest` (POSIX seconds), and how long that answer is good."""
    good_until = NEVER
    for known in of_days:
        good_until = min(good_until, known.good_until)
        for time in known.times:
            if time.second >= earliest:
                return NextFree(time, good_until)
    return NextFree(None, good_until)


def _shape(offer: Offer) -> tuple:
    """What of an offer decides about times; topics of the same shape share what is remembered."""
    return (offer.channel, offer.slot_minutes, offer.buffer_minutes)


def _days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def _times_of_days(
    offer: Offer,
    agency_ids: Collection[int],
    first: date,
    last: date,
    now: datetime,
    *,
    version: int | None = None,
) -> dict[tuple[int, date], DayTimes]:
    """The times of every agency's every day, before notice and horizon; remembered or computed."""
    if version is None:
        version = calendar_version()
    day_versions = {
        (agency, day): number
        for agency, day, number in AgencyDay.objects.filter(
            agency__in=agency_ids, day__range=(first, last)
        ).values_list("agency_id", "day", "version")
    }
    shape, second = _shape(offer), now.timestamp()
    found: dict[tuple[int, date], DayTimes] = {}
    missing: dict[int, list[DayKey]] = defaultdict(list)
    for agency in agency_ids:
        for day in _days_between(first, last):
            key = DayKey(agency, day, shape, version, day_versions.get((agency, day), 0))
            if known := _days.get(key, second):
                found[agency, day] = known
            else:
                missing[agency].append(key)
    if missing:
        for key, computed in _computed(offer, missing, now):
            _days.put(key, computed)
            found[key.agency, key.day] = computed
    return found


def _computed(
    offer: Offer, missing: dict[int, list[DayKey]], now: datetime
) -> Iterator[tuple[DayKey, DayTimes]]:
    """The times of the missing days: five queries, whatever their number."""
    wanted = [key.day for keys in missing.values() for key in keys]
    first, last = min(wanted), max(wanted)
    known = calendars(list(missing), offer.channel, first, last)
    busy, expiries = taken_times(list(missing), first, last, now)
    for agency, keys in missing.items():
        for key in keys:
            windows = known[agency].calendar.windows(key.day)
            times = rules.free_times(
                day=key.day,
                windows=windows,
                desks=known[agency].desks,
                busy=busy.get((agency, key.day), ()),
                offer=offer,
            )
            is_open = bool(windows and known[agency].desks)
            yield key, DayTimes(times, expiries.get((agency, key.day), NEVER), is_open)


def taken_times(
    agency_ids: Collection[int], first: date, last: date, now: datetime | None
) -> tuple[dict[tuple[int, date], list[Busy]], dict[tuple[int, date], float]]:
    """What is taken, per agency and day, and when the first kept time of that day expires.

    A hold that is over at `now` takes nothing, also before the beat has swept it away; with None
    every hold counts as it is stored. One query.
    """
    midnights = [
        int(civil_time.midnight(day).timestamp())
        for day in _days_between(first, last + timedelta(days=1))
    ]
    rows = Appointment.objects.occupying().filter(
        agency__in=agency_ids,
        starts_at__gte=civil_time.midnight(first),
        starts_at__lt=civil_time.midnight(last + timedelta(days=1)),
    )
    if now is not None:
        rows = rows.exclude(status=Status.HELD, hold_expires_at__lte=now)
    # Whole seconds as integers: reading thousands of moments as such is what takes time.
    rows = rows.order_by().values_list(
        "agency_id",
        "desk_id",
        Second("starts_at"),
        Second("occupied_until"),
        Second("hold_expires_at"),
    )
    busy: dict[tuple[int, date], list[Busy]] = defaultdict(list)
    expiries: dict[tuple[int, date], float] = {}
    listed = _days_between(first, last)
    for agency, desk, starts, until, expiry in rows:
        day = listed[bisect_right(midnights, starts) - 1]
        busy[agency, day].append(Busy(desk, starts, until))
        if expiry:
            expiries[agency, day] = min(expiries.get((agency, day), NEVER), expiry)
    return busy, expiries
