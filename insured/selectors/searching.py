"""Finding a person: by number, present or former, by name, by the reference of a procedure."""

from __future__ import annotations

import re

from django.db.models import Q, QuerySet

from cns_portal.kernel import codes, matricule
from cns_portal.procedures import selectors as procedures
from insured.models import FormerMatricule, InsuredPerson

_REFERENCE = re.compile(r"[0-9A-Za-z]{4}[\s-]?[0-9A-Za-z]{4}")
SHORTEST_NUMBER = 4


def reference_in(text: str) -> str:
    """The reference that somebody typed; empty when it cannot be one."""
    if not _REFERENCE.fullmatch(text.strip()):
        return ""
    code = codes.normalised(text)
    return f"{code[:4]}-{code[4:]}"


def number_in(text: str) -> str:
    """The digits of a matricule or of its beginning that somebody typed; empty when it is none."""
    number = matricule.normalised(text)
    is_number = number.isascii() and number.isdigit() and len(number) >= SHORTEST_NUMBER
    return number if is_number else ""


def keys_matching(text: str) -> QuerySet:
    """The keys of the people an agent looks for, each question on an index of its own.

    A number, however it is spaced, is compared with the beginnings of present and former numbers.
    Else every word begins a first or last name, or is an eIDAS identifier as a whole.
    """
    if number := number_in(text):
        keys = _keys(InsuredPerson.objects.filter(matricule__startswith=number)).union(
            FormerMatricule.objects.filter(matricule__startswith=number)
            .order_by()
            .values("person_id")
        )
    else:
        keys = _keys(_named(text))
        by_identifier = InsuredPerson.objects.filter(person_identifier=text.strip())
        keys = keys.union(_keys(by_identifier))
    return keys


def numbers_of(keys: QuerySet) -> QuerySet:
    """The present and former numbers of the people with these keys."""
    present = InsuredPerson.objects.filter(pk__in=keys, matricule__isnull=False)
    former = FormerMatricule.objects.filter(person__in=keys)
    return present.order_by().values("matricule").union(former.order_by().values("matricule"))


def matching(people: QuerySet[InsuredPerson], text: str) -> QuerySet[InsuredPerson]:
    """Those of `people` whom an agent looks for, also by the reference of a procedure of theirs."""
    keys = keys_matching(text)
    if code := reference_in(text):
        cases = procedures.with_reference(code).values("dossier")
        keys = keys.union(_keys(InsuredPerson.objects.filter(dossier__in=cases)))
    return people.filter(pk__in=keys)


def _named(text: str) -> QuerySet[InsuredPerson]:
    found = InsuredPerson.objects.all()
    for word in text.split():
        found = found.filter(Q(first_name__istartswith=word) | Q(last_name__istartswith=word))
    return found


def _keys(people: QuerySet[InsuredPerson]) -> QuerySet:
    return people.order_by().values("pk")
