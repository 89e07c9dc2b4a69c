"""One appointment on a page: in a list, on its own page, in my space, in a procedure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import formats
from django.utils.functional import cached_property
from django.utils.translation import gettext

from appointments.choices import Channel, Role, Status, TopicCode
from appointments.notices import checklist, links
from appointments.presenters.times import clock_time
from appointments.presenters.waiting_room import WaitingRoom
from appointments.rules import states
from cns_portal import pdf
from cns_portal.kernel import civil_time, codes

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from appointments.models import Appointment
    from appointments.presenters.earlier import EarlierTimes
    from cns_portal.inbox.models import Message

TONES = {
    Status.HELD: "neutral",
    Status.REQUESTED: "info",
    Status.CONFIRMED: "success",
    Status.CHECKED_IN: "success",
    Status.CALLED: "info",
    Status.STARTED: "info",
    Status.COMPLETED: "neutral",
    Status.MISSED: "warning",
    Status.CANCELLED: "neutral",
    Status.REFUSED: "danger",
    Status.MOVED: "neutral",
    Status.EXPIRED: "neutral",
}
QR_SCALE = 10  # CSS pixels per module; the page makes it smaller where the screen is


@dataclass(frozen=True)
class AppointmentCard:
    """What a page says about `appointment` at `now` (needs its agency and procedure loaded)."""

    appointment: Appointment
    now: datetime
    earlier: EarlierTimes | None = None

    @property
    def status(self) -> Status:
        return Status(self.appointment.status)

    @property
    def is_over(self) -> bool:
        return states.is_past(status=self.status, ends_at=self.appointment.ends_at, now=self.now)

    @property
    def is_open(self) -> bool:
        """Still to come: asked for or agreed."""
        return self.status in states.STANDING and not self.is_over

    @property
    def tone(self) -> str:
        tone = TONES[self.status]
        return "neutral" if self._ended_unnoted else tone

    @property
    def status_label(self) -> str:
        if self._ended_unnoted:
            return gettext("Over")
        return str(self.status.label)

    @property
    def _ended_unnoted(self) -> bool:
        """Its time has passed, and no agent has written down yet whether the person came."""
        return self.is_over and self.status in states.STANDING

    # -- when ---------------------------------------------------------------------------------

    @property
    def day(self) -> date:
        """Luxembourg's day."""
        return civil_time.day_of(self.appointment.starts_at)

    @property
    def today(self) -> date:
        return civil_time.day_of(self.now)

    @property
    def day_in_words(self) -> str:
        """ "Tuesday 24 November 2026"."""
        weekday = formats.date_format(self.day, "l")
        return f"{weekday} {formats.date_format(self.day, 'DATE_FORMAT')}"

    @property
    def start(self) -> str:
        return clock_time(self.appointment.starts_at)

    @property
    def end(self) -> str:
        return clock_time(self.appointment.ends_at)

    @property
    def when(self) -> str:
        """ "Tuesday 24 November 2026, 9:30"."""
        return gettext("%(day)s, %(time)s") % {"day": self.day_in_words, "time": self.start}

    # -- where and what -----------------------------------------------------------------------

    @property
    def is_video(self) -> bool:
        return self.appointment.channel == Channel.VIDEO

    @property
    def place(self) -> str:
        """ "Esch-sur-Alzette agency", or that it is a video call."""
        if self.is_video:
            return gettext("Video call")
        return gettext("%(agency)s agency") % {"agency": self.appointment.agency.name}

    @property
    def address(self) -> str:
        return "" if self.is_video else self.appointment.agency.address

    @property
    def topic(self) -> str:
        return self.appointment.get_topic_display()

    @property
    def for_whom(self) -> str:
        """The name of the other person it is for; empty when it is one's own."""
        people = self.appointment.participants.all() if self.appointment.for_another else ()
        return next((str(one) for one in people if one.role == Role.CONCERNED), "")

    @property
    def reference(self) -> str:
        return self.appointment.procedure.reference

    @property
    def what_to_bring(self) -> list[checklist.Item]:
        return checklist.what_to_bring(self.appointment)

    # -- what can be done ---------------------------------------------------------------------

    @property
    def can_be_cancelled(self) -> bool:
        return not states.why_not_cancel(
            status=self.status, starts_at=self.appointment.starts_at, now=self.now
        )

    @property
    def can_be_moved(self) -> bool:
        return not states.why_not_move(
            status=self.status, starts_at=self.appointment.starts_at, now=self.now
        )

    @property
    def has_bills(self) -> bool:
        """Whether bills are to be paid at once during this visit."""
        return (
            not self.is_video and self.is_open and self.appointment.topic == TopicCode.REIMBURSEMENT
        )

    @property
    def shows_code(self) -> bool:
        """Whether there is something to scan at an agency's entrance."""
        return not self.is_video and self.status in states.AGREED and not self.is_over

    @property
    def code(self) -> str:
        """For typing at the terminal, in groups."""
        return codes.grouped(self.appointment.check_in_code)

    @cached_property
    def qr(self) -> SafeString:
        return pdf.qr.svg(
            self.appointment.check_in_code,
            label=gettext("QR code for the terminal at the entrance"),
            scale=QR_SCALE,
        )

    @property
    def waiting_room(self) -> WaitingRoom:
        return WaitingRoom(self.appointment, self.now)

    # -- where to go --------------------------------------------------------------------------

    @property
    def url(self) -> str:
        return reverse("appointments:detail", args=[self.appointment.public_id])

    @property
    def cancel_url(self) -> str:
        return reverse("appointments:cancel", args=[self.appointment.public_id])

    @property
    def move_url(self) -> str:
        return reverse("appointments:move", args=[self.appointment.public_id])

    @property
    def phone_url(self) -> str:
        """The code, large, for the entrance."""
        return reverse("appointments:phone", args=[self.appointment.public_id])

    @property
    def bills_url(self) -> str:
        return reverse("appointments:bills", args=[self.appointment.public_id])

    @property
    def waiting_room_url(self) -> str:
        return reverse("appointments:waiting_room", args=[self.appointment.public_id])

    @property
    def procedure_url(self) -> str:
        return reverse("home:procedure", args=[self.reference])

    @property
    def calendar_url(self) -> str:
        """The .ics as it stands now."""
        token = links.token(self.appointment, links.Purpose.PERSON)
        return reverse("appointment_links:calendar", args=[token])


def confirmation_files(message: Message | None) -> list[dict]:
    """The papers that came with a confirmation, for `file_link`: the PDF and the calendar file."""
    if message is None:
        return []
    return [
        {
            "url": reverse("home:attachment", args=[message.public_id, attachment.position]),
            "label": _labels(attachment.content_type, attachment.filename),
            "kind": attachment.filename.rpartition(".")[2].upper(),
        }
        for attachment in message.attachments.all()
    ]


def cards_with(earlier: Iterable[EarlierTimes]) -> list[AppointmentCard]:
    """Each with what is said about earlier times."""
    return [AppointmentCard(one.appointment, one.now, one) for one in earlier]


def cards(appointments: Iterable[Appointment], *, now: datetime) -> list[AppointmentCard]:
    """Each with the same idea of what time it is."""
    return [AppointmentCard(appointment, now) for appointment in appointments]


def _labels(content_type: str, filename: str) -> str:
    kind = content_type.partition(";")[0]
    return {
        "application/pdf": gettext("Confirmation to print or to keep on your phone"),
        "text/calendar": gettext("Entry for your calendar"),
    }.get(kind, filename)
