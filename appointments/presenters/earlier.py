"""Something earlier, as the person reads it: the wish, and what is being offered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import formats

from appointments.choices import Channel, OfferState, Status
from appointments.presenters.moving import NewTime
from appointments.presenters.times import clock_time
from appointments.rules import earlier as rules
from appointments.selectors import earlier as selectors
from cns_portal.kernel import civil_time

if TYPE_CHECKING:
    from appointments.models import Appointment, EarlierOffer, EarlierWish


@dataclass(frozen=True)
class EarlierTimes:
    """What is said beside `appointment` about earlier times.

    `wish` is the one in force, `offer` the last that was made, with its kept time; None for none.
    """

    appointment: Appointment
    wish: EarlierWish | None
    offer: EarlierOffer | None
    now: datetime

    @property
    def is_wanted(self) -> bool:
        """Whether the person is told about earlier times."""
        return self.wish is not None and self.can_be_wanted

    @property
    def can_be_wanted(self) -> bool:
        """Whether an earlier time could still help."""
        return not rules.why_not_wish(
            status=Status(self.appointment.status),
            starts_at=self.appointment.starts_at,
            now=self.now,
        )

    @property
    def is_offered(self) -> bool:
        """Whether there is an offer that can be taken now."""
        return (
            self.offer is not None
            and self.offer.state == OfferState.OPEN
            and self.now < self.offer.expires_at
            and self.appointment.status == Status.CONFIRMED
            and rules.is_earlier(self.offer.starts_at, than=self.appointment.starts_at)
            and self.can_be_wanted
        )

    @property
    def offered(self) -> NewTime | None:
        """The time that was offered last."""
        if self.offer is None:
            return None
        is_video = self.appointment.channel == Channel.VIDEO
        return NewTime(self.offer.starts_at, None if is_video else self.appointment.agency)

    @property
    def kept_until(self) -> str:
        """ "10:30", Luxembourg's time."""
        return clock_time(self.offer.expires_at) if self.offer else ""

    @property
    def kept_until_day(self) -> str:
        """ "Monday 2 March 2026", when that is not today; an offer of the evening ends tomorrow."""
        if self.offer is None:
            return ""
        day = civil_time.day_of(self.offer.expires_at)
        if day == civil_time.day_of(self.now):
            return ""
        return f"{formats.date_format(day, 'l')} {formats.date_format(day, 'DATE_FORMAT')}"

    @property
    def was_not_answered(self) -> bool:
        """The offer ran out, whether or not the worker has written that down."""
        if self.offer is None or self.is_offered:
            return False
        is_late = self.offer.state == OfferState.OPEN and self.now >= self.offer.expires_at
        return is_late or self.offer.state == OfferState.EXPIRED

    @property
    def was_declined(self) -> bool:
        """The person kept their time."""
        return self.offer is not None and self.offer.state == OfferState.DECLINED

    @property
    def was_withdrawn(self) -> bool:
        """The offer made no sense any more: moved, cancelled."""
        return self.offer is not None and self.offer.state == OfferState.WITHDRAWN

    @property
    def url(self) -> str:
        """Where a person who has signed in answers."""
        return reverse("appointments:earlier", args=[self.appointment.public_id])


def earlier_times(appointments: Iterable[Appointment], *, now: datetime) -> list[EarlierTimes]:
    """What is said about earlier times beside each of them; two queries for all."""
    rows = list(appointments)
    known = selectors.of_appointments(rows)
    return [EarlierTimes(row, *known[row.pk], now) for row in rows]
