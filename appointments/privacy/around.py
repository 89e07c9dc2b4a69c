"""What is kept around the appointments: who sat where, what was offered, how calls connect."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from appointments.choices import OfferState
from appointments.models import (
    Agency,
    DeskShift,
    EarlierOffer,
    EarlierWish,
    FreedTime,
    Replanning,
    ReplanningStep,
    VideoSignal,
)
from appointments.privacy import belonging
from appointments.privacy.holdings import KEEP_APPOINTMENTS
from cns_portal.keeping import Category, Erased, Holding, Measure, Persons, Recipient, spared
from insured.privacy.keeping import MOST_AT_ONCE, PUBLIC_TASK, Deleted

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier

KEEP_SHIFTS = timedelta(days=92)

KEEP_EARLIER = timedelta(days=90)
"""Long enough to answer a complaint about who was asked, and why not somebody else."""

KEEP_SIGNALS = timedelta(days=1)


class ShiftsAtDesks(Deleted):
    """When which agent received people at which desk."""

    code = "appointments.shifts"
    label = _("Agents at their desks")
    what = _("Which agent received people at which desk, from when until when.")
    why = _("So that one agent at a time calls people to a desk.")
    legal_basis = PUBLIC_TASK
    keep_for = _("Three months; which agencies are an agent's, as long as they are.")
    tables = (DeskShift, Agency.agents.through)
    persons = (Persons.AGENTS,)
    categories = (Category.IDENTITY, Category.USE)
    recipients = (Recipient.AGENTS,)
    measures = (Measure.ROLES,)

    def over(self, now: datetime) -> QuerySet[DeskShift]:
        return DeskShift.objects.filter(began_at__lt=now - KEEP_SHIFTS)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[DeskShift]:
        """None: they are about agents at work."""
        return DeskShift.objects.none()


class EarlierTimes(Holding):
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
    tables = (EarlierWish, EarlierOffer)
    categories = (Category.USE,)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.earlier_rows(dossier)

    def over(self, now: datetime) -> tuple[QuerySet[FreedTime], QuerySet[EarlierWish]]:
        """What is past its time and not blocked."""
        past = now - KEEP_EARLIER
        # What is still open is the worker's first: it gives a kept time back when it closes it.
        offered = EarlierOffer.objects.filter(state=OfferState.OPEN)
        times = FreedTime.objects.filter(
            ~Exists(offered.filter(freed_time=OuterRef("pk"))), starts_at__lt=past
        )
        wishes = EarlierWish.objects.filter(
            ~Exists(offered.filter(wish=OuterRef("pk"))), stopped_at__lt=past
        )
        return (
            spared(times, rows_of=_times_offered_to),
            spared(wishes, rows_of=self.rows_of),
        )

    def due(self, *, now: datetime) -> int:
        """How many freed times and wishes are past their time."""
        return sum(rows.count() for rows in self.over(now))

    def forget(self, *, now: datetime) -> int:
        """Delete them with the offers made for them."""
        counted = 0
        for rows in self.over(now):
            chosen = list(rows.values_list("pk", flat=True)[:MOST_AT_ONCE])
            rows.model.objects.filter(pk__in=chosen).delete()
            counted += len(chosen)
        return counted

    def would_erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Every wish of which no offer is open would go."""
        return Erased(gone=self._goes(dossier).count())

    def erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Delete them with the offers made for them."""
        deleted = self._goes(dossier).delete()[1]
        return Erased(gone=deleted.get(EarlierWish._meta.label, 0))

    def _goes(self, dossier: Dossier) -> QuerySet[EarlierWish]:
        opened = EarlierOffer.objects.filter(wish=OuterRef("pk"), state=OfferState.OPEN)
        return EarlierWish.objects.filter(~Exists(opened), procedure__dossier=dossier)


def _times_offered_to(dossier: Dossier) -> Iterable[QuerySet]:
    """An offer goes with its time."""
    offers = EarlierOffer.objects.filter(wish__procedure__dossier=dossier)
    yield FreedTime.objects.filter(pk__in=offers.values("freed_time"))


class CallSignals(Deleted):
    """What the two browsers of a video call wrote to each other, to find each other."""

    code = "appointments.call_signals"
    label = _("Connection data of video calls")
    what = _("The network addresses under which the two browsers can reach each other.")
    why = _("So that picture and sound go from one to the other without passing a third.")
    legal_basis = PUBLIC_TASK
    keep_for = _("Until the end of the call, and never longer than a day.")
    tables = (VideoSignal,)
    persons = (Persons.INSURED, Persons.VISITORS, Persons.AGENTS)
    categories = (Category.USE,)
    recipients = (Recipient.NOBODY,)
    measures = (Measure.ROLES,)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.signal_rows(dossier)

    def over(self, now: datetime) -> QuerySet[VideoSignal]:
        return VideoSignal.objects.filter(sent_at__lt=now - KEEP_SIGNALS)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[VideoSignal]:
        """Those of calls that are over."""
        theirs = VideoSignal.objects.filter(call__appointment__procedure__dossier=dossier)
        return theirs.filter(call__appointment__ends_at__lte=now)


class ChangesOfThePlan(Deleted):
    """Who decided what becomes of appointments that a change of the plan touched."""

    code = "appointments.replannings"
    label = _("Decisions when the hours of an agency changed")
    what = _(
        "Which agent decided what becomes of the appointments that a change touched, the reason "
        "given, and what became of each."
    )
    why = _("To do what was decided, and to answer questions about it.")
    legal_basis = PUBLIC_TASK
    keep_for = _("Two years after the decision.")
    tables = (Replanning, ReplanningStep)
    persons = (Persons.INSURED, Persons.VISITORS, Persons.AGENTS)
    categories = (Category.USE,)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.replanning_rows(dossier)

    def over(self, now: datetime) -> QuerySet[Replanning]:
        return Replanning.objects.filter(made_at__lt=now - KEEP_APPOINTMENTS)

    def forgettable(self, now: datetime) -> QuerySet[Replanning]:
        """A decision stays whole while the data of one of those it touched are blocked."""
        free = spared(ReplanningStep.objects.all(), rows_of=self.rows_of)
        held = ReplanningStep.objects.filter(replanning=OuterRef("pk")).exclude(
            pk__in=free.order_by().values("pk")
        )
        return self.over(now).filter(~Exists(held))

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[Replanning]:
        """None: a decision is about many; what was noted of an appointment goes with it."""
        return Replanning.objects.none()
