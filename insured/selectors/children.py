"""Whose parent somebody is, as far as it is on file: for leave when a child is ill."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from insured.models import FamilyTie
from insured.rules import ages
from insured.selectors import families

if TYPE_CHECKING:
    from insured.models import InsuredPerson


def children_of(person: InsuredPerson, *, today: date) -> list[InsuredPerson]:
    """The children of a person, the youngest first; two queries.

    Those who are or were co-insured through the person as children, of whatever age now, and the
    minors for whom the person acts, through whomever they are insured.
    """
    ties = FamilyTie.objects.filter(principal=person, relation__in=sorted(ages.CHILDREN))
    members = [tie.member for tie in ties.select_related("member__dossier")]
    found = {
        child.pk: child
        for child in (*members, *families.wards_of(person, today=today))
        if child.pk != person.pk
    }
    return sorted(found.values(), key=lambda child: (child.birth_date or date.min, child.pk))[::-1]
