"""Free times as days and chips."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appointments.forms.choosing import Slot
from appointments.models import Agency
from appointments.rules import free_times as rules
from appointments.rules.free_times import FreeTime
from appointments.selectors.calendars import holiday_name
from cns_portal.kernel import civil_time

SHOWN_AT_ONCE = 40
"""Chips on one page when several agencies are listed together; the rest is one link away."""

NOON = 12

ANYWHERE = 0
"""Stands for the agency where it does not matter which one it is."""


@dataclass(frozen=True)
class DayList:
    """The free times of one or several agencies, day by day."""

    agencies: Mapping[int, Agency]
    found: Mapping[int, Mapping[date, tuple[FreeTime, ...]]]
    first: date
    count: int
    wanted: date | None = None
    names_agency: bool = False
    show_all: bool = False
    address: str = ""
    _days: dict[date, list[tuple[FreeTime, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for agency, days in self.found.items():
            for day, times in days.items():
                self._days.setdefault(day, []).extend((time, agency) for time in times)

    @cached_property
    def day(self) -> date | None:
        """The day whose times are shown: the wanted one, else the first with a free time."""
        if self._days.get(self.wanted):
            return self.wanted
        return min((day for day, times in self._days.items() if times), default=None)

    @property
    def days(self) -> list[dict]:
        """For the list of days: working days and others with times; some are full, some closed."""
        listed = []
        for offset in range(self.count):
            day = self.first + timedelta(days=offset)
            times = self._days.get(day, ())
            if times or day.weekday() < 5:
                listed.append(
                    {
                        "day": day,
                        "free": len(times),
                        "url": f"{self.address}&day={day.isoformat()}" if times else "",
                        "current": day == self.day,
                        "closed": "" if day in self._days else holiday_name(day) or _("closed"),
                    }
                )
        return listed

    @cached_property
    def times(self) -> list[tuple[FreeTime, int]]:
        """The chosen day's starts with their agencies, the earliest first."""
        order = {agency: place for place, agency in enumerate(self.agencies)}
        return sorted(
            self._days.get(self.day, ()),
            key=lambda time: (time[0].second, order.get(time[1], 0)),
        )

    @property
    def left_out(self) -> int:
        """How many of them are not shown yet."""
        return 0 if self.show_all else max(0, len(self.times) - SHOWN_AT_ONCE)

    @property
    def groups(self) -> list[dict]:
        """Morning and afternoon, each with its times, for `slot_radios`."""
        shown = self.times if self.show_all else self.times[:SHOWN_AT_ONCE]
        if not self.names_agency:
            slug = next(iter(self.agencies.values())).slug if self.names_slug else ""
            return _groups(get_language(), slug, tuple(time.second for time, _agency in shown))
        groups: dict[str, list[dict]] = {}
        for time, agency in shown:
            starts_at = rules.moment(time)
            slot = {
                "value": self.value(starts_at, agency),
                "label": clock_time(starts_at),
                "note": self.agencies[agency].name,
            }
            groups.setdefault(_part_of_day(starts_at), []).append(slot)
        return [{"label": label, "slots": slots} for label, slots in groups.items()]

    def value(self, starts_at: datetime, agency: int) -> str:
        """One time as a form sends it."""
        known = self.agencies.get(agency)
        return str(Slot(known.slug if known and self.names_slug else "", starts_at))

    @property
    def names_slug(self) -> bool:
        """Video calls are taken by whoever is free, so their times name no agency."""
        return bool(self.agencies)


@lru_cache(maxsize=1024)
def _groups(language: str, slug: str, seconds: tuple[int, ...]) -> list[dict]:
    """The times of one place; asked for by many people, so what was written is kept."""
    groups: dict[str, list[dict]] = {}
    for second in seconds:
        starts_at = datetime.fromtimestamp(second, tz=UTC)
        slot = {"value": str(Slot(slug, starts_at)), "label": clock_time(starts_at)}
        groups.setdefault(_part_of_day(starts_at), []).append(slot)
    return [{"label": label, "slots": slots} for label, slots in groups.items()]


def _part_of_day(starts_at: datetime) -> str:
    return _("Morning") if civil_time.wall(starts_at).hour < NOON else _("Afternoon")


def merged(
    found: Mapping[int, Mapping[date, tuple[FreeTime, ...]]],
) -> dict[int, dict[date, tuple[FreeTime, ...]]]:
    """Several agencies as one place: a start is free where any of them has it free."""
    together: dict[date, dict[int, int]] = {}
    for days in found.values():
        for day, times in days.items():
            counts = together.setdefault(day, {})
            for second, free in times:
                counts[second] = counts.get(second, 0) + free
    return {
        ANYWHERE: {
            day: tuple(FreeTime(second, counts[second]) for second in sorted(counts))
            for day, counts in together.items()
        }
    }


def with_own(
    found: Mapping[int, Mapping[date, tuple[FreeTime, ...]]], place: int, starts_at: datetime
) -> dict[int, Mapping[date, tuple[FreeTime, ...]]]:
    """The list for somebody who has a time already: free for them, though for nobody else.

    A place that is not listed stays out.
    """
    days = dict(found.get(place, {}))
    day, second = civil_time.day_of(starts_at), int(starts_at.timestamp())
    times = days.get(day, ())
    if place in found and all(time.second != second for time in times):
        days[day] = tuple(sorted((*times, FreeTime(second, 1))))
        return {**found, place: days}
    return dict(found)


def without(
    found: Mapping[int, Mapping[date, tuple[FreeTime, ...]]], place: int, starts_at: datetime
) -> dict[int, Mapping[date, tuple[FreeTime, ...]]]:
    """The list for somebody to whom one time is of no use; its day stays in the list."""
    days = dict(found.get(place, {}))
    day, second = civil_time.day_of(starts_at), int(starts_at.timestamp())
    if day in days:
        days[day] = tuple(time for time in days[day] if time.second != second)
        return {**found, place: days}
    return dict(found)


def nearest(
    found: Mapping[int, Mapping[date, tuple[FreeTime, ...]]], to: datetime, *, count: int
) -> list[tuple[datetime, int]]:
    """The `count` free starts closest to a moment, in their order, with their agencies."""
    second = to.timestamp()
    everything = [
        (abs(time.second - second), time.second, agency)
        for agency, days in found.items()
        for times in days.values()
        for time in times
    ]
    closest = sorted(everything)[:count]
    return sorted(
        (datetime.fromtimestamp(start, tz=to.tzinfo), agency)
        for _distance, start, agency in closest
    )


def clock_time(moment: datetime) -> str:
    """`10:42`, as Luxembourg's clocks show it."""
    return formats.time_format(civil_time.wall(moment), "TIME_FORMAT")
