"""What agents ask: whose day is it, and what would a change of hours touch."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from appointments.choices import Channel, Status
from appointments.models import Agency, Appointment, Participant, SpecialOpening
from appointments.rules import opening
from appointments.rules.free_times import FreeTime, Offer
from appointments.selectors.calendars import calendars
from appointments.selectors.free_times import free_times
from cns_portal.accounts.models import Account
from cns_portal.kernel import civil_time, codes, matricule

NOT_GIVEN_UP = (
    Status.REQUESTED,
    Status.CONFIRMED,
    Status.CHECKED_IN,
    Status.CALLED,
    Status.STARTED,
    Status.COMPLETED,
    Status.MISSED,
)
"""Neither given up nor refused: what an agenda shows."""

_REFERENCE = re.compile(r"[0-9A-Za-z]{4}[\s-]?[0-9A-Za-z]{4}")


def agenda_of(agent: Account) -> QuerySet[Appointment]:
    """What the agent may see, with everything a line of the list needs: two queries."""
    return Appointment.objects.at_agencies_of(agent).with_place().prefetch_related("participants")


def agencies_of(agent: Account) -> QuerySet[Agency]:
    """The agent's agencies that take appointments, in the order of lists."""
    return Agency.objects.assigned_to(agent).taking_appointments()


def between(
    appointments: QuerySet[Appointment], first: date | None, last: date | None
) -> QuerySet[Appointment]:
    """Those that begin on the Luxembourg days from `first` to `last`; None leaves a side open."""
    if first is not None:
        appointments = appointments.filter(starts_at__gte=civil_time.midnight(first))
    if last is not None:
        after = civil_time.midnight(last + timedelta(days=1))
        appointments = appointments.filter(starts_at__lt=after)
    return appointments


def left_to_agents(appointments: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """The requests that wait for an agent's decision."""
    return appointments.filter(status=Status.REQUESTED, left_to_agent_at__isnull=False)


def at_a_glance(agent: Account, *, today: date) -> dict[str, int]:
    """How many requests wait for the agent's decision, how many come today, and how many of those
    sit in the waiting room: three queries."""
    mine = Appointment.objects.at_agencies_of(agent)
    waiting = left_to_agents(between(mine, today, None))
    expected = between(mine, today, today).filter(status__in=NOT_GIVEN_UP)
    here = expected.filter(status=Status.CHECKED_IN)
    return {"waiting": waiting.count(), "today": expected.count(), "here": here.count()}


def matching(appointments: QuerySet[Appointment], text: str) -> QuerySet[Appointment]:
    """An agent's search: a reference or a matricule however it is spaced, or names.

    Every word begins the first or the last name of somebody in the appointment. Beginnings, and
    keys instead of conditions joined by OR, because indexes find those among many.
    """
    number = matricule.normalised(text)
    if len(number) >= 4 and number.isdigit():
        found = Appointment.objects.filter(pk__in=_with(matricule__startswith=number))
    else:
        found = Appointment.objects.all()
        for word in text.split():
            found = found.filter(
                pk__in=_with(Q(last_name__istartswith=word) | Q(first_name__istartswith=word))
            )
    keys = found.order_by().values("pk")
    if _REFERENCE.fullmatch(text.strip()):
        code = codes.normalised(text)
        case = Appointment.objects.filter(procedure__reference=f"{code[:4]}-{code[4:]}")
        keys = keys.union(case.order_by().values("pk"))
    return appointments.filter(pk__in=keys)


def _with(*conditions: Q, **columns: str) -> QuerySet:
    """The keys of the appointments of such people."""
    return Participant.objects.filter(*conditions, **columns).values("appointment")


def free_for_agents(
    *, offer: Offer, agency_id: int, first: date, count: int, now: datetime
) -> dict[date, tuple[FreeTime, ...]]:
    """The free times of an agency's days; an agent may give out those too close for the public."""
    patient = replace(offer, notice=timedelta(0))
    found = free_times(offer=patient, agency_ids=[agency_id], first=first, count=count, now=now)
    return found[agency_id]


def touched_by_closure(
    *,
    agency_id: int | None,
    channel: str,
    day: date,
    from_time: time | None,
    until_time: time | None,
) -> list[Appointment]:
    """The open appointments within a closure; without an agency, those of all agencies."""
    starts_at, ends_at = civil_time.midnight(day), civil_time.midnight(day + timedelta(days=1))
    if from_time is not None and until_time is not None:
        starts_at, ends_at = civil_time.at(day, from_time), civil_time.at(day, until_time)
    return [
        appointment
        for appointment in _open_on(day, agency_id, channel)
        if appointment.starts_at < ends_at and appointment.ends_at > starts_at
    ]


def touched_by_special_opening(
    opening_planned: SpecialOpening, *, instead_of: int | None = None
) -> list[Appointment]:
    """The open appointments of the day that the special hours would leave outside.

    `instead_of` is the key of a row that is being changed. All special hours of a day count
    together; a public holiday stays closed unless they say otherwise.
    """
    day, agency_id = opening_planned.day, opening_planned.agency_id
    channel = opening_planned.channel
    others: Iterable[SpecialOpening] = SpecialOpening.objects.filter(
        agency_id=agency_id, channel=channel, day=day
    ).exclude(pk=instead_of)
    calendar = calendars([agency_id], channel, day, day)[agency_id].calendar
    special = tuple(
        opening.SpecialOpening(day, row.opens_at, row.closes_at, row.desks, row.on_public_holiday)
        for row in (*others, opening_planned)
    )
    windows = replace(calendar, special=special).windows(day)
    return [
        appointment
        for appointment in _open_on(day, agency_id, channel)
        if not _within(windows, appointment)
    ]


def left_outside(agency_id: int, *, now: datetime, day: date | None = None) -> list[Appointment]:
    """The open appointments to come for which the agency is not open; those of `day` if given.

    Everything counts that decides when an agency is open: five queries a channel, however many.
    """
    found = Appointment.objects.open().filter(agency=agency_id, starts_at__gte=now)
    if day is not None:
        found = found.on_day(day)
    outside = []
    for channel in Channel.values:
        planned = list(found.filter(channel=channel).with_place().order_by("starts_at"))
        if not planned:
            continue
        days = [civil_time.day_of(appointment.starts_at) for appointment in planned]
        calendar = calendars([agency_id], channel, days[0], days[-1])[agency_id].calendar
        windows = {open_day: calendar.windows(open_day) for open_day in set(days)}
        outside += [
            appointment
            for appointment, its_day in zip(planned, days, strict=True)
            if not _within(windows[its_day], appointment)
        ]
    return sorted(outside, key=lambda appointment: appointment.starts_at)


def _within(windows: Iterable[opening.Window], appointment: Appointment) -> bool:
    return any(
        window.opens_at <= appointment.starts_at and appointment.ends_at <= window.closes_at
        for window in windows
    )


def _open_on(day: date, agency_id: int | None, channel: str) -> QuerySet[Appointment]:
    found = Appointment.objects.open().on_day(day).with_place().order_by("starts_at")
    if agency_id is not None:
        found = found.filter(agency=agency_id)
    return found.filter(channel=channel) if channel in Channel.values else found
