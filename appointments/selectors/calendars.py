"""Rows of hours, closures and desks, turned into the values the rules work with."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache

from django.db.models import Q
from django.utils.translation import get_language

from appointments.models import Closure, Desk, OpeningHours, SpecialOpening
from appointments.rules import opening
from cns_portal.kernel import public_holidays


@dataclass(frozen=True)
class AgencyCalendar:
    """One agency's calendar for one channel, and its desks in the order of staffing."""

    calendar: opening.Calendar
    desks: tuple[int, ...]


def holiday_name(day: date) -> str:
    """What the holiday is called in the language of the moment; empty on another day."""
    return public_holidays.name(day, get_language())


def calendars(
    agency_ids: Collection[int], channel: str, first: date, last: date
) -> dict[int, AgencyCalendar]:
    """The calendars of these agencies for the days from `first` to `last`: four queries."""
    weekly: dict[int, list] = defaultdict(list)
    special: dict[int, list] = defaultdict(list)
    closures: dict[int | None, list] = defaultdict(list)
    desks: dict[int, list[int]] = defaultdict(list)
    for agency_id, *values in (
        OpeningHours.objects.filter(agency__in=agency_ids, channel=channel, valid_from__lte=last)
        .exclude(valid_until__lt=first)
        .values_list(
            "agency_id", "weekday", "opens_at", "closes_at", "valid_from", "valid_until", "desks"
        )
    ):
        weekly[agency_id].append(opening.WeeklyHours(*values))
    for agency_id, *values in SpecialOpening.objects.filter(
        agency__in=agency_ids, channel=channel, day__range=(first, last)
    ).values_list("agency_id", "day", "opens_at", "closes_at", "desks", "on_public_holiday"):
        special[agency_id].append(opening.SpecialOpening(*values))
    for agency_id, *values in Closure.objects.filter(
        Q(agency__in=agency_ids) | Q(agency__isnull=True),
        channel__in=["", channel],
        day__range=(first, last),
    ).values_list("agency_id", "day", "from_time", "until_time", "reason"):
        closures[agency_id].append(opening.Closure(*values))
    for agency_id, desk_id in (
        Desk.objects.filter(agency__in=agency_ids, channel=channel, active=True)
        .order_by("position", "pk")
        .values_list("agency_id", "pk")
    ):
        desks[agency_id].append(desk_id)
    holidays = public_holidays.between(first, last)
    return {
        agency_id: AgencyCalendar(
            opening.Calendar(
                weekly=tuple(weekly[agency_id]),
                special=tuple(special[agency_id]),
                closures=(*closures[agency_id], *closures[None]),
                holidays=holidays,
            ),
            tuple(desks[agency_id]),
        )
        for agency_id in agency_ids
    }


def weekly_hours(
    agency_ids: Iterable[int], channel: str, day: date, *, version: int
) -> dict[int, tuple[tuple[int, time, time], ...]]:
    """Per agency, the (weekday, opens, closes) in force on `day`, in order.

    One query, or none where this process remembers the answer under this `version` of the hours.
    """
    return _weekly_hours(tuple(agency_ids), channel, day, version)


@lru_cache(maxsize=16)
def _weekly_hours(agency_ids: tuple[int, ...], channel: str, day: date, version: int) -> dict:
    hours: dict[int, list[tuple[int, time, time]]] = defaultdict(list)
    rows = (
        OpeningHours.objects.filter(agency__in=agency_ids, channel=channel, valid_from__lte=day)
        .exclude(valid_until__lt=day)
        .order_by("weekday", "opens_at")
        .values_list("agency_id", "weekday", "opens_at", "closes_at")
    )
    for agency_id, *stretch in rows:
        hours[agency_id].append(tuple(stretch))
    return {agency_id: tuple(hours[agency_id]) for agency_id in agency_ids}
