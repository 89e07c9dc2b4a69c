"""Telling people once that nothing insures them any more, also when nights were missed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from cns_portal import clock
from cns_portal.kernel.months import months_later
from insured.choices import LifeNoteKind
from insured.models import AffiliationPeriod, InsuredPerson, LifeNote
from insured.notices import coverage as notices
from insured.parameters.coverage import INTERRUPTION_DAYS, REQUEST_MONTHS
from insured.rules.ages import OF_AGE, age_on
from insured.rules.endings import end_to_tell
from insured.selectors.coverage import history_of
from insured.services.nightly import keys_of, safely
from insured.services.telling import tell

SHORT_MONTHS = timedelta(days=3)
"""Several days have the same day three months later; the rule decides about each."""


@dataclass
class Told:
    """What one look did. It is `unfinished` when time ran out: look again."""

    people: int = 0
    unfinished: bool = False


def tell_of_ends(*, patience: float = 60.0) -> Told:
    """Tell everybody whose insurance ended and who does not know; `patience` is in seconds.

    May run at any time and any number of times. One person who cannot be told does not hold up
    the others: the next night finds them again.
    """
    today, told, until = clock.today(), Told(), time.monotonic() + patience
    for key in keys_of(without_insurance(today)):
        if time.monotonic() > until:
            told.unfinished = True
            return told
        told.people += safely(_tell, key, today)
    return told


def without_insurance(today: date) -> QuerySet[InsuredPerson]:
    """Those whose insurance ended lately, who have no other one and have not been told.

    Children are left out: their parents read it of their own insurance.
    """
    told = LifeNote.objects.filter(
        person=OuterRef("person"),
        kind=LifeNoteKind.RIGHTS_END,
        told_at__date__gt=OuterRef("last_day"),
    )
    of_the_person = AffiliationPeriod.objects.filter(person=OuterRef("pk"))
    lately = of_the_person.filter(
        last_day__gte=months_later(today, -REQUEST_MONTHS) - SHORT_MONTHS,
        last_day__lte=today - timedelta(days=INTERRUPTION_DAYS),
    ).exclude(Exists(told))
    return (
        InsuredPerson.objects.filter(Exists(lately))
        .exclude(birth_date__gt=months_later(today, -12 * OF_AGE))
        .exclude(Exists(of_the_person.on(today)))
    )


@transaction.atomic
def _tell(person_id: int, today: date) -> bool:
    """Told and noted together; whoever changes the timeline meanwhile waits."""
    people = InsuredPerson.objects.select_for_update(of=("self",)).select_related("dossier")
    person = people.get(pk=person_id)
    if person.birth_date and age_on(person.birth_date, today) < OF_AGE:
        return False
    ending = end_to_tell(history_of(person), today=today)
    if ending is None:
        return False
    _note, is_new = LifeNote.objects.get_or_create(
        person=person,
        kind=LifeNoteKind.RIGHTS_END,
        day=ending.kept_until or ending.last,
        defaults={"told_at": clock.now()},
    )
    if is_new:
        deadline = months_later(ending.last, REQUEST_MONTHS)
        tell(
            person,
            lambda: notices.ended(ending, deadline=deadline),
            once=f"insurance-ended:{person.pk}:{ending.last}",
        )
    return is_new
