"""For whom somebody may send bills: themselves, who is co-insured through them, their children."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from insured.models import FamilyTie
from insured.selectors import families

if TYPE_CHECKING:
    from insured.models import InsuredPerson


def patients_of(
    person: InsuredPerson, *, today: date, ended_since: date | None = None
) -> list[InsuredPerson]:
    """The person first, then the others by name; two queries.

    Somebody whose co-insurance ended on or after `ended_since` is among them: bills for care
    before its end may still come. Children are those for whom the person acts today.
    """
    ties = FamilyTie.objects.filter(principal=person, first_day__lte=today).filter(
        Q(last_day__isnull=True) | Q(last_day__gte=ended_since or today)
    )
    members = [tie.member for tie in ties.select_related("member__dossier")]
    others = {
        one.pk: one
        for one in (*members, *families.wards_of(person, today=today))
        if one.pk != person.pk
    }
    return [person, *sorted(others.values(), key=lambda one: (one.full_name, one.pk))]
