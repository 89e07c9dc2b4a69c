"""The rows of the hall that are about a person, holding by holding.

What is about two people is there for both; the other one stays unnamed (`Holding.names_others`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Q

from cns_portal.accounts.models import Dossier
from cns_portal.inbox import belonging as letters
from insured.models import (
    AffiliationPeriod,
    BankAccount,
    Card,
    Declaration,
    EmailChange,
    FamilyTie,
    FormerMatricule,
    Guardianship,
    InsuredPerson,
    LifeNote,
    Mandate,
    Paper,
    Request,
    RequestDocument,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet


def file_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Who somebody is."""
    yield Dossier.objects.filter(pk=dossier.pk)
    yield InsuredPerson.objects.filter(dossier=dossier)
    yield FormerMatricule.objects.filter(person__dossier=dossier)


def insurance_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """How somebody is insured, and their family; of those insured through them, that they are."""
    periods = AffiliationPeriod.objects.all()
    yield Declaration.objects.filter(person__dossier=dossier).order_by("pk")
    yield periods.filter(person__dossier=dossier)
    yield periods.filter(through__dossier=dossier).only("through", "cover", "first_day", "last_day")
    yield FamilyTie.objects.filter(Q(principal__dossier=dossier) | Q(member__dossier=dossier))
    yield Guardianship.objects.filter(Q(holder__dossier=dossier) | Q(child__dossier=dossier))


def note_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """What somebody was told about days to come."""
    yield LifeNote.objects.filter(person__dossier=dossier)


def request_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """What was asked; of what somebody else asked about this person, that they did."""
    asked = Request.objects.filter(person__dossier=dossier)
    yield asked.order_by("pk")
    yield RequestDocument.objects.filter(request__in=asked).order_by("pk")
    about = Request.objects.filter(about__dossier=dossier).exclude(person__dossier=dossier)
    yield about.only("about", "kind", "state", "sent_at", "decided_at").order_by("pk")


def paper_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Papers that were issued."""
    yield Paper.objects.filter(person__dossier=dossier).order_by("pk")


def card_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Cards, also former ones."""
    yield Card.objects.filter(person__dossier=dossier).order_by("pk")


def mandate_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Mandates that somebody gave or holds."""
    theirs = Q(grantor__dossier=dossier) | Q(holder__dossier=dossier)
    yield Mandate.objects.filter(theirs).order_by("pk")


def account_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Bank accounts, also former and rejected ones."""
    yield BankAccount.objects.filter(person__dossier=dossier).order_by("pk")


def address_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Changes of the e-mail address, and the letters that asked to confirm them."""
    yield EmailChange.objects.filter(person__dossier=dossier).defer("token_hash").order_by("pk")
    address = InsuredPerson.objects.filter(dossier=dossier).values_list("email", flat=True).first()
    yield from letters.confirmation_rows(address or "")
