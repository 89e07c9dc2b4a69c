"""Giving out a desk's time, so that nobody is ever booked twice.

Two belts: everybody who wants a time of an agency's day waits for that day's lock, and behind it
the exclusion constraint `appointment_one_at_a_time_per_desk` refuses whatever got past.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from appointments.choices import Refusal, Status
from appointments.models import Appointment
from appointments.rules import booking as rules
from appointments.rules.free_times import Busy, Offer, free_desks
from appointments.selectors.calendars import calendars, holiday_name
from appointments.selectors.free_times import taken_times
from cns_portal.db import lock_in_turn, promise
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused

VISITOR_LOCK = -2  # the first half of a lock on a visitor; agencies have positive numbers


def lock_visitor(hold_key: str) -> None:
    """Wait for what the same visitor is doing in another tab. Before any lock on a day."""
    lock_in_turn([(VISITOR_LOCK, zlib.crc32(hold_key.encode()) >> 1)])


def lock_days(places: Iterable[tuple[int, datetime]]) -> None:
    """Wait for the locks of these agencies' days; whoever needs several takes them in one call."""
    lock_in_turn((agency, civil_time.day_of(moment).toordinal()) for agency, moment in places)


def allocate(
    *,
    offer: Offer,
    agency_ids: Sequence[int],
    starts_at: datetime,
    now: datetime,
    notice_waived: bool = False,
    is_there: bool = False,
    **columns: Any,
) -> Appointment:
    """A new appointment at `starts_at`, at the agency with the most desks free then.

    To be called in a transaction. Raises `Refused` with the rule's reason; where only the desks
    are missing, that is `Refusal.TAKEN`. `notice_waived` lets an agent book a time that is too
    close for the public, never one that is over; for somebody who `is_there` the time that is
    running now counts as well.
    """
    lock_days((agency, starts_at) for agency in agency_ids)
    sweep(agency_ids, starts_at, starts_at + offer.occupied, now=now)
    day = civil_time.day_of(starts_at)
    known = calendars(agency_ids, offer.channel, day, day)
    # As stored: a hold that is over but was not swept is in somebody's hands at this moment.
    busy, _expiries = taken_times(agency_ids, day, day, None)
    asked = replace(offer, notice=timedelta(0)) if notice_waived else offer
    reasons: list[rules.WhyNot] = []
    places: list[tuple[int, list[int]]] = []
    for agency in agency_ids:
        taken = busy.get((agency, day), [])
        calendar, desks = known[agency].calendar, known[agency].desks
        if reason := rules.why_not(
            starts_at,
            now=now,
            offer=asked,
            calendar=calendar,
            desks=desks,
            busy=taken,
            holiday_name=holiday_name(day),
            is_there=is_there,
        ):
            reasons.append(reason)
            continue
        free = free_desks(
            starts_at=starts_at,
            windows=calendar.windows(day),
            desks=desks,
            busy=taken,
            offer=offer,
        )
        places.append((agency, free))
    if not places:
        taken_somewhere = [reason for reason in reasons if reason.refusal == Refusal.TAKEN]
        chosen = (taken_somewhere or reasons or [rules.WhyNot(Refusal.OUTSIDE_HOURS)])[0]
        raise Refused(chosen.refusal, **chosen.details)
    agency, free = max(places, key=lambda place: len(place[1]))  # the first of equals
    with promise("appointment_one_at_a_time_per_desk", broken=Refused(Refusal.TAKEN)):
        return Appointment.objects.create(
            agency_id=agency,
            desk_id=_least_loaded(free, busy.get((agency, day), [])),
            topic=offer.topic,
            channel=offer.channel,
            starts_at=starts_at,
            ends_at=starts_at + offer.slot,
            occupied_until=starts_at + offer.occupied,
            created_at=now,
            **columns,
        )


def sweep(agency_ids: Sequence[int], start: datetime, end: datetime, *, now: datetime) -> int:
    """Release the expired holds that stand in the way; how many there were.

    The constraint's condition cannot know the time, so an expired hold has to be written down as
    such before its desk can be given to somebody else. One whose row is locked is left alone: its
    person is sending it, or the beat is sweeping it.
    """
    ids = list(
        Appointment.objects.expired_holds(now=now)
        .filter(starts_at__lt=end, occupied_until__gt=start, agency__in=agency_ids)
        .select_for_update(skip_locked=True, of=("self",))
        .values_list("pk", flat=True)
    )
    if not ids:
        return 0
    return Appointment.objects.filter(pk__in=ids).update(
        status=Status.EXPIRED, hold_expires_at=None
    )


def _least_loaded(desks: Sequence[int], busy: Iterable[Busy]) -> int:
    """The desk with the fewest appointments that day; the first of equals."""
    load = Counter(taken.desk for taken in busy)
    return min(desks, key=lambda desk: load[desk])
