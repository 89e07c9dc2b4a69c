"""The way into a video call; the same for a signed-in person and for an emailed link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from appointments.choices import Channel, Status
from appointments.presenters.calls import Stage, stage_of
from appointments.rules import states
from cns_portal.kernel import civil_time

if TYPE_CHECKING:
    from appointments.models import Appointment

DIGITS_SHOWN = 3  # enough to recognise one's own number, useless to anybody else


@dataclass(frozen=True)
class WaitingRoom:
    """What the waiting room says at `now`. `phone` is the number that the person gave."""

    appointment: Appointment
    now: datetime
    phone: str = ""

    @property
    def opens_at(self) -> datetime:
        return states.waiting_room_opens_at(self.appointment.starts_at)

    @property
    def opens_today(self) -> bool:
        return self.day == civil_time.day_of(self.now)

    @property
    def day(self) -> date:
        """Luxembourg's day of the call."""
        return civil_time.day_of(self.appointment.starts_at)

    @property
    def is_video(self) -> bool:
        return self.appointment.channel == Channel.VIDEO

    @property
    def is_open(self) -> bool:
        """Whether "Go to the waiting room" can be used."""
        return self.is_video and states.waiting_room_is_open(
            status=Status(self.appointment.status),
            starts_at=self.appointment.starts_at,
            ends_at=self.appointment.ends_at,
            now=self.now,
        )

    @property
    def will_open(self) -> bool:
        """Whether it is worth waiting for."""
        return self.is_video and self.appointment.status in states.OPEN and self.now < self.opens_at

    @property
    def is_decided(self) -> bool:
        """Whether the call has been agreed."""
        return self.appointment.status in states.AGREED

    @property
    def stage(self) -> Stage:
        """How far the call is when the page is opened."""
        call = getattr(self.appointment, "video_call", None)
        since = call.waiting_since if call else None
        return stage_of(self.appointment, waiting_since=since, now=self.now)

    @property
    def end_of_phone(self) -> str:
        """The last digits of the number the person gave; empty when there is none."""
        digits = [character for character in self.phone if character.isdigit()]
        return "".join(digits[-DIGITS_SHOWN:]) if len(digits) > 2 * DIGITS_SHOWN else ""
