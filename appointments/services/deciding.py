"""Is the request accepted? The worker asks the rules; an agent decides what rules leave open."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import translation

from appointments.choices import Refusal, Status
from appointments.models import Appointment
from appointments.notices import texts
from appointments.notices.sentences import sentence
from appointments.rules import states
from appointments.rules.booking import (
    WhyNot,
    why_not_another,
    why_not_identity,
    why_not_now,
    why_not_open,
)
from appointments.rules.free_times import Offer
from appointments.selectors import offers
from appointments.selectors.alternatives import alternatives
from appointments.selectors.basis import basis_of
from appointments.selectors.calendars import calendars, holiday_name
from appointments.services.acting import SYSTEM, By
from appointments.services.changing import change, locked, note
from appointments.services.telling import tell_agency, tell_person
from cns_portal import clock, procedures
from cns_portal.documents.choices import State
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused

PATIENCE_WITH_DOCUMENTS = timedelta(minutes=10)
"""How long a request waits for the check of its identity copy before an agent looks at it."""


def undecided_ids() -> list[int]:
    """The requests the worker can check now, the oldest first.

    Without those that wait for their identity copy: they must not stand in anybody's way.
    """
    waiting = Q(
        identity_copy__state=State.PENDING,
        requested_at__gt=clock.now() - PATIENCE_WITH_DOCUMENTS,
    )
    undecided = Appointment.objects.undecided().exclude(waiting).order_by("requested_at")
    return list(undecided.values_list("pk", flat=True)[:200])


def overdue_ids() -> list[int]:
    """The requests left to an agent whose time has come without an answer."""
    waiting = Appointment.objects.filter(
        status=Status.REQUESTED, left_to_agent_at__isnull=False, starts_at__lte=clock.now()
    )
    return list(waiting.values_list("pk", flat=True)[:200])


@transaction.atomic
def refuse_overdue(appointment_id: int) -> None:
    """Tell the person of a request that nobody decided in time. May run twice."""
    appointment = locked(appointment_id)
    if appointment.status == Status.REQUESTED and appointment.starts_at <= clock.now():
        _refuse_by_rule(appointment, WhyNot(Refusal.NOT_DECIDED))


@transaction.atomic
def check_request(appointment_id: int) -> str | None:
    """Accept the request, refuse it with the rule's sentence, or leave it to an agent.

    May run twice and side by side; returns the state it left, None when another worker has it or
    the identity copy is still being checked.
    """
    appointment = (
        Appointment.objects.undecided()
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("agency", "desk", "procedure__dossier", "identity_copy")
        .filter(pk=appointment_id)
        .first()
    )
    if appointment is None:
        return None
    copy = appointment.identity_copy
    if copy is not None and copy.state == State.PENDING:
        if clock.now() - appointment.requested_at < PATIENCE_WITH_DOCUMENTS:
            return None
        return _leave_to_agent(appointment)
    try:
        offer = offers.offer_for(appointment.topic, appointment.channel)
    except Refused as refused:
        return _refuse_by_rule(appointment, WhyNot(refused.reason, refused.details))
    if reason := why_not_accept(appointment, offer):
        return _refuse_by_rule(appointment, reason)
    if offer.left_to_agent:
        return _leave_to_agent(appointment)
    _confirm(appointment, by=SYSTEM)
    return appointment.status


def why_not_accept(appointment: Appointment, offer: Offer) -> WhyNot | None:
    """The agency-hours rules, asked about a request; None when it can be accepted.

    Notice and horizon count from the moment the time was chosen, not from now: nobody is refused
    because the worker slept, unless it slept until the time was over.
    """
    if appointment.starts_at <= clock.now():
        return WhyNot(Refusal.NOT_DECIDED)
    day = civil_time.day_of(appointment.starts_at)
    known = calendars([appointment.agency_id], appointment.channel, day, day)
    agreed = Offer(
        topic=offer.topic,
        channel=offer.channel,
        slot_minutes=int((appointment.ends_at - appointment.starts_at).total_seconds()) // 60,
        buffer_minutes=int((appointment.occupied_until - appointment.ends_at).total_seconds())
        // 60,
        notice=offer.notice,
        horizon_days=offer.horizon_days,
    )
    if reason := why_not_now(appointment.starts_at, offer=agreed, now=appointment.created_at):
        return reason
    if reason := why_not_open(
        appointment.starts_at,
        offer=agreed,
        calendar=known[appointment.agency_id].calendar,
        holiday_name=holiday_name(day),
    ):
        return reason
    copy_state = appointment.identity_copy.state if appointment.identity_copy else None
    if refusal := why_not_identity(signed_in=appointment.signed_in, copy_state=copy_state):
        return WhyNot(refusal)
    others = (
        Appointment.objects.open()
        .filter(person_key=appointment.person_key, ends_at__gt=clock.now())
        .exclude(pk=appointment.pk)
        .count()
    )
    return why_not_another(open_bookings=others, limit=offers.policy().open_bookings_per_person)


@transaction.atomic
def accept(appointment_id: int, *, by: By) -> Appointment:
    """An agent accepts a request. Raises `Refused` when it is decided already, or its time over."""
    appointment = _waiting(appointment_id)
    if appointment.starts_at <= clock.now():
        raise Refused(Refusal.PAST)
    _confirm(appointment, by=by)
    return appointment


@transaction.atomic
def refuse(appointment_id: int, *, by: By, reason: str) -> Appointment:
    """An agent refuses a request; the person reads the reason."""
    if not reason.strip():
        raise Refused(Refusal.REASON_MISSING)
    appointment = _waiting(appointment_id)
    _refuse(appointment, by=by, reason=reason.strip())
    return appointment


@transaction.atomic
def ask(appointment_id: int, *, by: By, question: str) -> Appointment:
    """An agent asks the person for something; nothing else changes."""
    if not question.strip():
        raise Refused(Refusal.REASON_MISSING)
    appointment = locked(appointment_id)
    if appointment.status not in states.OPEN:
        raise Refused(Refusal.NOT_OPEN)
    note(appointment, by=by, what="appointment.question", reason=question.strip())
    told = tell_person(appointment, texts.question, text=question.strip())
    if told is not None:
        procedures.note_question(
            appointment.procedure, text=question.strip(), by=by.actor, message=told
        )
    return appointment


def _waiting(appointment_id: int) -> Appointment:
    appointment = locked(appointment_id)
    if refusal := states.why_not_decide(status=Status(appointment.status)):
        raise Refused(refusal)
    return appointment


def _confirm(appointment: Appointment, *, by: By) -> None:
    change(
        appointment,
        Status.CONFIRMED,
        by=by,
        what="appointment.confirmed",
        decided_at=clock.now(),
        left_to_agent_at=None,
        basis=basis_of(appointment, by=by.kind, asked_at=appointment.created_at, now=clock.now()),
    )
    tell_person(appointment, texts.confirmed)
    tell_agency(appointment, texts.booked_for_agency)


def _refuse_by_rule(appointment: Appointment, reason: WhyNot) -> str:
    with translation.override(appointment.language):
        _refuse(appointment, by=SYSTEM, reason=sentence(reason))
    return appointment.status


def _refuse(appointment: Appointment, *, by: By, reason: str) -> None:
    change(
        appointment,
        Status.REFUSED,
        by=by,
        what="appointment.refused",
        reason=reason,
        decided_at=clock.now(),
        revision=appointment.revision + 1,
    )
    tell_person(appointment, texts.refused, reason=reason, alternatives=alternatives(appointment))


@transaction.atomic
def leave_to_agent(appointment_id: int) -> None:
    """Keep a request for an agent's decision, whatever the rules would say."""
    _leave_to_agent(_waiting(appointment_id))


def _leave_to_agent(appointment: Appointment) -> str:
    appointment.left_to_agent_at = clock.now()
    appointment.save(update_fields=["left_to_agent_at"])
    note(appointment, by=SYSTEM, what="appointment.left_to_agent")
    tell_person(appointment, texts.left_to_agent)
    tell_agency(appointment, texts.waiting_for_agency)
    return appointment.status
