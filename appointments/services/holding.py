"""Keeping a chosen time for a few minutes, while its person fills in the details."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import OperationalError, transaction

from appointments.choices import Refusal, Status
from appointments.models import Appointment
from appointments.rules.free_times import Offer
from appointments.selectors import offers
from appointments.services.allocation import allocate, lock_days, lock_visitor
from cns_portal import clock
from cns_portal.kernel.refusal import Refused

WORTH_COUNTING = timedelta(minutes=1)
"""Asking for more time at once gains nothing, so it does not count as one of the extensions."""


def hold(
    *, offer: Offer, agency_ids: Sequence[int], starts_at: datetime, hold_key: str, language: str
) -> Appointment:
    """Keep `starts_at` for the visitor with `hold_key`, at the agency with the most desks free.

    Whatever the same visitor held before is released, but only if the new time is had. Raises
    `Refused` with the rule's reason, or `Refusal.BUSY` when the day's lock is not had in time.
    """
    try:
        with transaction.atomic():
            return _hold(offer, agency_ids, starts_at, hold_key, language)
    except OperationalError as error:  # lock not available, deadlock: nothing was changed
        raise Refused(Refusal.BUSY) from error


def _hold(
    offer: Offer, agency_ids: Sequence[int], starts_at: datetime, hold_key: str, language: str
) -> Appointment:
    now = clock.now()
    lock_visitor(hold_key)
    before = Appointment.objects.filter(hold_key=hold_key, status=Status.HELD).first()
    places = [(agency, starts_at) for agency in agency_ids]
    lock_days([*places, (before.agency_id, before.starts_at)] if before else places)
    if before:
        _release(before)
    return allocate(
        offer=offer,
        agency_ids=agency_ids,
        starts_at=starts_at,
        now=now,
        status=Status.HELD,
        hold_key=hold_key,
        hold_expires_at=now + timedelta(minutes=offers.policy().hold_minutes),
        language=language,
    )


def held_by(hold_key: str) -> Appointment | None:
    """The time this visitor holds, also when its minutes are over but nobody else has it yet."""
    return (
        Appointment.objects.filter(hold_key=hold_key, status=Status.HELD)
        .select_related("agency", "desk")
        .first()
        if hold_key
        else None
    )


def extend(*, hold_key: str) -> Appointment:
    """Keep the time for as long again. Raises `Refused` when it is gone, or extended enough.

    A hold whose end has been written down is kept anew while nobody else has its time, in a
    transaction of its own: the first one may have locked the row, and days come before rows.
    """
    return _extend(hold_key) or _held_anew(hold_key)


@transaction.atomic
def _extend(hold_key: str) -> Appointment | None:
    held = (
        Appointment.objects.filter(hold_key=hold_key, status=Status.HELD)
        .select_for_update(of=("self",))
        .first()
    )
    if held is None:
        return None
    limits = offers.policy()
    until = clock.now() + timedelta(minutes=limits.hold_minutes)
    if until - held.hold_expires_at < WORTH_COUNTING:
        return held
    if held.hold_extensions >= limits.hold_extensions:
        raise Refused(Refusal.NO_MORE_EXTENSIONS)
    held.hold_extensions += 1
    held.hold_expires_at = until
    held.save(update_fields=["hold_extensions", "hold_expires_at"])
    return held


def _held_anew(hold_key: str) -> Appointment:
    over = (
        Appointment.objects.filter(hold_key=hold_key, status=Status.EXPIRED).order_by("-pk").first()
        if hold_key
        else None
    )
    if over is None:
        raise Refused(Refusal.HOLD_EXPIRED)
    offer = offers.offer_for(over.topic, over.channel)
    try:
        with transaction.atomic():
            return _hold(offer, [over.agency_id], over.starts_at, hold_key, over.language)
    except Refused as refused:
        if refused.reason == Refusal.TAKEN:
            raise Refused(Refusal.HOLD_EXPIRED) from refused
        raise
    except OperationalError as error:
        raise Refused(Refusal.BUSY) from error


@transaction.atomic
def release(*, hold_key: str) -> None:
    """Give the time back; harmless when there is none."""
    held = (
        Appointment.objects.filter(hold_key=hold_key, status=Status.HELD)
        .select_for_update(of=("self",))
        .first()
    )
    if held:
        _release(held)


def release_expired() -> int:
    """Write down which holds are over; how many there were. Lists already treat them as free.

    Each by itself: a transaction that touches several days must hold their locks, and this one
    has no need to wait for them.
    """
    now = clock.now()
    ids = list(Appointment.objects.expired_holds(now=now).values_list("pk", flat=True))
    return sum(
        Appointment.objects.expired_holds(now=now)
        .filter(pk=pk)
        .update(status=Status.EXPIRED, hold_expires_at=None)
        for pk in ids
    )


def _release(held: Appointment) -> None:
    held.status = Status.EXPIRED
    held.hold_expires_at = None
    held.save(update_fields=["status", "hold_expires_at"])
