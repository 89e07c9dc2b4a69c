"""Finding the birthdays that change somebody's insurance, each once, also when nights were missed.

Whoever is found is told and noted in one transaction: a worker that is killed leaves nothing half
done, two workers find each other's note.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from cns_portal import audit, clock
from insured.choices import LifeNoteKind, TieEnd
from insured.models import FamilyTie, Guardianship, InsuredPerson, LifeNote
from insured.notices import families as notices
from insured.rules import ages
from insured.services import ties
from insured.services.nightly import keys_of, safely
from insured.services.telling import tell


@dataclass
class Looked:
    """What one look did. It is `unfinished` when time ran out: look again."""

    eighteen: int = 0
    before_thirty: int = 0
    ended: int = 0
    unfinished: bool = False


def look_at_ages(*, patience: float = 60.0) -> Looked:
    """Write the notes at 18 and before 30, and end what ends at 30; `patience` is in seconds.

    May run at any time and any number of times. One person who cannot be told does not hold up
    the others: the next night finds them again.
    """
    today, looked, until = clock.today(), Looked(), time.monotonic() + patience
    for name, found, do in (
        ("ended", over_thirty(today), _end),
        ("eighteen", turned_eighteen(today), _tell_eighteen),
        ("before_thirty", soon_thirty(today), _tell_before_thirty),
    ):
        for key in keys_of(found):
            if time.monotonic() > until:
                looked.unfinished = True
                return looked
            setattr(looked, name, getattr(looked, name) + safely(do, key, today))
    return looked


def lead() -> timedelta:
    """How long before the 30th birthday the notice is written."""
    days = settings.NOTICE_BEFORE_THIRTY_DAYS
    return timedelta(days=days) if days else ages.NOTICE_BEFORE_THIRTY


# -- who is found ------------------------------------------------------------------------------


def turned_eighteen(today: date) -> QuerySet[InsuredPerson]:
    """Those who turned 18 lately, had somebody acting for them or are co-insured, and do not know.

    Whoever turned 18 longer ago than a note is of use is left alone.
    """
    first, last = ages.born_between(today - ages.CATCH_UP, today, age=ages.OF_AGE)
    co_insured = FamilyTie.objects.filter(member=OuterRef("pk")).on(today)
    in_care = Guardianship.objects.filter(child=OuterRef("pk"))
    return (
        InsuredPerson.objects.filter(birth_date__gte=first, birth_date__lte=last)
        .filter(Exists(co_insured) | Exists(in_care))
        .exclude(Exists(_noted(LifeNoteKind.EIGHTEEN, OuterRef("pk"))))
    )


def soon_thirty(today: date) -> QuerySet[FamilyTie]:
    """The co-insurances of children who turn 30 soon and have not been told."""
    first, last = ages.born_between(today + ages.DAY, today + lead(), age=ages.CHILDREN_UNTIL)
    return (
        FamilyTie.objects.on(today)
        .filter(
            relation__in=sorted(ages.CHILDREN),
            member__birth_date__gte=first,
            member__birth_date__lte=last,
            beyond_thirty_until__isnull=True,
        )
        .exclude(Exists(_noted(LifeNoteKind.THIRTY, OuterRef("member"))))
    )


def over_thirty(today: date) -> QuerySet[FamilyTie]:
    """The co-insurances of children who are 30 and may not remain, or not any longer."""
    _first, last = ages.born_between(today, today, age=ages.CHILDREN_UNTIL)
    return FamilyTie.objects.filter(
        Q(beyond_thirty_until__isnull=True) | Q(beyond_thirty_until__lt=today),
        last_day__isnull=True,
        relation__in=sorted(ages.CHILDREN),
        member__birth_date__lte=last,
    )


def _noted(kind: str, person: OuterRef) -> QuerySet[LifeNote]:
    return LifeNote.objects.filter(person=person, kind=kind)


# -- what is done about each -------------------------------------------------------------------


@transaction.atomic
def _tell_eighteen(person_id: int, today: date) -> bool:
    child = InsuredPerson.objects.select_related("dossier").get(pk=person_id)
    day = ages.birthday(child.birth_date, ages.OF_AGE)
    if today not in ages.note_at_eighteen(child.birth_date):
        return False
    if not _note(child, LifeNoteKind.EIGHTEEN, day):
        return False
    for reader in [child, *_parents_of(child, today=today)]:
        tell(
            reader,
            lambda reader=reader: notices.turned_eighteen(child, reader=reader),
            once=f"eighteen:{child.pk}:{reader.pk}",
        )
    return True


@transaction.atomic
def _tell_before_thirty(tie_id: int, today: date) -> bool:
    tie = FamilyTie.objects.select_related("member__dossier", "principal__dossier").get(pk=tie_id)
    born = tie.member.birth_date
    if today not in ages.notice_before_thirty(born, lead=lead()):
        return False
    day = ages.birthday(born, ages.CHILDREN_UNTIL)
    if not _note(tie.member, LifeNoteKind.THIRTY, day):
        return False
    for reader in (tie.member, tie.principal):
        tell(
            reader,
            lambda reader=reader: notices.before_thirty(tie, reader=reader, birthday=day),
            once=f"thirty:{tie.pk}:{reader.pk}",
        )
    return True


@transaction.atomic
def _end(tie_id: int, today: date) -> bool:
    tie = ties.locked(tie_id)
    last_day = ages.ends_for_age(
        relation=tie.relation,
        born=tie.member.birth_date,
        last_day=tie.last_day,
        authorised_until=tie.beyond_thirty_until,
    )
    if last_day is None or last_day >= today:
        return False  # ended or authorised meanwhile
    # Whoever was registered after 30 without an authorisation is not insured on any day.
    ties.end(
        tie.pk,
        last_day=max(last_day, tie.first_day),
        reason=TieEnd.THIRTY,
        actor=audit.SYSTEM,
    )
    return True


def _note(person: InsuredPerson, kind: str, day: date) -> bool:
    """Write down that the person is told; False when another worker has done so."""
    _row, is_new = LifeNote.objects.get_or_create(
        person=person, kind=kind, day=day, defaults={"told_at": clock.now()}
    )
    return is_new


def _parents_of(child: InsuredPerson, *, today: date) -> list[InsuredPerson]:
    """Who acted for the child until today, and through whom it is insured; each once."""
    guardians = Guardianship.objects.filter(child=child).on(today).select_related("holder__dossier")
    principals = (
        FamilyTie.objects.filter(member=child).on(today).select_related("principal__dossier")
    )
    people = {g.holder_id: g.holder for g in guardians}
    people |= {t.principal_id: t.principal for t in principals}
    return list(people.values())
