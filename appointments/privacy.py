"""What this room keeps about people, and for how long."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from appointments.choices import OfferState, Status
from appointments.models import (
    Appointment,
    DeskShift,
    EarlierOffer,
    EarlierWish,
    FreedTime,
    Participant,
    Replanning,
    VideoSignal,
)
from appointments.rules.states import OCCUPIES_THE_DESK, OVERRUN, PRESENT
from cns_portal import audit, documents, inbox, procedures

KEEP_UNSENT = timedelta(days=1)
KEEP_APPOINTMENTS = timedelta(days=2 * 365)
"""No official period was found (domain 1.2); two years match the time limit for claims."""

KEEP_SHIFTS = timedelta(days=92)

KEEP_EARLIER = timedelta(days=90)
"""Long enough to answer a complaint about who was asked, and why not somebody else."""

KEEP_SIGNALS = timedelta(days=1)

MOST_AT_ONCE = 500


class IdentityCopies:
    """Copies of identity cards, attached by people who book without signing in."""

    code = "appointments.identity_copies"
    label = _("Copies of identity cards")
    what = _("The picture of the identity card, attached to a request made without signing in.")
    why = _("The agent compares it with the person who comes or calls.")
    legal_basis = _("Consent given when booking (GDPR, article 6(1)(a))")
    keep_for = _("Until the appointment is over, cancelled or refused.")

    def _over(self, now: datetime) -> QuerySet[Appointment]:
        attached = Appointment.objects.filter(identity_copy__isnull=False)
        # Whoever is there is being compared with it, also when it takes longer.
        still_there = Q(status__in=PRESENT, ends_at__gt=now - OVERRUN)
        over = ~Q(status__in=OCCUPIES_THE_DESK) | Q(ends_at__lte=now)
        return attached.filter(over & ~still_there)

    def due(self, *, now: datetime) -> int:
        """How many copies are past their time."""
        return self._over(now).count()

    def forget(self, *, now: datetime) -> int:
        """Delete them; the appointment stays."""
        # A moved appointment's copy belongs to its new time, which still needs it.
        forgotten = 0
        over = self._over(now).select_related("identity_copy").select_for_update(of=("self",))
        for appointment in over[:MOST_AT_ONCE]:
            copy = appointment.identity_copy
            appointment.identity_copy = None
            appointment.save(update_fields=["identity_copy"])
            if not Appointment.objects.filter(identity_copy=copy).exists():
                documents.delete(copy, by=audit.SYSTEM, reason="appointment_over")
            forgotten += 1
        return forgotten


class UnsentTimes:
    """Times that were kept for somebody who did not finish."""

    code = "appointments.unsent"
    label = _("Times chosen but not sent")
    what = _("The chosen time, without any name.")
    why = _("So that nobody else is given the time while its person fills in the details.")
    legal_basis = _("Consent given when booking (GDPR, article 6(1)(a))")
    keep_for = _("One day.")

    def _over(self, now: datetime) -> QuerySet[Appointment]:
        # An offer that nobody has closed yet still needs to know which time it kept.
        return Appointment.objects.filter(
            status=Status.EXPIRED, created_at__lt=now - KEEP_UNSENT
        ).exclude(earlier_offer__state=OfferState.OPEN)

    def due(self, *, now: datetime) -> int:
        """How many rows are past their time."""
        return self._over(now).count()

    def forget(self, *, now: datetime) -> int:
        """Delete them."""
        return self._over(now).delete()[0]


class PastAppointments:
    """Appointments with the details people gave."""

    code = "appointments.appointments"
    label = _("Appointments")
    what = _("Time, place, topic, the details given, the messages about it and its history.")
    why = _("To answer questions about what was agreed, and to count visits.")
    legal_basis = _("Task in the public interest (GDPR, article 6(1)(e))")
    keep_for = _("Two years after the appointment.")

    def _over(self, now: datetime) -> QuerySet[Appointment]:
        """A moved appointment goes with the case it belongs to: when its last time is past."""
        later = Appointment.objects.filter(
            procedure=OuterRef("procedure"), ends_at__gte=now - KEEP_APPOINTMENTS
        )
        return Appointment.objects.filter(
            ~Exists(later), procedure__isnull=False, ends_at__lt=now - KEEP_APPOINTMENTS
        ).order_by("-pk")

    def due(self, *, now: datetime) -> int:
        """How many appointments are past their time."""
        return self._over(now).count()

    def forget(self, *, now: datetime) -> int:
        """Delete them with their procedures and messages; the newest of a moved chain first."""
        over = list(self._over(now).select_related("procedure")[:MOST_AT_ONCE])
        for appointment in over:
            procedure = appointment.procedure
            Participant.objects.filter(appointment=appointment).delete()
            Appointment.objects.filter(pk=appointment.pk).delete()
            if not Appointment.objects.filter(procedure=procedure).exists():
                inbox.forget_about(procedure.reference)
                procedures.forget(procedure)
        return len(over)


class ShiftsAtDesks:
    """When which agent received people at which desk."""

    code = "appointments.shifts"
    label = _("Agents at their desks")
    what = _("Which agent received people at which desk, from when until when.")
    why = _("So that one agent at a time calls people to a desk.")
    legal_basis = _("Task in the public interest (GDPR, article 6(1)(e))")
    keep_for = _("Three months.")

    def _over(self, now: datetime) -> QuerySet[DeskShift]:
        return DeskShift.objects.filter(began_at__lt=now - KEEP_SHIFTS)

    def due(self, *, now: datetime) -> int:
        """How many rows are past their time."""
        return self._over(now).count()

    def forget(self, *, now: datetime) -> int:
        """Delete them, also those nobody ended."""
        return self._over(now).delete()[0]


class EarlierTimes:
    """Wishes for something earlier, what was offered for them, and the times it was about."""

    code = "appointments.earlier"
    label = _("Earlier times")
    what = _(
        "That a person asked to be told about earlier times, which ones were offered to them, and "
        "what they answered."
    )
    why = _("To offer a free time to one person after the other, and to nobody twice.")
    legal_basis = _("Consent given when asking (GDPR, article 6(1)(a))")
    keep_for = _("Three months after the offered time, or after the wish was ended.")

    def _over(self, now: datetime) -> tuple[QuerySet[FreedTime], QuerySet[EarlierWish]]:
        past = now - KEEP_EARLIER
        # What is still open is the worker's first: it gives a kept time back when it closes it.
        offered = EarlierOffer.objects.filter(state=OfferState.OPEN)
        return (
            FreedTime.objects.filter(
                ~Exists(offered.filter(freed_time=OuterRef("pk"))), starts_at__lt=past
            ),
            EarlierWish.objects.filter(
                ~Exists(offered.filter(wish=OuterRef("pk"))), stopped_at__lt=past
            ),
        )

    def due(self, *, now: datetime) -> int:
        """How many freed times and wishes are past their time."""
        return sum(rows.count() for rows in self._over(now))

    def forget(self, *, now: datetime) -> int:
        """Delete them with the offers made for them."""
        counted = 0
        for rows in self._over(now):
            chosen = list(rows.values_list("pk", flat=True)[:MOST_AT_ONCE])
            rows.model.objects.filter(pk__in=chosen).delete()
            counted += len(chosen)
        return counted


class CallSignals:
    """What the two browsers of a video call wrote to each other, to find each other."""

    code = "appointments.call_signals"
    label = _("Connection data of video calls")
    what = _("The network addresses under which the two browsers can reach each other.")
    why = _("So that picture and sound go from one to the other without passing a third.")
    legal_basis = _("Task in the public interest (GDPR, article 6(1)(e))")
    keep_for = _("Until the end of the call, and never longer than a day.")

    def _over(self, now: datetime) -> QuerySet[VideoSignal]:
        return VideoSignal.objects.filter(sent_at__lt=now - KEEP_SIGNALS)

    def due(self, *, now: datetime) -> int:
        """How many of them were left behind by a call that nobody ended."""
        return self._over(now).count()

    def forget(self, *, now: datetime) -> int:
        """Delete them."""
        return self._over(now).delete()[0]


class ChangesOfThePlan:
    """Who decided what becomes of appointments that a change of the plan touched."""

    code = "appointments.replannings"
    label = _("Decisions when the hours of an agency changed")
    what = _(
        "Which agent decided what becomes of the appointments that a change touched, the reason "
        "given, and what became of each."
    )
    why = _("To do what was decided, and to answer questions about it.")
    legal_basis = _("Task in the public interest (GDPR, article 6(1)(e))")
    keep_for = _("Two years after the decision.")

    def _over(self, now: datetime) -> QuerySet[Replanning]:
        return Replanning.objects.filter(made_at__lt=now - KEEP_APPOINTMENTS)

    def due(self, *, now: datetime) -> int:
        """How many decisions are past their time."""
        return self._over(now).count()

    def forget(self, *, now: datetime) -> int:
        """Delete them with what was noted of each appointment."""
        chosen = list(self._over(now).values_list("pk", flat=True)[:MOST_AT_ONCE])
        Replanning.objects.filter(pk__in=chosen).delete()
        return len(chosen)


HOLDINGS = (
    IdentityCopies(),
    UnsentTimes(),
    PastAppointments(),
    ShiftsAtDesks(),
    EarlierTimes(),
    CallSignals(),
    ChangesOfThePlan(),
)
