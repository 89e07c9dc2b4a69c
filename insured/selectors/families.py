"""Who belongs to a person's family, and what is known about them for a co-insurance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from cns_portal.kernel.spans import Days
from insured.choices import Relation, RequestKind
from insured.models import AffiliationPeriod, FamilyTie, Guardianship, InsuredPerson, Request
from insured.rules import ages
from insured.rules.family import SPOUSES, Answer, Candidate, Principal, may_be_co_insured

HOME = "LU"


@dataclass(frozen=True)
class Relative:
    """Somebody on file who could be, or is, co-insured through the person."""

    person: InsuredPerson
    candidate: Candidate
    answer: Answer
    tie: FamilyTie | None = None
    """The co-insurance through the person, when there is one today."""

    @property
    def is_child(self) -> bool:
        return self.candidate.relation in ages.CHILDREN


@dataclass(frozen=True)
class Family:
    """All that the page before the form says."""

    relatives: list[Relative]
    in_general: list[tuple[Relation, Answer]]


def family_of(person: InsuredPerson, *, today: date) -> Family:
    """Each relative on file and each relation, with all that stands in the way; five queries."""
    wards = list(Guardianship.objects.of(person).on(today).select_related("child__dossier"))
    members = list(
        FamilyTie.objects.filter(principal=person).on(today).select_related("member__dossier")
    )
    tied = {tie.member_id: tie for tie in members}
    children = {
        ward.child_id: ward.child
        for ward in wards
        if ward.child_id not in tied and _is_minor(ward.child, today)
    }
    insured = _insured_on_their_own([person.pk, *children], today=today)
    with_others = _co_insured(children, today=today)
    waiting = list(Request.objects.of(person).waiting().filter(kind=RequestKind.CO_INSURANCE))
    asked = {request.about_id for request in waiting if request.about_id}
    # Only one spouse or partner can be asked for at a time.
    asked_for_spouse = any(request.details.get("relation") in SPOUSES for request in waiting)
    principal = Principal(
        is_insured=person.pk in insured,
        lives_here=lives_here(person),
        co_insures_another_spouse=any(tie.relation in SPOUSES for tie in members),
    )
    relatives = [
        _relative(tie.member, principal, today, Candidate(
            relation=Relation(tie.relation), born=tie.member.birth_date, is_with_you=True
        ), tie)
        for tie in members
    ]  # fmt: skip
    for child in children.values():
        candidate = Candidate(
            relation=Relation.OWN_CHILD,
            born=child.birth_date,
            is_with_another=child.pk in with_others,
            has_open_request=child.pk in asked,
            insured_here=True if child.pk in insured else None,
            lives_here=lives_here(child),
        )
        relatives.append(_relative(child, principal, today, candidate, None))
    relatives.sort(key=lambda r: (r.person.birth_date or date.max, r.person.pk))
    in_general = [
        (relation, may_be_co_insured(principal=principal, candidate=Candidate(
            relation=relation, has_open_request=asked_for_spouse and relation in SPOUSES
        ), today=today))
        for relation in Relation
    ]  # fmt: skip
    return Family(relatives, in_general)


def principal_on(
    person: InsuredPerson,
    *,
    today: date,
    has_spouse: bool | None = None,
    but_for: InsuredPerson | None = None,
) -> Principal:
    """What is known on a day about somebody through whom another may be insured.

    `but_for` is the spouse asked about, who does not stand in their own way.
    """
    spouses = FamilyTie.objects.filter(principal=person, relation__in=sorted(SPOUSES)).on(today)
    if but_for is not None:
        spouses = spouses.exclude(member=but_for)
    return Principal(
        is_insured=person.pk in _insured_on_their_own([person.pk], today=today),
        lives_here=lives_here(person),
        has_spouse=has_spouse,
        co_insures_another_spouse=spouses.exists(),
    )


def insured_on_their_own(people: Iterable[InsuredPerson], *, on: date) -> set[int]:
    """The keys of those who are insured in their own right on a day."""
    return _insured_on_their_own([person.pk for person in people], today=on)


def ties_on(member: InsuredPerson, *, day: date) -> QuerySet[FamilyTie]:
    """Through whom somebody is co-insured on a day."""
    return FamilyTie.objects.filter(member=member).on(day).select_related("principal__dossier")


def wards_of(person: InsuredPerson, *, today: date) -> list[InsuredPerson]:
    """The minor children for whom the person acts."""
    wards = Guardianship.objects.of(person).on(today).select_related("child__dossier")
    return [ward.child for ward in wards if _is_minor(ward.child, today)]


def running_ties_of(person: InsuredPerson, *, today: date) -> list[FamilyTie]:
    """The co-insurances of the person, as main insured or as co-insured, that are not over."""
    return list(
        FamilyTie.objects.of(person)
        .filter(Q(last_day__isnull=True) | Q(last_day__gte=today))
        .select_related("principal__dossier", "member__dossier")
    )


def ties_to_prolong(person: InsuredPerson) -> list[FamilyTie]:
    """The children's co-insurances of the person that age ends soon, or has ended."""
    return list(
        FamilyTie.objects.of(person)
        .filter(Q(last_day__isnull=True) | Q(end_reason="thirty"), member__birth_date__isnull=False)
        .filter(relation__in=sorted(ages.CHILDREN))
        .select_related("principal__dossier", "member__dossier")
    )


def lives_here(person: InsuredPerson) -> bool | None:
    """Whether the address on file is in Luxembourg; None without a country."""
    return person.country == HOME if person.country else None


def _relative(person, principal, today, candidate, tie) -> Relative:
    answer = may_be_co_insured(principal=principal, candidate=candidate, today=today)
    return Relative(person, candidate, answer, tie)


def _is_minor(child: InsuredPerson, today: date) -> bool:
    born = child.birth_date
    return born is None or ages.age_on(born, today) < ages.OF_AGE


def _insured_on_their_own(keys: Iterable[int], *, today: date) -> set[int]:
    own = AffiliationPeriod.objects.filter(person__in=list(keys)).on(today).own()
    return set(own.values_list("person", flat=True))


def _co_insured(keys: Iterable[int], *, today: date) -> set[int]:
    ties = FamilyTie.objects.filter(member__in=list(keys)).on(today)
    return set(ties.values_list("member", flat=True))


def insured_through(
    person: InsuredPerson, *, first: date, last: date
) -> list[tuple[InsuredPerson, Days]]:
    """Who was insured together with the person, and on which of these days; one query.

    The person is among them, but not on the days on which they were insured through somebody
    else themselves: those count with that person.
    """
    asked = Days(first, last)
    periods = (
        AffiliationPeriod.objects.filter(
            Q(person=person, through__isnull=False) | Q(through=person), first_day__lte=last
        )
        .filter(Q(last_day__isnull=True) | Q(last_day__gte=first))
        .select_related("person__dossier")
        .order_by("first_day", "pk")
    )
    elsewhere, found = [], []
    for period in periods:
        days = Days(period.first_day, period.last_day)
        if period.person_id == person.pk:
            elsewhere.append(days)
        elif (shared := asked.meets(days)) is not None:
            found.append((period.person, shared))
    return [*((person, days) for days in asked.without(elsewhere)), *found]
