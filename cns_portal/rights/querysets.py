"""The questions asked about requests to the data protection officer."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from insured.models import InsuredPerson


class RightsRequestQuerySet(models.QuerySet):
    def of(self, person: InsuredPerson) -> Self:
        """Those of the person whose file is open, also when sent without signing in."""
        return self.filter(person=person)

    def open(self) -> Self:
        """Not answered and not withdrawn, whoever has the next step."""
        return self.filter(state__in=["sent", "being_checked", "needs_you"])

    def late(self, *, today: date) -> Self:
        """Those that should have been answered by now."""
        return self.open().filter(due_on__lt=today)

    def blocking(self, *, today: date) -> Self:
        """Granted restrictions that hold today: `rules.states.is_in_force`."""
        lasting = models.Q(lifted_from__isnull=True) | models.Q(lifted_from__gt=today)
        granted = self.filter(kind="restriction", state__in=["accepted", "partly_accepted"])
        return granted.filter(lasting)


class ExportQuerySet(models.QuerySet):
    def of(self, person: InsuredPerson) -> Self:
        """Those of the person whose file is open."""
        return self.filter(person=person)

    def under_way(self) -> Self:
        """Asked for, and neither ready nor given up."""
        return self.filter(state__in=["asked", "building"])

    def to_build(self, *, silent_since: datetime) -> Self:
        """Nobody's work yet, or that of a worker not heard of since then; the oldest first."""
        return (
            self.under_way()
            .filter(models.Q(claimed_at__isnull=True) | models.Q(claimed_at__lt=silent_since))
            .order_by("asked_at", "pk")
        )

    def past_their_time(self, *, now: datetime) -> Self:
        """Ready ones that may not be downloaded any more."""
        return self.filter(state="ready", expires_at__lte=now)
