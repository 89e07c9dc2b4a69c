"""Who receives people at which desk: taking one, taking one over, leaving it."""

from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.db.models import Q

from appointments.choices import Channel, Refusal
from appointments.models import Desk, DeskShift
from appointments.selectors import day
from appointments.services.acting import By
from appointments.services.allocation import lock_days
from cns_portal import audit, clock
from cns_portal.db import promise
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused


def take_desk(desk_id: int, *, by: By, instead_of: int | None = None) -> DeskShift:
    """The agent receives people at this desk from now on, and at no other.

    A desk in a colleague's hands is taken over only when `instead_of` names the colleague's shift:
    theirs ends, and whoever was called there stays called. Taking one's own desk again changes
    nothing. Raises `Refused`: `DESK_TAKEN` when somebody else is there, `NOT_POSSIBLE` for a desk
    that is out of service or only for calls.
    """
    try:
        with transaction.atomic():
            return _take(desk_id, by, instead_of)
    except OperationalError as error:
        raise Refused(Refusal.BUSY) from error


def _take(desk_id: int, by: By, instead_of: int | None) -> DeskShift:
    now = clock.now()
    desk = Desk.objects.select_related("agency").get(pk=desk_id)
    if not desk.active or desk.channel != Channel.ON_SITE:
        raise Refused(Refusal.NOT_POSSIBLE)
    lock_days([(desk.agency_id, now)])
    begins = civil_time.midnight(civil_time.day_of(now))
    still_open = list(
        DeskShift.objects.filter(Q(desk=desk) | Q(agent=by.actor), ended_at__isnull=True)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    for shift in still_open:
        if shift.began_at < begins:
            _end(shift, at=_end_of_its_day(shift), by=by, what="desk.left_at_night")
        elif shift.desk_id == desk.pk and shift.agent_id == by.actor.pk:
            return shift
        elif shift.desk_id != desk.pk:
            _end(shift, at=now, by=by, what="desk.left")
        elif shift.pk == instead_of:
            _end(shift, at=now, by=by, what="desk.taken_over")
        else:
            raise Refused(Refusal.DESK_TAKEN)
    # Two tabs of one agent at two agencies hold two locks: then the promise decides.
    with promise("desk_shift_one_desk_per_agent", broken=Refused(Refusal.BUSY)):
        shift = DeskShift.objects.create(desk=desk, agent=by.actor, began_at=now)
    audit.record(by.actor, "desk.taken", shift)
    return shift


@transaction.atomic
def leave_desk(*, by: By) -> None:
    """The agent receives nobody any more; harmless without a desk. Who was called stays called."""
    now = clock.now()
    for shift in DeskShift.objects.filter(
        pk__in=day.open_shifts(now=now).filter(agent=by.actor), ended_at__isnull=True
    ).select_for_update(of=("self",)):
        _end(shift, at=now, by=by, what="desk.left")


def _end(shift: DeskShift, *, at: datetime, by: By, what: str) -> None:
    shift.ended_at = max(at, shift.began_at)
    shift.save(update_fields=["ended_at"])
    audit.record(by.actor, what, shift)


def _end_of_its_day(shift: DeskShift) -> datetime:
    return civil_time.midnight(civil_time.day_of(shift.began_at) + timedelta(days=1))
