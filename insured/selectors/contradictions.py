"""Declarations that contradict each other, for the agent who decides."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

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


def queue() -> QuerySet[Declaration]:
    """All declarations with the people they are about, as they came: their keys say that."""
    return Declaration.objects.select_related("person").order_by("pk")


def matching(rows: QuerySet[Declaration], text: str) -> QuerySet[Declaration]:
    """Those with this number, or of the person with this matricule."""
    people = InsuredPerson.objects.with_matricule(text).values("pk")
    # A union, because an OR over two tables would read all declarations.
    keys = (
        Declaration.objects.filter(number=text.strip())
        .values("pk")
        .union(Declaration.objects.filter(person__in=people).values("pk"))
    )
    return rows.filter(pk__in=keys)


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


def _other(
    declaration: Declaration, theirs: list[Declaration], rows: QuerySet[Declaration]
) -> Declaration | None:
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
