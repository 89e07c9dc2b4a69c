"""The questions asked about insured persons."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from cns_portal.kernel import matricule

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from insured.models import InsuredPerson


class InsuredPersonQuerySet(models.QuerySet):
    def of(self, account: Account) -> Self:
        """The person who signs in with this account."""
        return self.filter(account=account)

    def with_matricule(self, number: str) -> Self:
        """The person who has this number, or had it before."""
        digits = matricule.normalised(number)
        former = self.model._meta.get_field("former_matricules").related_model
        # A union, because an OR over two tables would read both from end to end.
        keys = (
            self.model._base_manager.filter(matricule=digits)
            .values("pk")
            .union(former._base_manager.filter(matricule=digits).values("person"))
        )
        return self.filter(pk__in=keys)

    def with_person_identifier(self, identifier: str) -> Self:
        return self.filter(person_identifier=identifier)

    def matching(self, text: str) -> Self:
        """An agent's search: every word begins a name, or a matricule however it is spaced.

        Beginnings, because an index finds those among a million people.
        """
        number = matricule.normalised(text)
        if number.isdigit():
            return self.filter(matricule__startswith=number)
        found = self
        for word in text.split():
            found = found.filter(
                Q(first_name__istartswith=word)
                | Q(last_name__istartswith=word)
                | Q(person_identifier=word)
            )
        return found


class OfAPerson(models.QuerySet):
    """Rows that belong to the person whose file is open."""

    def of(self, person: InsuredPerson) -> Self:
        return self.filter(person=person)


class DeclarationQuerySet(OfAPerson):
    def contradicting(self) -> Self:
        """What an agent has to look at, the oldest first."""
        return self.filter(standing="contradicting").order_by("received_at", "pk")

    def standing(self) -> Self:
        """Everything but what an agent has set aside."""
        return self.exclude(standing="set_aside")


class PeriodQuerySet(OfAPerson):
    def in_order(self) -> Self:
        return self.order_by("first_day", "pk")

    def on(self, day: date) -> Self:
        """Those that insure somebody on `day`."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)

    def own(self) -> Self:
        """In their own right, not through somebody."""
        return self.filter(through__isnull=True)


class GuardianshipQuerySet(models.QuerySet):
    def of(self, person: InsuredPerson) -> Self:
        """Those in which the person is the parent."""
        return self.filter(holder=person)

    def on(self, day: date) -> Self:
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)


class TieQuerySet(models.QuerySet):
    def of(self, person: InsuredPerson) -> Self:
        """Those in which the person is the main insured or the co-insured one."""
        return self.filter(Q(principal=person) | Q(member=person))

    def on(self, day: date) -> Self:
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)


class MandateQuerySet(models.QuerySet):
    def of(self, person: InsuredPerson) -> Self:
        """Those that the person gave or holds."""
        return self.filter(Q(grantor=person) | Q(holder=person))

    def held_by(self, person: InsuredPerson) -> Self:
        """Those that the person has accepted, in force or not."""
        return self.filter(holder=person)

    def in_force(self, day: date) -> Self:
        """Those that open something on `day`."""
        return self.filter(
            Q(last_day__isnull=True) | Q(last_day__gte=day),
            first_day__lte=day,
            accepted_at__isnull=False,
            revoked_at__isnull=True,
        )

    def not_over(self, day: date, *, now: datetime) -> Self:
        """Those in force, beginning later, or still to be answered."""
        return self.filter(
            Q(last_day__isnull=True) | Q(last_day__gte=day),
            Q(accepted_at__isnull=False) | Q(offer_ends_at__gt=now),
            declined_at__isnull=True,
            revoked_at__isnull=True,
        )

    def offered_to(self, person: InsuredPerson, *, now: datetime) -> Self:
        """Those that wait for this person's answer, under any number they have or had."""
        numbers = {person.matricule, *person.former_matricules.values_list("matricule", flat=True)}
        return self.filter(
            holder_matricule__in=numbers - {None},
            accepted_at__isnull=True,
            declined_at__isnull=True,
            revoked_at__isnull=True,
            offer_ends_at__gt=now,
        )


class PaperQuerySet(OfAPerson):
    pass


class CardQuerySet(OfAPerson):
    pass


class EmailChangeQuerySet(OfAPerson):
    def waiting(self) -> Self:
        """Those that were neither confirmed nor withdrawn; the link may have expired."""
        return self.filter(confirmed_at__isnull=True, withdrawn_at__isnull=True)

    def changed_since(self, moment: datetime) -> Self:
        """Those by which an address was changed after `moment`."""
        return self.filter(confirmed_at__gte=moment)


class BankAccountQuerySet(OfAPerson):
    def in_force(self) -> Self:
        return self.filter(state="in_force")


class RequestQuerySet(OfAPerson):
    def waiting(self) -> Self:
        """What the CNS has to decide, by the day it was sent: who asks does not fall behind."""
        return self.filter(state__in=["sent", "being_checked", "needs_you"]).order_by(
            "sent_at", "pk"
        )
