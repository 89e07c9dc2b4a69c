"""What an appointment asks of its person: an earlier time to answer, a visit that is near."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from appointments.choices import Status
from appointments.presenters.card import AppointmentCard
from appointments.presenters.earlier import EarlierTimes, earlier_times
from appointments.selectors import appointments
from cns_portal.kernel import civil_time
from cns_portal.web.feed import FeedItem

if TYPE_CHECKING:
    from insured.models import InsuredPerson

NEAR = timedelta(days=1)
"""From the day before on, an appointment is something to get ready for."""

MOST = 20
"""More appointments than the house accepts from one person at a time."""


def items(person: InsuredPerson, *, now: datetime) -> list[FeedItem]:
    """At most two for each appointment to come; the same queries however many there are."""
    upcoming = list(appointments.upcoming_of(person.dossier, now=now)[:MOST])
    found = []
    for told in earlier_times(upcoming, now=now):
        if told.is_offered:
            found.append(_offer(told))
        card = AppointmentCard(told.appointment, now, told)
        if card.status == Status.CONFIRMED and card.day <= civil_time.day_of(now + NEAR):
            found.append(_near(card))
    return found


def _offer(told: EarlierTimes) -> FeedItem:
    return FeedItem(
        title=_("An earlier time is free"),
        text=_("%(when)s is kept for you alone until %(time)s. Take it, or keep your time.")
        % {"when": told.offered.when, "time": told.kept_until},
        url=told.url,
        until=civil_time.day_of(told.offer.expires_at),
        tone="warning",
    )


def _near(card: AppointmentCard) -> FeedItem:
    words = {"time": card.start, "place": card.place}
    if card.is_video:
        text = _("Video call at %(time)s. The waiting room opens 15 minutes before.")
    else:
        text = _("At %(time)s, %(place)s. See what to bring and the code for the entrance.")
    return FeedItem(
        title=_("Your appointment is today")
        if card.day == card.today
        else _("Your appointment is tomorrow"),
        text=text % words,
        url=card.url,
        until=card.day,
        tone="info",
    )
