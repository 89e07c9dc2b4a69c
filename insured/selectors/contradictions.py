"""Declarations that contradict each other, for the agent who decides."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from insured.choices import Standing
from insured.models import AffiliationPeriod, Declaration, InsuredPerson
from insured.rules.timeline import Declared, timeline


@dataclass(frozen=True, slots=True)
class Conflict:
    """A declaration, the one it does not fit with if there is, and what else is on file."""

    declaration: Declaration
    other: Declaration | None
    all_of_person: list[Declaration]
    periods: list[AffiliationPeriod]


def how_many() -> int:
    """How many declarations wait for an agent."""
    return Declaration.objects.contradicting().count()


def queue():
    """All declarations with the people they are about."""
    return Declaration.objects.select_related("person").order_by("received_at", "pk")


def matching(rows, text: str):
    """Those with this number, or of the person with this matricule."""
    people = InsuredPerson.objects.with_matricule(text).values("pk")
    return rows.filter(Q(number=text.strip()) | Q(person__in=people))


def conflict(declaration_id: int) -> Conflict | None:
    """What the agent looks at; None when there is no such declaration."""
    rows = Declaration.objects.select_related("person__dossier", "set_aside_by", "source")
    declaration = rows.filter(pk=declaration_id).first()
    if declaration is None:
        return None
    person = declaration.person
    theirs = list(rows.of(person).order_by("effective_on", "number", "pk"))
    return Conflict(
        declaration=declaration,
        other=_other(declaration, theirs, rows),
        all_of_person=theirs,
        periods=list(AffiliationPeriod.objects.of(person).select_related("through").in_order()),
    )


def _other(declaration: Declaration, theirs: list[Declaration], rows) -> Declaration | None:
    """Which declaration is in the way: of the same person, or of another with the same number."""
    if declaration.standing != Standing.CONTRADICTING:
        return None
    standing = {row.pk: row for row in theirs if row.standing != Standing.SET_ASIDE}
    read = timeline(_declared(row) for row in standing.values())
    for it in read.contradictions:
        if it.declared.key == declaration.pk and it.other is not None:
            return standing[it.other.key]
    same_number = rows.standing().filter(number=declaration.number)
    return same_number.exclude(pk=declaration.pk).first()


def _declared(row: Declaration) -> Declared:
    return Declared(
        number=row.number,
        movement=row.movement,
        cover=row.cover,
        fund=row.fund,
        employer_number=row.employer_number,
        employer_name=row.employer_name,
        day=row.effective_on,
        key=row.pk,
    )
