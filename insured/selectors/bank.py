"""The bank account of a person, as pages show it: never more than its last four characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from insured.choices import AccountState
from insured.models import BankAccount

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django.db.models import QuerySet

    from insured.models import InsuredPerson


def in_force(person: InsuredPerson) -> BankAccount | None:
    """The account to which money goes now, with nothing sealed opened but the holder's name."""
    return BankAccount.objects.of(person).in_force().defer("iban").first()


def history_of(person: InsuredPerson) -> QuerySet[BankAccount]:
    """Every account there was, the latest first, with nothing sealed opened."""
    return BankAccount.objects.of(person).defer("iban", "holder")


def proposed_for(person: InsuredPerson) -> BankAccount | None:
    """What an agent entered and another one has not decided yet."""
    waiting = BankAccount.objects.of(person).filter(state=AccountState.PROPOSED)
    return waiting.defer("iban").first()


def waiting() -> QuerySet[BankAccount]:
    """All changes that wait for a second agent, the oldest first."""
    rows = BankAccount.objects.filter(state=AccountState.PROPOSED).defer("iban", "holder")
    return rows.select_related("person", "proposed_by").order_by("proposed_at", "pk")


def changed_at(person: InsuredPerson | int) -> datetime | None:
    """When the account in force took the place of another one; None when it is the first, or none.

    One query, with nothing sealed opened.
    """
    earlier = BankAccount.objects.filter(person=person, state=AccountState.REPLACED)
    return (
        BankAccount.objects.filter(Exists(earlier), person=person)
        .in_force()
        .values_list("decided_at", flat=True)
        .first()
    )


def to_pay_to(people: Collection[int]) -> dict[int, BankAccount]:
    """The accounts in force of these people (keys), with their numbers opened: only for paying.

    One query, whatever their number.
    """
    accounts = BankAccount.objects.in_force().filter(person__in=set(people))
    return {account.person_id: account for account in accounts}


def changed_lately(people: Collection[int], *, since: datetime) -> dict[int, datetime]:
    """By person (key), when the account in force took the place of another one after `since`.

    One query, whatever their number, with nothing sealed opened.
    """
    earlier = BankAccount.objects.filter(person=OuterRef("person"), state=AccountState.REPLACED)
    found = BankAccount.objects.in_force().filter(
        Exists(earlier), person__in=set(people), decided_at__gte=since
    )
    return dict(found.values_list("person", "decided_at"))
