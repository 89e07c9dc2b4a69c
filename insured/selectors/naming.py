"""How people are written: so that a copy for one of them names nobody else."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from insured.models import FormerMatricule, InsuredPerson


def names_and_numbers(
    *,
    people: Collection[int] = (),
    dossiers: Collection[int] = (),
    accounts: Collection[int] = (),
) -> list[tuple[str, str, list[str]]]:
    """First name, last name, and numbers and addresses of those behind these keys; two queries.

    Former numbers included: older papers name them.
    """
    behind = Q(pk__in=people) | Q(dossier__in=dossiers) | Q(account__in=accounts)
    found = list(InsuredPerson.objects.filter(behind))
    former: dict[int, list[str]] = {}
    numbers = FormerMatricule.objects.filter(person__in=found)
    for key, number in numbers.values_list("person", "matricule"):
        former.setdefault(key, []).append(number)
    return [
        (
            person.first_name,
            person.last_name,
            [
                *filter(None, (person.matricule, person.person_identifier, person.email)),
                *former.get(person.pk, ()),
            ],
        )
        for person in found
    ]
