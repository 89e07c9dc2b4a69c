"""Taking declarations in: a batch, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from cns_portal import audit, clock
from cns_portal.accounts.models import Dossier
from cns_portal.db import among_words, copy_in, lock_in_turn
from insured.models import Declaration, DeclarationImport, FormerMatricule, InsuredPerson
from insured.rules.declaration_file import Row
from insured.services.declarations.refolding import Changes, lock_people, refold_locked

_IMPORT_LOCK = 0x4445434C  # "DECL": batches of declarations take turns
PATIENCE = "25s"
_CONTENTS = (
    "number",
    "person_id",
    "movement",
    "cover",
    "fund",
    "employer_number",
    "effective_on",
)


@dataclass(slots=True)
class Outcome:
    """What a batch did."""

    new: int = 0
    known: int = 0
    files_opened: int = 0
    changes: Changes = field(default_factory=Changes)


@transaction.atomic
def apply(
    rows: Iterable[Row], *, source: DeclarationImport | None = None, now: datetime | None = None
) -> Outcome:
    """Keep the declarations that are not known yet, and compute the timelines they touch.

    A declaration is known when everything in it is, whatever its employer is called. People are
    found by matricule, present or former, and by nothing else; a number that nobody has opens a
    file. The number of statements does not depend on the number of rows. Raises `OperationalError`
    when another batch does not end in time, `IntegrityError` when somebody opens the same file at
    the same moment; both leave nothing behind, so that it can be tried again.
    """
    rows, now = list(rows), now or clock.now()
    lock_in_turn([(_IMPORT_LOCK, 0)], patience=PATIENCE)
    people = _people({row.matricule for row in rows})
    opened = _open_files([row for row in rows if row.matricule not in people], now=now)
    people |= opened
    there = _there({row.number for row in rows})
    new = {}
    for row in rows:
        contents = _contents(row, people[row.matricule])
        if contents not in there:
            new.setdefault(contents, row)
    # Another person's declaration may share the number of a new one.
    numbers = {row.number for row in new.values()}
    touched = {people[row.matricule] for row in new.values()}
    touched |= {person for number, person, *_rest in there if number in numbers}
    locked = lock_people(touched)
    copy_in(
        Declaration,
        [*_CONTENTS, "employer_name", "reason", "source_id", "received_at"],
        (
            (*contents, row.employer_name, row.reason, source and source.pk, now)
            for contents, row in new.items()
        ),
    )
    changes = refold_locked(touched, locked) if touched else Changes()
    return Outcome(
        new=len(new), known=len(rows) - len(new), files_opened=len(opened), changes=changes
    )


def _people(numbers: set[str]) -> dict[str, int]:
    """Whose file a number opens, now or formerly."""
    found = dict(
        InsuredPerson.objects.filter(matricule__in=among_words(numbers)).values_list(
            "matricule", "pk"
        )
    )
    if unknown := numbers - found.keys():
        former = FormerMatricule.objects.filter(matricule__in=among_words(unknown)).order_by()
        found |= dict(former.values_list("matricule", "person"))
    return found


def _open_files(rows: Sequence[Row], *, now: datetime) -> dict[str, int]:
    """A file for each number that nobody has, under the names of its first declaration."""
    if not rows:
        return {}
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.matricule, row)
    dossiers = Dossier.objects.bulk_create(Dossier() for _ in first)
    copy_in(
        InsuredPerson,
        ["dossier_id", "matricule", "first_name", "last_name", "birth_date", "created_at"],
        (
            (dossier.pk, number, row.first_name, row.last_name, row.birth_date, now)
            for dossier, (number, row) in zip(dossiers, first.items(), strict=True)
        ),
    )
    people = InsuredPerson.objects.filter(matricule__in=among_words(first)).only(
        "pk", "dossier", "matricule"
    )
    people = list(people.order_by("pk"))
    audit.record_all(
        audit.SYSTEM,
        "insured.file_opened",
        people,
        dossier_id=lambda person: person.dossier_id,
    )
    return {person.matricule: person.pk for person in people}


def _there(numbers: set[str]) -> set[tuple]:
    """The contents of the declarations with these numbers."""
    rows = Declaration.objects.filter(number__in=among_words(numbers)).order_by()
    return set(rows.values_list(*_CONTENTS))


def _contents(row: Row, person: int) -> tuple:
    """What makes a declaration this one, in the order of `_CONTENTS`."""
    return (
        row.number,
        person,
        row.movement,
        row.cover,
        row.fund,
        row.employer_number,
        row.day,
    )
