"""The vocabulary of questions about agencies and appointments."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from appointments.choices import Status
from appointments.rules.states import OCCUPIES_THE_DESK, OPEN, OVERRUN, PRESENT, STANDING
from cns_portal.kernel import civil_time

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account, Dossier


class AgencyQuerySet(models.QuerySet):
    def taking_appointments(self) -> Self:
        """Shown to the public, in the order staff gave them."""
        return self.filter(active=True).order_by("position", "name")

    def assigned_to(self, agent: Account) -> Self:
        """The agencies whose appointments this agent handles; all of them for a supervisor."""
        return self if agent.is_superuser else self.filter(agents=agent)


class AppointmentQuerySet(models.QuerySet):
    def of(self, dossier: Dossier) -> Self:
        """The appointments in this person's file."""
        return self.filter(procedure__dossier=dossier)

    def at_agencies_of(self, agent: Account) -> Self:
        """What an agent may see: sent appointments of the agencies assigned to them."""
        sent = self.filter(procedure__isnull=False)
        return sent if agent.is_superuser else sent.filter(agency__agents=agent)

    def open(self) -> Self:
        """Sent and neither over nor cancelled."""
        return self.filter(status__in=OPEN)

    def upcoming(self, *, now: datetime) -> Self:
        """Open, just begun, or taking longer than planned; the next one first."""
        return self.filter(_to_come(now)).order_by("starts_at")

    def past(self, *, now: datetime) -> Self:
        """Everything else that was sent, the latest first."""
        return self.exclude(_to_come(now)).order_by("-starts_at")

    def occupying(self) -> Self:
        """Whatever takes a desk's time."""
        return self.filter(status__in=OCCUPIES_THE_DESK)

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> Self:
        """Those whose time for the person crosses this one; the end does not belong to it."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def on_day(self, day: date) -> Self:
        """Those of one Luxembourg day."""
        return self.filter(
            starts_at__gte=civil_time.midnight(day),
            starts_at__lt=civil_time.midnight(date.fromordinal(day.toordinal() + 1)),
        )

    def expired_holds(self, *, now: datetime) -> Self:
        """Times kept for somebody who did not finish."""
        return self.filter(status=Status.HELD, hold_expires_at__lte=now)

    def undecided(self) -> Self:
        """Requests that the worker has yet to check."""
        return self.filter(status=Status.REQUESTED, left_to_agent_at__isnull=True)

    def with_place(self) -> Self:
        """Together with what a page says about place and case."""
        return self.select_related("agency", "desk", "procedure")

    def with_people(self) -> Self:
        """Together with who is in it."""
        return self.prefetch_related("participants")


def _to_come(now: datetime) -> Q:
    """Standing and not past: `rules.states.is_past`, for rows."""
    still_there = Q(status__in=PRESENT, ends_at__gt=now - OVERRUN)
    return Q(status__in=STANDING, ends_at__gt=now) | still_there
