"""The page of the agents' day as a whole: desks, and people in the order of being served."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from appointments.admin.day_lines import DeskLine, Line, related
from appointments.admin.day_verbs import VERBS, Verb
from appointments.choices import Channel, Status
from appointments.models import Appointment, DeskShift
from appointments.rules import queue
from appointments.rules.queue import Place
from appointments.rules.states import AT_A_DESK
from appointments.selectors import day
from cns_portal import procedures
from cns_portal.kernel import civil_time


@dataclass(frozen=True)
class Board:
    """Everything of one agency's day, as an agent sees it now. Queries: constant."""

    lines: list[Line]
    desks: list[DeskLine]
    mine: DeskLine | None

    @property
    def at_my_desk(self) -> list[Line]:
        return self.mine.people if self.mine else []

    @property
    def lists(self) -> list[dict]:
        """Those who wait, who are late, who come, who are over."""
        names = (
            (Place.WAITING, _("Waiting"), _("Nobody is waiting.")),
            (Place.LATE, _("Late"), _("Nobody is late.")),
            (Place.COMING, _("Coming later"), _("Nobody else is expected today.")),
            (Place.OVER, _("Over"), _("Nobody has been served yet.")),
        )
        return [
            {
                "code": place.value,
                "label": label,
                "empty": empty,
                "lines": [line for line in self.lines if line.place == place],
            }
            for place, label, empty in names
        ]

    @property
    def calls(self) -> list[Line]:
        """Video calls that are going on: they have no desk in the hall."""
        return [line for line in self.lines if line.is_video and line.place == Place.AT_DESK]

    @property
    def somebody_waits(self) -> bool:
        return any(line.is_next for line in self.lines)

    @property
    def last_ticket(self) -> int:
        return max((line.ticket or 0 for line in self.lines), default=0)

    def arrived_after(self, ticket: int, moment: datetime) -> list[Line]:
        """Who waits that did not when the last ticket was `ticket`; in calls, at `moment`.

        Tickets are given in the order in which arrivals are stored, which moments are not.
        """
        return [
            line
            for line in self.lines
            if line.place == Place.WAITING
            and (line.ticket > ticket if line.ticket else line.since and line.since > moment)
        ]


def board(agent, agency_id: int, *, now: datetime, may_act: bool) -> Board:
    """The day of the agency at `now`; verbs only for those who may act."""
    today = civil_time.day_of(now)
    appointments = list(day.of_the_day(agent, agency_id, today))
    shifts = day.shifts_at(agency_id, now=now)
    desks = day.desks_of(agency_id, in_use={*shifts, *_called_to(appointments)})
    my_desk = next((pk for pk, shift in shifts.items() if shift.agent_id == agent.pk), None)
    since = _since(appointments)
    is_free = my_desk is not None and not any(_is_at(one, my_desk) for one in appointments)
    first = queue.next_for(my_desk or 0, _waiting(appointments, since), now=now)
    lines = [
        Line(
            one,
            now,
            since.get(one.pk),
            is_next=first is not None and first.appointment == one.pk,
            verbs=_verbs(one, now, my_desk, is_free, shifts) if may_act else (),
        )
        for one in _sorted(appointments, since)
    ]
    rows = [
        DeskLine(
            desk,
            shifts.get(desk.pk),
            desk.pk == my_desk,
            [line for line in lines if _is_at(line.appointment, desk.pk)],
        )
        for desk in desks
    ]
    mine = next((row for row in rows if row.is_mine), None)
    return Board(lines, rows, mine)


def _verbs(
    appointment: Appointment,
    now: datetime,
    my_desk: int | None,
    is_free: bool,
    shifts: dict[int, DeskShift],
) -> tuple[Verb, ...]:
    """What can be done now. Whom a colleague serves is the colleague's, while they are there."""
    visit = related(appointment, "visit")
    desk = visit.desk_id if visit else None
    at_a_desk = appointment.status in AT_A_DESK
    if at_a_desk and desk != my_desk and desk in shifts:
        return ()
    return tuple(
        verb
        for verb in VERBS
        if verb.is_offered(
            appointment, now=now, at_mine=desk is not None and desk == my_desk, is_free=is_free
        )
    )


def _since(appointments: Iterable[Appointment]) -> dict[int, datetime]:
    """When each one's present state began: the visit knows arrival and call, the history the rest.

    One query.
    """
    started = [one for one in appointments if one.status == Status.STARTED]
    began = procedures.last_times([one.procedure_id for one in started], what="appointment.started")
    found: dict[int, datetime | None] = {}
    for one in appointments:
        visit, call = related(one, "visit"), related(one, "video_call")
        if one.status == Status.STARTED:
            found[one.pk] = began.get(one.procedure_id)
        elif one.status == Status.CALLED and visit:
            found[one.pk] = visit.called_at
        elif visit:
            found[one.pk] = visit.arrived_at
        elif call:
            found[one.pk] = call.waiting_since
    return {pk: moment for pk, moment in found.items() if moment}


def _waiting(
    appointments: Iterable[Appointment], since: dict[int, datetime]
) -> list[queue.Waiting]:
    return [
        queue.Waiting(one.pk, one.starts_at, since.get(one.pk, one.starts_at), one.desk_id)
        for one in appointments
        if one.status == Status.CHECKED_IN and one.channel == Channel.ON_SITE
    ]


def _sorted(appointments: Iterable[Appointment], since: dict[int, datetime]) -> list[Appointment]:
    """By appointment, then by arrival: the order in which they are called."""
    return sorted(
        appointments, key=lambda one: (one.starts_at, since.get(one.pk, one.starts_at), one.pk)
    )


def _is_at(appointment: Appointment, desk_id: int) -> bool:
    return desk_id in _called_to([appointment])


def _called_to(appointments: Iterable[Appointment]) -> set[int]:
    """The desks at which somebody is, or to which somebody was called."""
    visits = [related(one, "visit") for one in appointments if one.status in AT_A_DESK]
    return {visit.desk_id for visit in visits if visit is not None and visit.desk_id}
