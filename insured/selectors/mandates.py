"""Mandates: those somebody gave, holds, or has been offered."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from cns_portal import clock
from insured.models import Mandate
from insured.rules import acting as rules

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from insured.models import InsuredPerson


def of(person: InsuredPerson) -> QuerySet[Mandate]:
    """Those that the person gave or holds, the latest first; one query."""
    return Mandate.objects.of(person).select_related("grantor", "holder")


def offered_to(person: InsuredPerson) -> list[Mandate]:
    """Those that wait for this person's answer: under their number, and with their name."""
    offered = Mandate.objects.offered_to(person, now=clock.now()).exclude(grantor=person)
    return [
        mandate
        for mandate in offered.select_related("grantor", "holder")
        if is_meant(mandate, person)
    ]


def get_of(person: InsuredPerson, public_id: UUID) -> Mandate | None:
    """The mandate with this identifier, if the person gave, holds or is offered it."""
    found = of(person).filter(public_id=public_id).first()
    if found is None:
        found = next((one for one in offered_to(person) if one.public_id == public_id), None)
    return found


def is_meant(mandate: Mandate, person: InsuredPerson) -> bool:
    """Whether the name that was typed is this person's."""
    return rules.is_named(
        mandate.holder_name, first_name=person.first_name, last_name=person.last_name
    )
