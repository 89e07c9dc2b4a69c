"""What an agent needs to know about a person to decide a request: insurance, family, doubts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from insured.choices import Standing
from insured.models import AffiliationPeriod, Declaration, FamilyTie, InsuredPerson
from insured.rules.coverage import Coverage, History
from insured.selectors import coverage


@dataclass(frozen=True)
class Situation:
    """One person on `day`; the newest period and declaration come first."""

    person: InsuredPerson
    coverage: Coverage
    periods: Sequence[AffiliationPeriod]
    ties: Sequence[FamilyTie]
    contradictions: Sequence[Declaration]


def of(people: Iterable[InsuredPerson], *, day: date) -> list[Situation]:
    """Each person's situation on `day`, in the order given; three queries for all of them."""
    people = list({person.pk: person for person in people}.values())
    keys = [person.pk for person in people]
    periods = list(
        AffiliationPeriod.objects.filter(person__in=keys)
        .select_related("through")
        .order_by("-first_day", "-pk")
    )
    ties = list(
        FamilyTie.objects.on(day)
        .filter(Q(member__in=keys) | Q(principal__in=keys))
        .select_related("member", "principal")
        .order_by("first_day", "pk")
    )
    doubtful = list(
        Declaration.objects.filter(person__in=keys, standing=Standing.CONTRADICTING).order_by(
            "-effective_on", "-pk"
        )
    )
    return [
        Situation(
            person=person,
            coverage=History(
                [coverage.as_rule(row) for row in periods if row.person_id == person.pk]
            ).on(day),
            periods=[row for row in periods if row.person_id == person.pk],
            ties=[tie for tie in ties if person.pk in (tie.member_id, tie.principal_id)],
            contradictions=[row for row in doubtful if row.person_id == person.pk],
        )
        for person in people
    ]
