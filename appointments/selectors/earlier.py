"""Something earlier: what is free again, who asked to be told, and what was offered to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from appointments.choices import OfferState, Status
from appointments.models import Appointment, EarlierOffer, EarlierWish, FreedTime
from appointments.rules.earlier import Asker, Freed
from appointments.rules.states import OPEN


def to_offer(*, now: datetime) -> list[FreedTime]:
    """The freed times still to come that nobody is being asked about, the oldest first."""
    being_asked = EarlierOffer.objects.filter(freed_time=OuterRef("pk"), state=OfferState.OPEN)
    return list(
        FreedTime.objects.filter(~Exists(being_asked), closed_at=None, starts_at__gt=now).order_by(
            "freed_at", "pk"
        )
    )


def as_rule(freed: FreedTime) -> Freed:
    """The values the rules work with."""
    return Freed(freed.pk, freed.agency_id, freed.channel, freed.starts_at)


def askers(freed_times: Sequence[FreedTime], *, wish: int | None = None) -> list[Asker]:
    """Everybody who could be asked about one of these times; four queries, however many.

    With `wish`, that one alone.
    """
    if not freed_times:
        return []
    wishes = EarlierWish.objects.filter(stopped_at=None)
    if wish is not None:
        wishes = wishes.filter(pk=wish)
    theirs = Appointment.objects.filter(
        Exists(wishes.filter(procedure=OuterRef("procedure"))),
        agency__in={freed.agency_id for freed in freed_times},
        channel__in={freed.channel for freed in freed_times},
        starts_at__gt=min(freed.starts_at for freed in freed_times),
        status__in=OPEN,
    )
    present = {
        row["procedure"]: row
        for row in theirs.values(
            "pk", "procedure", "agency", "channel", "topic", "status", "starts_at"
        )
    }
    asked = list(wishes.filter(procedure__in=present).values("pk", "procedure", "created_at"))
    offered: dict[int, list[dict]] = defaultdict(list)
    for row in EarlierOffer.objects.filter(wish__in=[row["pk"] for row in asked]).values(
        "wish", "day", "freed_time", "state"
    ):
        offered[row["wish"]].append(row)
    left: dict[int, set[datetime]] = defaultdict(set)
    for procedure, starts_at in Appointment.objects.filter(
        procedure__in=present, status=Status.MOVED
    ).values_list("procedure", "starts_at"):
        left[procedure].add(starts_at)
    return [
        _asker(row, present[row["procedure"]], offered[row["pk"]], left[row["procedure"]])
        for row in asked
    ]


def _asker(wish: dict, present: dict, offers: list[dict], left: set[datetime]) -> Asker:
    return Asker(
        wish=wish["pk"],
        asked_at=wish["created_at"],
        appointment=present["pk"],
        agency=present["agency"],
        channel=present["channel"],
        topic=present["topic"],
        status=present["status"],
        starts_at=present["starts_at"],
        offered_on=frozenset(row["day"] for row in offers),
        offered=frozenset(row["freed_time"] for row in offers),
        left=frozenset(left),
        is_being_asked=any(row["state"] == OfferState.OPEN for row in offers),
    )


def is_kept_for_a_moment(freed: FreedTime, *, ends_at: datetime) -> bool:
    """Whether a visitor who has not finished stands in the way; they may yet leave."""
    return (
        Appointment.objects.overlapping(freed.starts_at, ends_at)
        .filter(agency=freed.agency_id, channel=freed.channel, status=Status.HELD)
        .exists()
    )


def wishes_that_are_over(*, now: datetime) -> QuerySet[EarlierWish]:
    """Wishes whose appointment has begun, or was cancelled or refused."""
    to_come = Appointment.objects.open().filter(procedure=OuterRef("procedure"), starts_at__gt=now)
    return EarlierWish.objects.filter(~Exists(to_come), stopped_at=None)


def open_offers(*, now: datetime) -> QuerySet[EarlierOffer]:
    """Offers that can still be taken."""
    return EarlierOffer.objects.filter(state=OfferState.OPEN, expires_at__gt=now)


def offers_that_are_over(*, now: datetime) -> QuerySet[EarlierOffer]:
    """Offers that were not answered in time."""
    return EarlierOffer.objects.filter(state=OfferState.OPEN, expires_at__lte=now)


def offers_without_use() -> QuerySet[EarlierOffer]:
    """Offers to somebody whose appointment is no longer at that agency, or no longer later."""
    later = Appointment.objects.filter(
        procedure=OuterRef("wish__procedure"),
        status=Status.CONFIRMED,
        agency=OuterRef("held__agency"),
        channel=OuterRef("held__channel"),
        starts_at__gt=OuterRef("starts_at"),
    )
    return EarlierOffer.objects.filter(~Exists(later), state=OfferState.OPEN)


def present_of(wish: EarlierWish) -> Appointment | None:
    """The appointment that the wish is about now, wherever the case has been moved."""
    return Appointment.objects.open().filter(procedure=wish.procedure_id).first()


def wish_of(appointment: Appointment) -> EarlierWish | None:
    """The wish that is in force for the appointment's case."""
    return EarlierWish.objects.filter(procedure=appointment.procedure_id, stopped_at=None).first()


def of_appointments(
    appointments: Iterable[Appointment],
) -> dict[int, tuple[EarlierWish | None, EarlierOffer | None]]:
    """The wish in force and the last offer for each appointment's key; two queries for all."""
    rows = list(appointments)
    cases = {row.procedure_id for row in rows}
    wishes = {
        wish.procedure_id: wish
        for wish in EarlierWish.objects.filter(procedure__in=cases, stopped_at=None)
    }
    last: dict[int, EarlierOffer] = {}
    made = EarlierOffer.objects.filter(wish__procedure__in=cases)
    for offer in made.select_related("wish").order_by("offered_at", "pk"):
        last[offer.wish.procedure_id] = offer
    return {row.pk: (wishes.get(row.procedure_id), last.get(row.procedure_id)) for row in rows}


def offer_of(appointment: Appointment, number: str) -> EarlierOffer | None:
    """The offer of this number, if it was made for the appointment's case."""
    if not number.isdecimal() or len(number) > 15:
        return None
    return EarlierOffer.objects.filter(
        wish__procedure=appointment.procedure_id, pk=int(number)
    ).first()
