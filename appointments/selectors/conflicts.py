"""Appointments outside the agency's plan: those to decide about, and those decided."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from appointments.choices import ConflictState, Refusal
from appointments.models import Appointment, Conflict, Replanning, ReplanningStep
from appointments.notices.sentences import sentence
from appointments.rules.booking import WhyNot
from appointments.rules.states import OPEN
from appointments.selectors.calendars import holiday_name
from cns_portal.kernel import civil_time

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account


def why(row: Conflict | ReplanningStep) -> str:
    """Why the plan no longer allows the appointment, as a sentence in the language of the moment.

    A holiday is named anew: its name depends on the reader.
    """
    details = dict(row.details)
    if row.refusal == Refusal.HOLIDAY:
        details["holiday"] = holiday_name(civil_time.day_of(row.appointment.starts_at))
    return sentence(WhyNot(Refusal(row.refusal), details))


def undecided() -> QuerySet[Conflict]:
    """Conflicts to decide about; those whose appointment is no longer open do not count."""
    return Conflict.objects.filter(state=ConflictState.OPEN, appointment__status__in=OPEN)


def is_undecided() -> Exists:
    """Whether an appointment lies outside the plan and nobody has decided about it."""
    return Exists(Conflict.objects.filter(appointment=OuterRef("pk"), state=ConflictState.OPEN))


def of_appointment(appointment: Appointment) -> Conflict | None:
    """The latest conflict of an appointment, decided or not."""
    found = Conflict.objects.filter(appointment=appointment).select_related(
        "closed_by", "desk__agency"
    )
    return found.order_by("-found_at", "-pk").first()


def of_desk_day(*, agency_id: int, desk_id: int, day: date) -> list[Conflict]:
    """All conflicts of a desk's day in order of time, decided or not, with their place."""
    first = civil_time.midnight(day)
    after = civil_time.midnight(date.fromordinal(day.toordinal() + 1))
    found = (
        Conflict.objects.filter(
            desk=desk_id,
            appointment__agency=agency_id,
            appointment__starts_at__gte=first,
            appointment__starts_at__lt=after,
        )
        .select_related(
            "desk__agency", "appointment__procedure", "appointment__agency", "appointment__desk"
        )
        .order_by("appointment__starts_at", "appointment_id", "-pk")
    )
    latest: dict[int, Conflict] = {}
    for conflict in found:
        latest.setdefault(conflict.appointment_id, conflict)
    return list(latest.values())


def to_tell() -> list[int]:
    """The agencies that have an address and have not been told of everything."""
    waiting = undecided().filter(told_at__isnull=True).exclude(appointment__agency__email="")
    return list(
        waiting.order_by("appointment__agency")
        .values_list("appointment__agency", flat=True)
        .distinct()
    )


def replanning_of(agent: Account, public_id: UUID) -> Replanning | None:
    """What this agent decided about touched appointments; a supervisor sees everybody's."""
    found = Replanning.objects.filter(public_id=public_id)
    if not agent.is_superuser:
        found = found.filter(agent=agent)
    return found.first()


def steps_of(replanning: Replanning) -> list[ReplanningStep]:
    """What is to become and became of each appointment, in order of time: one query."""
    return list(
        replanning.steps.select_related(
            "appointment__agency",
            "appointment__desk",
            "appointment__procedure",
            "moved_to__desk",
        ).order_by("appointment__starts_at", "pk")
    )


def being_replanned() -> QuerySet[ReplanningStep]:
    """Steps that were decided on and are not done yet."""
    return ReplanningStep.objects.filter(done_at__isnull=True)


def unfinished() -> list[int]:
    """The decisions that still have steps to do, the oldest first."""
    return list(
        Replanning.objects.filter(Exists(being_replanned().filter(replanning=OuterRef("pk"))))
        .order_by("made_at")
        .values_list("pk", flat=True)
    )
