"""Somebody shows a code at a terminal: the answer, and the arrival when it is a welcome."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from appointments.choices import Channel, Refusal, Status
from appointments.models import Appointment, Device
from appointments.rules.arrival import LETS_IN, Answer, Arrival, answer_to
from appointments.selectors import arrivals, offers
from appointments.services.acting import By
from appointments.services.arriving import arrive
from cns_portal import clock
from cns_portal.kernel.refusal import Refused

MOST_LOOKS = 3
"""Between looking and arriving, somebody else may have checked in, cancelled or moved it."""


@dataclass(frozen=True)
class CheckIn:
    """What the terminal answers, and the appointment it is about."""

    answer: Answer
    appointment: Appointment | None = None
    opens_at: datetime | None = None
    """When one can check in; only with `TOO_EARLY`."""

    @property
    def ticket(self) -> int | None:
        """The number of the person's visit."""
        visit = getattr(self.appointment, "visit", None)
        return visit.ticket if visit else None


def check_in(code: str, *, device: Device) -> CheckIn:
    """Answer a code shown or typed at the device, and write the arrival down if it lets in.

    Two terminals with the same code at the same moment: one says welcome, the other that the
    person has already arrived, with the same ticket.
    """
    for _look in range(MOST_LOOKS):
        result = _answer(code, device)
        if result.answer not in LETS_IN:
            return result
        try:
            arrive(result.appointment.pk, by=By.terminal(device.pk))
        except Refused as refused:
            if refused.reason == Refusal.BUSY:
                break
            continue
        return CheckIn(result.answer, arrivals.by_code(code))
    return CheckIn(Answer.BUSY)


def _answer(code: str, device: Device) -> CheckIn:
    appointment = arrivals.by_code(code)
    if appointment is None:
        return CheckIn(Answer.UNKNOWN)
    limits = offers.policy()
    opens_before = timedelta(minutes=limits.arrival_opens_minutes)
    answer = answer_to(
        Arrival(
            status=Status(appointment.status),
            channel=Channel(appointment.channel),
            at_this_agency=appointment.agency_id == device.agency_id,
            starts_at=appointment.starts_at,
        ),
        now=clock.now(),
        opens_before=opens_before,
        grace=timedelta(minutes=limits.grace_minutes),
    )
    if answer is Answer.UNKNOWN:
        return CheckIn(answer)
    early = answer is Answer.TOO_EARLY
    return CheckIn(answer, appointment, appointment.starts_at - opens_before if early else None)
