"""Checking what was agreed against the plan as it is now, and telling agencies what fell out."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import F
from django.utils import translation

from appointments.choices import ConflictState, Refusal
from appointments.models import Agency, Appointment, CalendarVersion, Conflict
from appointments.notices import outside
from appointments.rules import review, states
from appointments.rules.booking import WhyNot
from appointments.selectors import conflicts, offers, plans
from appointments.services.acting import By
from appointments.services.changing import close_conflict, locked, note
from cns_portal import clock, inbox
from cns_portal.db import lock_in_turn
from cns_portal.kernel.refusal import Refused

logger = logging.getLogger(__name__)

REVIEW_TASK = "appointments.review_bookings"
REVIEW_LOCK = -3  # the first half of a lock on the review; agencies have positive numbers
AT_ONCE = 1000


@dataclass(frozen=True)
class Reviewed:
    """What a review changed."""

    found: int = 0
    settled: int = 0
    told: int = 0


def review_bookings(*, everything: bool = False) -> Reviewed:
    """Check all appointments to come if the plan has changed since, or `everything` in any case.

    Then tell the agencies what is new. May run twice and side by side, and be killed in between:
    whatever was found and not told is told by the next run.
    """
    found = settled = 0
    version = offers.calendar_version()
    if everything or CalendarVersion.objects.exclude(reviewed=F("version")).exists():
        try:
            found, settled = _check_all()
        except OperationalError:  # another worker is at it; the next beat looks again
            logger.info("The appointments are being reviewed elsewhere.")
            return Reviewed(told=tell_agencies())
        # Whatever was changed while we looked has another number, and is looked at again.
        CalendarVersion.objects.filter(reviewed__lt=version).update(reviewed=version)
    return Reviewed(found, settled, tell_agencies())


@transaction.atomic
def _check_all() -> tuple[int, int]:
    """Write down what no longer fits, settle what fits again; the numbers of both."""
    lock_in_turn([(REVIEW_LOCK, 0)])
    now = clock.now()
    in_hand = set(conflicts.being_replanned().values_list("appointment_id", flat=True))
    plan = plans.snapshot(now=now)
    outside_now = {
        booking.key: (booking.desk, reason)
        for booking, reason in review.outside(plans.bookings_to_come(now=now), plan.plans)
        if booking.key not in in_hand
    }
    known = {
        conflict.appointment_id: conflict
        for conflict in Conflict.objects.filter(state=ConflictState.OPEN)
    }
    kept = set(
        Conflict.objects.filter(state=ConflictState.KEPT, appointment__starts_at__gt=now)
        .values_list("appointment_id", "refusal")
        .distinct()
    )
    new = [
        _row(key, desk, reason)
        for key, (desk, reason) in outside_now.items()
        if key not in known and (key, reason.refusal.value) not in kept
    ]
    # One that somebody has found in this moment keeps its row: one open conflict each.
    Conflict.objects.bulk_create(new, batch_size=AT_ONCE, ignore_conflicts=True)
    still = [known[key] for key in known.keys() & outside_now.keys()]
    _say_anew(still, outside_now)
    over = [
        conflict.pk
        for key, conflict in known.items()
        if key not in outside_now and key not in in_hand
    ]
    settled = Conflict.objects.filter(pk__in=over, state=ConflictState.OPEN).update(
        state=ConflictState.SETTLED, closed_at=now
    )
    return len(new), settled


def _say_anew(still: Iterable[Conflict], outside_now: dict) -> None:
    """The rule that speaks against an appointment may be another one by now."""
    changed = []
    for conflict in still:
        _desk, reason = outside_now[conflict.appointment_id]
        if (conflict.refusal, conflict.details) != (reason.refusal.value, reason.details):
            conflict.refusal, conflict.details = reason.refusal.value, reason.details
            changed.append(conflict)
    Conflict.objects.bulk_update(changed, ["refusal", "details"], batch_size=AT_ONCE)


def _row(appointment_id: int, desk_id: int, reason: WhyNot) -> Conflict:
    return Conflict(
        appointment_id=appointment_id,
        desk_id=desk_id,
        refusal=reason.refusal.value,
        details=reason.details,
        found_at=clock.now(),
    )


def flag(appointment: Appointment, reason: WhyNot) -> None:
    """Write down that an appointment lies outside the plan; once. The caller has its row locked."""
    row = _row(appointment.pk, appointment.desk_id, reason)
    Conflict.objects.bulk_create([row], ignore_conflicts=True)


def tell_agencies() -> int:
    """One e-mail to each agency that has not been told of everything; how many."""
    return sum(_tell(agency_id) for agency_id in conflicts.to_tell())


@transaction.atomic
def _tell(agency_id: int) -> bool:
    """The posting and the mark that it was posted, together or not at all."""
    rows = list(
        conflicts.undecided()
        .filter(told_at__isnull=True, appointment__agency=agency_id)
        .select_for_update(of=("self",))  # another worker waits here, and then finds none
        .select_related("appointment__procedure", "appointment__desk__agency")
        .order_by("pk")
    )
    if not rows:
        return False
    agency = Agency.objects.get(pk=agency_id)
    with translation.override(settings.LANGUAGE_CODE):
        told = outside.found(agency, rows, why=conflicts.why)
    inbox.post_email(
        recipient=agency.email,
        subject=told.title,
        text_body=told.text,
        html_body=told.html,
        language=settings.LANGUAGE_CODE,
        reference="",
        idempotency_key=f"agency:{agency_id}:outside:{rows[-1].pk}",
    )
    Conflict.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=clock.now())
    return True


@transaction.atomic
def keep(appointment_id: int, *, by: By, reason: WhyNot | None = None) -> Appointment:
    """Keep an appointment although the plan no longer allows it. Colleagues see who did.

    With `reason`, one that nobody has flagged yet is kept as well, so that no review flags it for
    the same rule. Raises `Refused` when there is nothing (more) to decide.
    """
    appointment = locked(appointment_id)
    if appointment.status not in states.OPEN:
        raise Refused(Refusal.NOT_OPEN)
    if reason is not None:
        flag(appointment, reason)
    if not close_conflict(appointment, ConflictState.KEPT, by=by):
        raise Refused(Refusal.NOTHING_TO_DECIDE)
    note(appointment, by=by, what="appointment.kept", public=False)
    return appointment
