"""Guardianships, and the file of a newborn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import audit, clock
from cns_portal.db import promise
from cns_portal.kernel.refusal import Refused
from insured.choices import GuardianshipSource, Relation
from insured.choices.families import FamilyRefusal
from insured.models import FamilyTie, Guardianship, InsuredPerson
from insured.notices import families as notices
from insured.rules.ages import OF_AGE, age_on
from insured.rules.family import Parent, oldest_qualifying
from insured.selectors import families as selectors
from insured.services import files, ties
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.audit import Actor


@transaction.atomic
def note_guardianship(
    *,
    holder: InsuredPerson,
    child: InsuredPerson,
    first_day: date,
    source: str,
    actor: Account | Actor,
    last_day: date | None = None,
) -> Guardianship:
    """`holder` acts for the minor `child`. Raises `Refused` when that is noted already."""
    if holder.pk == child.pk:
        raise Refused(FamilyRefusal.OWN_PARENT)
    with promise("guardianship_once_at_a_time", broken=Refused(FamilyRefusal.KNOWN_ALREADY)):
        guardianship = Guardianship.objects.create(
            holder=holder, child=child, source=source, first_day=first_day, last_day=last_day
        )
    audit.record(actor, "guardianship.noted", guardianship, dossier=child.dossier)
    return guardianship


@transaction.atomic
def register_newborn(
    *,
    first_name: str,
    last_name: str,
    matricule: str,
    birth_date: date,
    parents: Sequence[InsuredPerson],
    actor: Account | Actor,
    birth_place: str = "",
    born_here: bool = True,
    relation: str = Relation.OWN_CHILD,
) -> tuple[InsuredPerson, FamilyTie | None]:
    """Open the file of a child, let the parents act for it, and insure it through one of them.

    The oldest parent who is insured in their own right; automatic only for who is born and lives
    here and is not 18 yet, so that the co-insurance is None otherwise. The child lives where the
    first of the parents lives. Raises `Refused` without parents, for a matricule that has a file,
    or for a day of birth to come.
    """
    today = clock.today()
    if not parents:
        raise Refused(FamilyRefusal.NO_PARENTS)
    if birth_date > today:
        raise Refused(FamilyRefusal.NOT_BORN_YET)
    home = parents[0]
    taken = Refused(FamilyRefusal.FILE_EXISTS)
    with promise("insured_insuredperson_matricule_key", broken=taken):
        child = files.open_file(
            actor=actor,
            matricule=matricule,
            first_name=first_name,
            last_name=last_name,
            birth_date=birth_date,
            birth_place=birth_place,
            street=home.street,
            postcode=home.postcode,
            locality=home.locality,
            country=home.country,
            language=home.language,
        )
    for parent in parents:
        note_guardianship(
            holder=parent,
            child=child,
            first_day=birth_date,
            source=GuardianshipSource.REGISTER,
            actor=actor,
        )
    lives_here = selectors.lives_here(child)
    is_automatic = born_here and lives_here is True and age_on(birth_date, today) < OF_AGE
    tie = None
    if is_automatic and (principal := through_whom(parents, on=birth_date)):
        tie = ties.register_automatic(
            principal=principal,
            member=child,
            relation=relation,
            first_day=birth_date,
            actor=actor,
        )
    for parent in parents:
        tell(
            parent,
            lambda parent=parent: notices.registered_newborn(child, reader=parent, tie=tie),
            once=f"newborn:{child.pk}:{parent.pk}",
        )
    return child, tie


def through_whom(parents: Sequence[InsuredPerson], *, on: date) -> InsuredPerson | None:
    """The parent through whom a child is insured automatically on a day, or None."""
    insured = selectors.insured_on_their_own(parents, on=on)
    chosen = oldest_qualifying(
        Parent(
            key=parent.pk,
            born=parent.birth_date,
            is_insured=parent.pk in insured,
            lives_here=selectors.lives_here(parent),
        )
        for parent in parents
    )
    return next((parent for parent in parents if parent.pk == chosen), None)
