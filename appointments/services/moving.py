"""Another time for an appointment, in one act: refused, everything is as it was before."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import OperationalError, transaction

from appointments.choices import Refusal, Status
from appointments.models import Appointment, Participant
from appointments.models.appointment import new_check_in_code
from appointments.notices import texts
from appointments.rules import states
from appointments.selectors import offers
from appointments.selectors.alternatives import alternatives
from appointments.selectors.basis import basis_of
from appointments.services.acting import By
from appointments.services.allocation import allocate, lock_days
from appointments.services.changing import change, locked, note
from appointments.services.people import insist_on_room_for
from appointments.services.requesting import CHECK_TASK
from appointments.services.telling import tell_agency, tell_person
from cns_portal import clock, queue
from cns_portal.db import promise
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind

CARRIED_OVER = (
    "procedure",
    "person_key",
    "signed_in",
    "for_another",
    "question",
    "identity_copy",
    "language",
    "consented_at",
    "requested_at",
    "left_to_agent_at",
    "check_in_code",
)
"""What belongs to the case and not to the time."""


def move(
    appointment_id: int,
    *,
    agency_ids: Sequence[int],
    starts_at: datetime,
    by: By,
    reason: str = "",
    in_plan_change: bool = False,
) -> Appointment:
    """An agent gives the appointment another time or agency; the person reads the reason.

    Topic, details, procedure and reference stay; the new row names the old one. An agent may give
    times that are too close for the public. Raises `Refused` with the rule's reason.

    `in_plan_change` says that nobody chose the time for this person: then the notice is theirs,
    a request stays a request, other times are told, and the agency, which did it, is not.
    """
    try:
        with transaction.atomic():
            return _move(
                appointment_id,
                agency_ids,
                starts_at,
                by,
                reason.strip(),
                notice_waived=not in_plan_change,
                in_plan_change=in_plan_change,
            )
    except OperationalError as error:
        raise Refused(Refusal.BUSY) from error


def move_own(
    appointment_id: int, *, agency_ids: Sequence[int], starts_at: datetime, by: By
) -> Appointment:
    """The person chooses another time: the rules of booking hold, notice and horizon included.

    A confirmed appointment stays confirmed, because the rules have just been asked; a request
    that is still being checked stays one. Raises `Refused` with the rule's reason.
    """
    try:
        with transaction.atomic():
            return _move(appointment_id, agency_ids, starts_at, by, "", notice_waived=False)
    except OperationalError as error:
        raise Refused(Refusal.BUSY) from error


def move_into(old_id: int, held_id: int, *, by: By) -> Appointment:
    """Take the time that is kept for the person in `held_id` instead of the one they have.

    To be called in a transaction. Raises `Refused(OFFER_OVER)` when it is no longer kept.
    """
    old, held = (Appointment.objects.get(pk=pk) for pk in (old_id, held_id))
    lock_days([(old.agency_id, old.starts_at), (held.agency_id, held.starts_at)])
    old, held = locked(old_id), locked(held_id)
    _insist_on_movable(old)
    if held.status != Status.HELD or held.hold_expires_at <= clock.now():
        raise Refused(Refusal.OFFER_OVER)
    insist_on_room_for(
        old.person_key, starts_at=held.starts_at, ends_at=held.ends_at, instead_of=old
    )
    return _take_over(old, held, before=Status(old.status), by=by, reason="", by_staff=False)


def _move(
    appointment_id: int,
    agency_ids: Sequence[int],
    starts_at: datetime,
    by: By,
    reason: str,
    *,
    notice_waived: bool,
    in_plan_change: bool = False,
) -> Appointment:
    known = Appointment.objects.get(pk=appointment_id)
    lock_days([(known.agency_id, known.starts_at), *((agency, starts_at) for agency in agency_ids)])
    old = locked(appointment_id)
    _insist_on_movable(old)
    if old.starts_at == starts_at and old.agency_id in agency_ids:
        raise Refused(Refusal.SAME_TIME)
    offer = offers.offer_for(old.topic, old.channel)
    insist_on_room_for(
        old.person_key, starts_at=starts_at, ends_at=starts_at + offer.slot, instead_of=old
    )
    now = clock.now()
    before = Status(old.status)
    if old.starts_at < starts_at + offer.occupied and starts_at < old.occupied_until:
        # Only then the old time goes first: the new one may need the very desk it lies at.
        _give_up(old, by=by, reason=reason)
    new = allocate(
        offer=offer,
        agency_ids=agency_ids,
        starts_at=starts_at,
        now=now,
        notice_waived=notice_waived,
        status=Status.HELD,
        hold_expires_at=now + timedelta(minutes=1),
        hold_key=f"move-{old.pk}",
    )
    return _take_over(
        old,
        new,
        before=before,
        by=by,
        reason=reason,
        by_staff=notice_waived or in_plan_change,
        in_plan_change=in_plan_change,
    )


def _insist_on_movable(old: Appointment) -> None:
    if refusal := states.why_not_move(
        status=Status(old.status), starts_at=old.starts_at, now=clock.now()
    ):
        raise Refused(refusal)


def _give_up(old: Appointment, *, by: By, reason: str) -> None:
    change(old, Status.MOVED, by=by, what="appointment.moved_away", reason=reason)


def _take_over(
    old: Appointment,
    new: Appointment,
    *,
    before: Status,
    by: By,
    reason: str,
    by_staff: bool,
    in_plan_change: bool = False,
) -> Appointment:
    """Make the kept time the appointment and release the old one. Both rows are locked."""
    if old.status != Status.MOVED:
        _give_up(old, by=by, reason=reason)
    for column in CARRIED_OVER:
        setattr(new, column, getattr(old, column))
    # The code is printed on papers that stay valid, so it moves along; links find the way alone.
    old.check_in_code = new_check_in_code()
    old.save(update_fields=["check_in_code"])
    new.status = Status.REQUESTED
    new.hold_expires_at = None
    new.hold_key = ""
    new.rescheduled_from = old
    new.revision = old.revision + 1
    overlap = Refused(Refusal.OVERLAPS_OWN, other=civil_time.wall(new.starts_at))
    with promise("appointment_one_place_at_a_time_per_person", broken=overlap):
        new.save()
    Participant.objects.filter(appointment=old).update(appointment=new)
    by_agent = by.kind == ActorKind.AGENT and not in_plan_change
    if before == Status.CONFIRMED or by_agent:
        change(
            new,
            Status.CONFIRMED,
            by=by,
            what="appointment.moved",
            reason=reason,
            decided_at=clock.now(),
            left_to_agent_at=None,
            basis=basis_of(new, by=by.kind, asked_at=new.created_at, now=clock.now()),
        )
        new = locked(new.pk)
        others = alternatives(new) if in_plan_change else []
        tell_person(
            new, texts.moved, before=old, by_staff=by_staff, reason=reason, alternatives=others
        )
        if not in_plan_change:
            _tell_agencies(old, new)
        return new
    note(new, by=by, what="appointment.moved", reason=reason)
    new = locked(new.pk)
    if new.left_to_agent_at:
        tell_person(new, texts.left_to_agent, reason=reason)
        if not in_plan_change:
            tell_agency(new, texts.waiting_for_agency)
    else:
        queue.nudge(CHECK_TASK)
    return new


def _tell_agencies(old: Appointment, new: Appointment) -> None:
    if old.agency_id == new.agency_id:
        tell_agency(new, texts.moved_for_agency, before=old.starts_at)
    else:
        tell_agency(new, texts.booked_for_agency)
        tell_agency(old, texts.cancelled_for_agency)
