"""What the page behind an emailed link says: enough to recognise, nothing to learn."""

from dataclasses import dataclass
from datetime import datetime

from appointments.choices import Channel, Status
from appointments.models import Appointment
from appointments.notices.checklist import Item, what_to_bring
from appointments.notices.papers import place_on_one_line
from appointments.presenters.card import AppointmentCard
from appointments.rules import states


@dataclass(frozen=True)
class LinkedAppointment:
    """An appointment seen by whoever holds its link."""

    appointment: Appointment
    now: datetime
    initials: str

    @property
    def card(self) -> AppointmentCard:
        """What can be done with it, as on its person's own pages."""
        return AppointmentCard(self.appointment, self.now)

    @property
    def is_cancelled(self) -> bool:
        """Cancelled by whomever; using the link again says so, kindly."""
        return self.appointment.status == Status.CANCELLED

    @property
    def can_be_cancelled(self) -> bool:
        """By the person."""
        return not states.why_not_cancel(
            status=Status(self.appointment.status),
            starts_at=self.appointment.starts_at,
            now=self.now,
        )

    @property
    def can_be_cancelled_by_staff(self) -> bool:
        """By the staff of its agency."""
        return not states.why_not_cancel_by_staff(
            status=Status(self.appointment.status),
            ends_at=self.appointment.ends_at,
            now=self.now,
        )

    @property
    def is_over(self) -> bool:
        """Begun or past, so that the person can no longer cancel."""
        return self.now >= self.appointment.starts_at

    @property
    def is_confirmed(self) -> bool:
        """Accepted and still to come."""
        return self.appointment.status in states.AGREED

    @property
    def is_video(self) -> bool:
        """A video call."""
        return self.appointment.channel == Channel.VIDEO

    @property
    def place(self) -> str:
        """Where to be."""
        return place_on_one_line(self.appointment)

    @property
    def bring(self) -> list[Item]:
        """What to bring or have ready."""
        return what_to_bring(self.appointment)

    @property
    def waiting_room_opens_at(self) -> datetime:
        """From when the waiting room of a video call can be used."""
        return states.waiting_room_opens_at(self.appointment.starts_at)

    @property
    def waiting_room_is_open(self) -> bool:
        """Whether it can be used now."""
        return states.waiting_room_is_open(
            status=Status(self.appointment.status),
            starts_at=self.appointment.starts_at,
            ends_at=self.appointment.ends_at,
            now=self.now,
        )
