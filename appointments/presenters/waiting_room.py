"""The way into a video call; the same for a signed-in person and for an emailed link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import salted_hmac

from appointments.choices import Channel, Status
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
    def has_room(self) -> bool:
        """Whether a video service is connected to this portal."""
        return bool(settings.VIDEO_ROOM_URL)

    @property
    def address(self) -> str:
        """Where the call takes place; empty until it can be joined, or without a video service."""
        return room_address(self.appointment) if self.has_room and self.is_open else ""

    @property
    def end_of_phone(self) -> str:
        """The last digits of the number that the agent calls; empty when none was given."""
        digits = [character for character in self.phone if character.isdigit()]
        return "".join(digits[-DIGITS_SHOWN:]) if len(digits) > 2 * DIGITS_SHOWN else ""


def room_address(appointment: Appointment) -> str:
    """The call's own room at the video service: the same for person and agent, never guessed."""
    name = salted_hmac(
        "appointments.video_room", appointment.public_id.hex, algorithm="sha256"
    ).hexdigest()
    return f"{settings.VIDEO_ROOM_URL.rstrip('/')}/{name[:32]}"
