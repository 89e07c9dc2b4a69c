"""The holdings of the room: what each is, and when its rows go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from appointments.choices import OfferState, Status
from appointments.models import (
    Appointment,
    Conflict,
    Participant,
    Reminder,
    VideoCall,
    Visit,
)
from appointments.privacy import belonging
from appointments.rules.states import OCCUPIES_THE_DESK, OVERRUN, PRESENT
from cns_portal import audit, documents, inbox, procedures
from cns_portal.keeping import Category, Holding, Measure, Obstacle, Persons, Recipient
from insured.privacy.keeping import MOST_AT_ONCE, PUBLIC_TASK, TWO_YEARS, Deleted, OfCases

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier

KEEP_UNSENT = timedelta(days=1)
KEEP_APPOINTMENTS = TWO_YEARS


class IdentityCopies(Holding):
    """Copies of identity cards, attached by people who book without signing in."""

    code = "appointments.identity_copies"
    label = _("Copies of identity cards")
    what = _("The picture of the identity card, attached to a request made without signing in.")
    why = _("The agent compares it with the person who comes or calls.")
    legal_basis = _("Consent given when booking (GDPR, article 6(1)(a))")
    keep_for = _("Until the appointment is over, cancelled or refused.")
    persons = (Persons.VISITORS,)
    categories = (Category.IDENTITY, Category.CHARACTERISTICS)
    recipients = (Recipient.AGENTS,)
    measures = (Measure.ROLES, Measure.LOOKS, Measure.SEALED, Measure.SCANNED)

    def over(self, now: datetime) -> QuerySet[Appointment]:
        attached = Appointment.objects.filter(identity_copy__isnull=False)
        # Whoever is there is being compared with it, also when it takes longer.
        still_there = Q(status__in=PRESENT, ends_at__gt=now - OVERRUN)
        over = ~Q(status__in=OCCUPIES_THE_DESK) | Q(ends_at__lte=now)
        return attached.filter(over & ~still_there)

    def due(self, *, now: datetime) -> int:
        """How many copies are past their time."""
        return self.over(now).count()

    def forget(self, *, now: datetime) -> int:
        """Delete them; the appointment stays."""
        # A moved appointment's copy belongs to its new time, which still needs it.
        forgotten = 0
        over = self.over(now).select_related("identity_copy").order_by("pk")
        for appointment in over.select_for_update(of=("self",))[:MOST_AT_ONCE]:
            copy = appointment.identity_copy
            appointment.identity_copy = None
            appointment.save(update_fields=["identity_copy"])
            if not Appointment.objects.filter(identity_copy=copy).exists():
                documents.delete(copy, by=audit.SYSTEM, reason="appointment_over")
            forgotten += 1
        return forgotten


class UnsentTimes(Deleted):
    """Times that were kept for somebody who did not finish."""

    code = "appointments.unsent"
    label = _("Times chosen but not sent")
    what = _("The chosen time, without any name.")
    why = _("So that nobody else is given the time while its person fills in the details.")
    legal_basis = _("Consent given when booking (GDPR, article 6(1)(a))")
    keep_for = _("One day.")
    tables = (Appointment,)
    persons = (Persons.VISITORS, Persons.INSURED)
    categories = (Category.USE,)
    recipients = (Recipient.NOBODY,)
    measures = (Measure.DIGESTS,)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.kept_time_rows(dossier)

    def over(self, now: datetime) -> QuerySet[Appointment]:
        # An offer that nobody has closed yet still needs to know which time it kept.
        return Appointment.objects.filter(
            status=Status.EXPIRED, created_at__lt=now - KEEP_UNSENT
        ).exclude(earlier_offer__state=OfferState.OPEN)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[Appointment]:
        """Times offered to the person and not taken; what is still open ends by itself."""
        theirs = Appointment.objects.filter(earlier_offer__wish__procedure__dossier=dossier)
        expired = theirs.filter(procedure__isnull=True, status=Status.EXPIRED)
        return expired.exclude(earlier_offer__state=OfferState.OPEN)


class PastAppointments(OfCases):
    """Appointments with the details people gave."""

    code = "appointments.appointments"
    label = _("Appointments")
    what = _("Time, place, topic, the details given, the messages about it and its history.")
    why = _("To answer questions about what was agreed, and to count visits.")
    legal_basis = PUBLIC_TASK
    keep_for = _("Two years after the appointment.")
    tables = (Appointment, Participant, Conflict, Visit, Reminder, VideoCall)
    persons = (Persons.INSURED, Persons.FAMILY, Persons.VISITORS)
    categories = (Category.IDENTITY, Category.CHARACTERISTICS, Category.HEALTH)
    measures = (Measure.ROLES, Measure.LOOKS, Measure.SEALED, Measure.DIGESTS)
    names_others = {
        Participant: (
            *("first_name", "last_name", "matricule", "birth_date", "birth_place", "email"),
            *("phone", "street", "postcode", "locality", "country"),
        )
    }

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.appointment_rows(dossier)

    def over(self, now: datetime) -> QuerySet[Appointment]:
        """A moved appointment goes with the case it belongs to: when its last time is past."""
        later = Appointment.objects.filter(
            procedure=OuterRef("procedure"), ends_at__gte=now - KEEP_APPOINTMENTS
        )
        return Appointment.objects.filter(
            ~Exists(later), procedure__isnull=False, ends_at__lt=now - KEEP_APPOINTMENTS
        )

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[Appointment]:
        """Every case in which nobody has to come any more: nothing was decided on it."""
        to_come = Appointment.objects.filter(procedure=OuterRef("procedure")).upcoming(now=now)
        return Appointment.objects.of(dossier).filter(~Exists(to_come))

    def obstacles(self, dossier: Dossier, *, now: datetime) -> tuple[Obstacle, ...]:
        """The appointments to come."""
        return tuple(
            Obstacle(_("You have an appointment."), until=appointment.ends_at)
            for appointment in Appointment.objects.of(dossier).upcoming(now=now)
        )

    def chosen(self, rows: QuerySet[Appointment], *, most: int | None = None) -> list[Appointment]:
        """Whole cases: the times that were moved go with the one that was kept."""
        if most is not None:  # the newest first, because an older time is pointed at by it
            keys = list(rows.order_by("-pk").values_list("pk", flat=True)[:most])
            rows = rows.filter(pk__in=keys)
        return super().chosen(rows, most=most)

    def take(self, rows: list[Appointment], *, reason: str) -> None:
        """Delete them with their procedures and messages; the newest of a moved chain first."""
        for appointment in sorted(rows, key=lambda row: -row.pk):
            procedure, copy = appointment.procedure, appointment.identity_copy
            Participant.objects.filter(appointment=appointment).delete()
            Appointment.objects.filter(pk=appointment.pk).delete()
            if copy and not Appointment.objects.filter(identity_copy=copy).exists():
                documents.delete(copy, by=audit.SYSTEM, reason=reason)
            if not Appointment.objects.filter(procedure=procedure).exists():
                inbox.forget_about(procedure.reference)
                procedures.forget(procedure)
