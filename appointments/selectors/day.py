"""The agents' day at one agency: who sits at which desk, who is there, who is still to come."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from appointments.choices import Channel, Status
from appointments.models import Agency, Appointment, Desk, DeskShift
from appointments.rules import free_times as rules
from appointments.rules import queue
from appointments.rules.free_times import Offer
from appointments.rules.states import AT_A_DESK, NOT_GIVEN_UP
from appointments.selectors.agenda import agenda_of
from appointments.selectors.calendars import calendars
from appointments.selectors.free_times import taken_times
from cns_portal.kernel import civil_time

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account


def open_shifts(*, now: datetime) -> QuerySet[DeskShift]:
    """Who receives people at a desk. One forgotten on an earlier day is over, also if stored open:
    nobody sits at a desk through the night."""
    today = civil_time.midnight(civil_time.day_of(now))
    return DeskShift.objects.filter(ended_at__isnull=True, began_at__gte=today)


def shift_of(agent: Account, *, now: datetime) -> DeskShift | None:
    """The desk at which the agent receives people now, while its agency is one of theirs."""
    theirs = open_shifts(now=now).filter(
        agent=agent, desk__agency__in=Agency.objects.assigned_to(agent)
    )
    return theirs.select_related("desk__agency").first()


def desks_of(agency_id: int, *, in_use: Collection[int] = ()) -> list[Desk]:
    """The desks at which people are received in person, in order.

    Those `in_use` also when they went out of service in the meantime: whoever was called there
    must not vanish with the desk.
    """
    there = Desk.objects.filter(agency=agency_id, channel=Channel.ON_SITE)
    return list(there.filter(Q(active=True) | Q(pk__in=in_use)).order_by("position", "pk"))


def shifts_at(agency_id: int, *, now: datetime) -> dict[int, DeskShift]:
    """Who is at which of the agency's desks: one query."""
    found = open_shifts(now=now).filter(desk__agency=agency_id).select_related("agent")
    return {shift.desk_id: shift for shift in found}


def of_the_day(agent: Account, agency_id: int, day: date) -> QuerySet[Appointment]:
    """Everybody of an agency's day who was not given up, with all that a line says: two queries."""
    return (
        agenda_of(agent)
        .filter(agency=agency_id, status__in=NOT_GIVEN_UP)
        .on_day(day)
        .select_related("visit__desk", "visit__agent", "video_call")
        .order_by("starts_at", "pk")
    )


def who_waits(agency_id: int, day: date) -> list[queue.Waiting]:
    """Those who wait to be called to a desk. One query."""
    rows = (
        Appointment.objects.filter(
            agency=agency_id, channel=Channel.ON_SITE, status=Status.CHECKED_IN
        )
        .on_day(day)
        .values_list("pk", "starts_at", "visit__arrived_at", "desk_id")
    )
    return [
        queue.Waiting(pk, starts_at, arrived_at or starts_at, desk)
        for pk, starts_at, arrived_at, desk in rows
    ]


def is_busy(desk: Desk, day: date) -> bool:
    """Whether somebody was called to this desk and is not finished."""
    at_a_desk = Appointment.objects.filter(agency=desk.agency_id, status__in=AT_A_DESK)
    return at_a_desk.on_day(day).filter(visit__desk=desk).exists()


def times_left_today(
    offered: list[Offer], agency_id: int, *, now: datetime
) -> dict[str, list[datetime]]:
    """Per topic, the starts that can still be given today to somebody who is there.

    The time that is running now is the first of them if a desk is free for it. Five queries.
    """
    today = civil_time.day_of(now)
    known = calendars([agency_id], Channel.ON_SITE, today, today)[agency_id]
    busy, _expiries = taken_times([agency_id], today, today, now)
    windows = known.calendar.windows(today)
    return {
        offer.topic: [
            start
            for time in rules.free_times(
                day=today,
                windows=windows,
                desks=known.desks,
                busy=busy.get((agency_id, today), ()),
                offer=offer,
            )
            if (start := rules.moment(time)) + offer.slot > now
        ]
        for offer in offered
    }
