"""What the page of the agents' day says about one person, and about one desk."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.admin import showing
from appointments.admin.day_verbs import Verb
from appointments.choices import Channel, Status
from appointments.models import Appointment, Desk, DeskShift, Participant
from appointments.rules import queue
from appointments.rules.queue import Place
from cns_portal.kernel import civil_time


@dataclass(frozen=True)
class Line:
    """One person of the day. `since` is when the present state began, where that is known."""

    appointment: Appointment
    now: datetime
    since: datetime | None
    is_next: bool = False
    verbs: tuple[Verb, ...] = ()

    @property
    def key(self) -> int:
        return self.appointment.pk

    @property
    def status(self) -> Status:
        return Status(self.appointment.status)

    @property
    def place(self) -> Place:
        return queue.place_of(
            status=self.status, starts_at=self.appointment.starts_at, now=self.now
        )

    @cached_property
    def person(self) -> Participant | None:
        return showing.person(self.appointment)

    @property
    def name(self) -> str:
        return str(self.person or "–")

    @property
    def is_video(self) -> bool:
        return self.appointment.channel == Channel.VIDEO

    @property
    def ticket(self) -> int | None:
        visit = related(self.appointment, "visit")
        return visit.ticket if visit else None

    @property
    def desk(self) -> Desk | None:
        """Where the person was called to."""
        visit = related(self.appointment, "visit")
        return visit.desk if visit else None

    @property
    def starts_at(self) -> datetime:
        return civil_time.wall(self.appointment.starts_at)

    @property
    def minutes(self) -> int:
        return int((self.appointment.ends_at - self.appointment.starts_at).total_seconds()) // 60

    @property
    def tag(self) -> dict[str, str]:
        return showing.tag(self.appointment)

    @property
    def address(self) -> str:
        return showing.address_of(self.key)

    @property
    def call_address(self) -> str:
        """The page of a video call."""
        return showing.address_of(self.key, "call")

    @property
    def told(self) -> str:
        """How long this has been so, in a sentence."""
        if self.place == Place.LATE:
            late = queue.minutes_late(self.appointment.starts_at, now=self.now)
            text = ngettext("%(count)d minute late", "%(count)d minutes late", late)
            return text % {"count": late}
        if self.since is None or self.place not in {Place.WAITING, Place.AT_DESK}:
            return ""
        minutes = queue.minutes_late(self.since, now=self.now)
        return _so_long(self.status, minutes)

    @property
    def since_clock(self) -> datetime | None:
        return civil_time.wall(self.since) if self.told and self.since else None

    @property
    def _usual(self) -> str:
        """What comes next with somebody at the agent's desk: the large button."""
        return {Status.CALLED: "start", Status.STARTED: "finish_next"}.get(self.status, "")

    @property
    def buttons(self) -> list[dict[str, str]]:
        return [
            {
                "label": verb.label,
                "address": reverse(
                    f"admin:appointments_appointment_day_{verb.code}", args=[self.key]
                ),
                "id": f"{verb.code}-{self.key}",
                "accesskey": verb.accesskey,
                "weight": "strong" if verb.code == self._usual else verb.weight,
            }
            for verb in self.verbs
        ]


@dataclass(frozen=True)
class DeskLine:
    """A desk: who receives people there, and whom."""

    desk: Desk
    shift: DeskShift | None
    is_mine: bool
    people: list[Line] = field(default_factory=list)

    @property
    def address(self) -> str:
        return reverse("admin:appointments_appointment_day_take", args=[self.desk.pk])


def _so_long(status: Status, minutes: int) -> str:
    """How long somebody has been called, served or waiting; goes on after the state's tag, which
    says "Called" or "Being served"."""
    if status == Status.CALLED:
        just = _("just now")
        text = ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes)
    elif status == Status.STARTED:
        just = _("since just now")
        text = ngettext("for %(count)d minute", "for %(count)d minutes", minutes)
    else:
        just = _("just arrived")
        text = ngettext("waiting for %(count)d minute", "waiting for %(count)d minutes", minutes)
    return text % {"count": minutes} if minutes else just


def related(appointment: Appointment, name: str):
    """The row that belongs to it, if there is one; loaded together with it."""
    return getattr(appointment, name, None)
