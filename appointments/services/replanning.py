"""Working through the appointments that a change of the plan touches: keep, move or cancel each.

What is wanted is written down in the transaction of the change; each appointment is then dealt
with in a transaction of its own, by whoever comes first: the request that decided, or the worker.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import OperationalError, transaction
from django.utils import translation

from appointments.choices import Refusal, Status, StepResult, Treatment
from appointments.models import Appointment, Replanning, ReplanningStep
from appointments.rules import states
from appointments.rules.booking import WhyNot
from appointments.selectors import conflicts, plans
from appointments.selectors.alternatives import nearest
from appointments.services import cancelling, moving, reviewing
from appointments.services.acting import By
from appointments.services.changing import locked
from appointments.services.redesking import redesk
from cns_portal import audit, clock, queue
from cns_portal.db import promise
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind

logger = logging.getLogger(__name__)

REPLAN_TASK = "appointments.carry_on_replanning"
PATIENCE = 6.0
"""Seconds for which a request works through its own decision; the worker does the rest."""

AT_ONCE = 1000
OVER = {Refusal.NOT_OPEN, Refusal.ALREADY_STARTED}


@dataclass(frozen=True)
class Wanted:
    """What is to become of one appointment, and the rule that speaks against it."""

    appointment_id: int
    why: WhyNot
    treatment: Treatment


class _Later(Exception):
    """Not now: somebody else has the day, or the request is still being checked."""


@transaction.atomic
def decide(
    *,
    public_id: UUID,
    subject: str,
    wanted: Iterable[Wanted],
    reason: Callable[[], str],
    by: By,
) -> Replanning:
    """Write down what becomes of each appointment; `carry_on` does it after the commit.

    `reason` is called in each person's language. Raises `Refused` when the question with this
    `public_id` was answered before, or when a reason is missing that a person would read.
    """
    wanted = list(wanted)
    unique = "appointments_replanning_public_id_key"
    with promise(unique, broken=Refused(Refusal.NOTHING_TO_DECIDE)):
        replanning = Replanning.objects.create(
            public_id=public_id,
            subject=subject[:200],
            agent=by.actor if by.kind == ActorKind.AGENT else None,
            made_at=clock.now(),
        )
    keys = [one.appointment_id for one in wanted]
    languages = dict(Appointment.objects.filter(pk__in=keys).values_list("pk", "language"))
    said = {}
    for language in set(languages.values()):
        with translation.override(language):
            said[language] = reason().strip()
    if not all(said.values()) and any(one.treatment != Treatment.KEEP for one in wanted):
        raise Refused(Refusal.REASON_MISSING)
    ReplanningStep.objects.bulk_create(
        [
            ReplanningStep(
                replanning=replanning,
                appointment_id=one.appointment_id,
                refusal=one.why.refusal.value,
                details=one.why.details,
                treatment=one.treatment,
                reason="" if one.treatment == Treatment.KEEP else said[languages[key]],
            )
            for one in wanted
            if (key := one.appointment_id) in languages
        ],
        batch_size=AT_ONCE,
    )
    audit.record(by.actor, "replanning.decided", replanning, details={"appointments": len(wanted)})
    queue.nudge(REPLAN_TASK)
    return replanning


def carry_on(replanning_id: int, *, patience: float = PATIENCE) -> int:
    """Do the steps that are left, for `patience` seconds; how many are still left then.

    May run twice and side by side: whoever has a step's row does it. One that breaks does not
    hold up the others.
    """
    until = time.monotonic() + patience
    steps = conflicts.being_replanned().filter(replanning=replanning_id)
    keys = list(steps.order_by("appointment__starts_at", "pk").values_list("pk", flat=True))
    for key in keys:
        if time.monotonic() > until:
            break
        try:
            _do(key)
        except _Later:
            continue
        except Exception:  # left to do: the next beat tries again
            logger.exception("Step %s of a change of the plan could not be done.", key)
    return steps.count()


def carry_on_all(*, patience: float) -> None:
    """Do what is left of every decision, the oldest first, for `patience` seconds altogether."""
    until = time.monotonic() + patience
    for replanning_id in conflicts.unfinished():
        carry_on(replanning_id, patience=until - time.monotonic())


@transaction.atomic
def _do(step_id: int) -> None:
    """One step, whole or not at all."""
    step = (
        ReplanningStep.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("replanning__agent", "appointment")
        .filter(pk=step_id, done_at__isnull=True)
        .first()
    )
    if step is None:
        return
    agent = step.replanning.agent
    by = By.agent(agent) if agent else By.link()
    try:
        step.result, step.moved_to = _treated(step, by)
    except Refused as refused:
        if refused.reason == Refusal.BUSY:
            raise _Later from refused
        if refused.reason in OVER:
            step.result = StepResult.GONE
        else:
            step.result, step.failure = StepResult.FAILED, refused.reason.value
            _flag(step)
    step.done_at = clock.now()
    step.save(update_fields=["result", "moved_to", "failure", "done_at"])


def _treated(step: ReplanningStep, by: By) -> tuple[StepResult, Appointment | None]:
    """What became of the appointment; raises `Refused` when nothing did."""
    appointment = step.appointment
    if appointment.status not in states.OPEN:
        return StepResult.GONE, None
    if appointment.status == Status.REQUESTED and appointment.left_to_agent_at is None:
        raise _Later  # the worker is about to decide about it
    if plans.why_not_stand(appointment) is None:
        return StepResult.GONE, None
    if step.treatment == Treatment.KEEP:
        reviewing.keep(appointment.pk, by=by, reason=_why(step))
        return StepResult.KEPT, None
    if step.treatment == Treatment.CANCEL:
        cancelling.cancel_by_staff(appointment.pk, by=by, reason=step.reason, in_plan_change=True)
        return StepResult.CANCELLED, None
    return move_nearest(appointment, by=by, reason=step.reason)


def move_nearest(
    appointment: Appointment, *, by: By, reason: str
) -> tuple[StepResult, Appointment]:
    """Another desk at the same time, which the person need not know; else the nearest free time.

    Raises `Refused` with `NO_FREE_TIME` when the agency has none, with `BUSY` when others are at
    it, and with `NOT_OPEN` or `ALREADY_STARTED` when there is nothing to move.
    """
    try:
        return StepResult.REDESKED, redesk(appointment.pk, by=by)
    except OperationalError as error:
        raise Refused(Refusal.BUSY) from error
    except Refused as refused:
        if refused.reason != Refusal.TAKEN:
            raise
    for starts_at in nearest(appointment, now=clock.now()):
        try:
            moved = moving.move(
                appointment.pk,
                agency_ids=[appointment.agency_id],
                starts_at=starts_at,
                by=by,
                reason=reason,
                in_plan_change=True,
            )
        except Refused as refused:
            if refused.reason in {*OVER, Refusal.BUSY}:
                raise
            continue  # somebody else has just taken it, or the person is elsewhere then
        return StepResult.MOVED, moved
    raise Refused(Refusal.NO_FREE_TIME)


def _why(step: ReplanningStep) -> WhyNot:
    return WhyNot(Refusal(step.refusal), step.details)


def _flag(step: ReplanningStep) -> None:
    """What could not be done is somebody's to do: marked in the agenda, told to the agency."""
    appointment = locked(step.appointment_id)
    if appointment.status in states.OPEN:
        reviewing.flag(appointment, _why(step))
