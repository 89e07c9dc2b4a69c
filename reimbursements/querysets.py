"""The questions asked about claims, decisions and payments."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from insured.models import InsuredPerson


class OfAPerson(models.QuerySet):
    """Rows that belong to the person whose file is open."""

    def of(self, person: InsuredPerson) -> Self:
        return self.filter(person=person)


class ClaimQuerySet(OfAPerson):
    def drafts(self) -> Self:
        return self.filter(state="draft")

    def sent(self) -> Self:
        return self.exclude(state="draft")

    def waiting(self) -> Self:
        """What agents still have to work on, whoever has the next step."""
        return self.filter(state__in=["sent", "being_checked", "needs_you", "proposed"])


class BillQuerySet(models.QuerySet):
    def of(self, person: InsuredPerson) -> Self:
        """The bills in the claims of the person whose file is open."""
        return self.filter(claim__person=person)


class BillPageQuerySet(models.QuerySet):
    def of(self, person: InsuredPerson) -> Self:
        return self.filter(bill__claim__person=person)


class DecisionQuerySet(models.QuerySet):
    def of(self, person: InsuredPerson) -> Self:
        return self.filter(bill__claim__person=person)

    def in_force(self) -> Self:
        return self.filter(state="in_force")


class LineDecisionQuerySet(models.QuerySet):
    def of(self, person: InsuredPerson) -> Self:
        return self.filter(decision__bill__claim__person=person)

    def in_force(self) -> Self:
        """Only what counts: a decision that was replaced counts for nothing any more."""
        return self.filter(decision__state="in_force")

    def told(self) -> Self:
        """What counts and stands in a statement, so that the person knows of it."""
        return self.in_force().filter(decision__statement__isnull=False)


class PayeeQuerySet(OfAPerson):
    def in_force(self) -> Self:
        return self.filter(state="in_force")

    def on(self, day: date) -> Self:
        """Those whose period covers the day."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)


class AuthorisationQuerySet(OfAPerson):
    def on(self, day: date) -> Self:
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)


class PaymentQuerySet(models.QuerySet):
    def of(self, person: InsuredPerson) -> Self:
        return self.filter(statement__person=person)

    def to_pay(self) -> Self:
        return self.filter(state="waiting")


class ObjectionQuerySet(models.QuerySet):
    def of(self, person: InsuredPerson) -> Self:
        return self.filter(statement__person=person)

    def waiting(self) -> Self:
        return self.filter(state__in=["sent", "being_checked"])


class TariffRowQuerySet(models.QuerySet):
    def current(self) -> Self:
        """What is believed today: without the rows that were corrected."""
        return self.filter(replaced_with__isnull=True)
