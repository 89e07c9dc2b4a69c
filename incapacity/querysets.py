"""The questions asked about certificates."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from insured.models import InsuredPerson


class CertificateQuerySet(models.QuerySet):
    def of(self, person: InsuredPerson) -> Self:
        """Those of the person whose file is open."""
        return self.filter(person=person)

    def drafts(self) -> Self:
        return self.filter(state="draft")

    def sent(self) -> Self:
        """What the CNS has, or had."""
        return self.exclude(state__in=["draft", "arrived", "kept"])

    def electronic_not_passed_on(self) -> Self:
        """What arrived electronically and lies in the person's space only."""
        return self.filter(state__in=["arrived", "kept"])

    def waiting(self) -> Self:
        """What agents still have to work on, whoever has the next step."""
        return self.filter(state__in=["sent", "being_checked", "needs_you", "at_board"])

    def counted(self) -> Self:
        """Sent and not refused: `rules.facts.COUNTED`, as a question to the table."""
        return self.filter(state__in=["sent", "being_checked", "needs_you", "at_board", "accepted"])

    def for_child(self, child: InsuredPerson | None, numbers: Collection[str]) -> Self:
        """Those for one child, whether it was chosen or one of its `numbers` was typed."""
        chosen = Q() if child is None else Q(child=child)
        return self.filter(chosen | Q(child_matricule__in=numbers))

    def touching(self, first: date, last: date) -> Self:
        """Those with a day from `first` to `last`, both included."""
        return self.filter(first_day__lte=last, last_day__gte=first)


class CertificatePageQuerySet(models.QuerySet):
    def of(self, person: InsuredPerson) -> Self:
        return self.filter(certificate__person=person)
