"""Computing timelines anew, and writing what differs from the rows that are there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields

from django.db import transaction

from cns_portal.db import among
from cns_portal.kernel.spans import Days
from insured.choices import Cover
from insured.models import Declaration, FamilyTie, InsuredPerson
from insured.rules.co_insured import Held, Tie, co_insured
from insured.rules.timeline import Declared, Timeline, timeline
from insured.services import affiliation_events
from insured.services.declarations import writing
from insured.services.declarations.writing import Stretch

Stretches = dict[int, list[Stretch]]


@dataclass(slots=True)
class Changes:
    """How many rows of the timeline changed, and how many declarations came to contradict."""

    opened: int = 0
    closed: int = 0
    changed: int = 0
    removed: int = 0
    contradictions: int = 0

    def add(self, other: Changes) -> None:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


@transaction.atomic
def refold(person_ids: Iterable[int]) -> Changes:
    """Compute the timelines of these people, and of those insured through them, from what is known.

    Call it in the transaction that changed their declarations or their family ties; it locks them
    in the order of their keys. The number of statements does not depend on the number of people.
    Whoever was never insured before, and whose insurance ends now, is told to the followers of
    `affiliation_events`.
    """
    touched = set(person_ids)
    return refold_locked(touched, lock_people(touched))


def refold_locked(touched: set[int], people: set[int]) -> Changes:
    """As `refold`, for those who hold `people`, which `lock_people` answered for `touched`."""
    timelines = _timelines(touched)
    contradictions = writing.write_standings(touched, timelines.values())
    before = _by_person(people, writing.stretches_of(people))
    after: Stretches = {
        person: _own(person, timelines[person])
        if person in timelines
        else [stretch for stretch in stretches if not stretch.through]
        for person, stretches in before.items()
    }
    _add_co_insured(after)
    written = writing.write(before, after)
    affiliation_events.tell(*writing.beginnings_and_ends(before, after))
    return Changes(contradictions=contradictions, **asdict(written))


def lock_people(person_ids: Iterable[int]) -> set[int]:
    """Hold these people and those insured through them until the transaction ends, in one order.

    Returns the keys of all of them. Rows that point at a person can still be written meanwhile;
    another refolding has to wait.
    """
    ids = set(person_ids)
    people = _locked(ids | _members(ids))
    if late := _members(ids) - people:  # a tie that was made while this waited
        people |= _locked(late)
    return people


def _locked(ids: set[int]) -> set[int]:
    rows = InsuredPerson.objects.filter(pk__in=among(ids)).order_by("pk")
    return set(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def _members(principal_ids: Iterable[int]) -> set[int]:
    ties = FamilyTie.objects.filter(principal__in=among(principal_ids)).order_by()
    return set(ties.values_list("member", flat=True))


def _by_person(people: Iterable[int], stretches: Iterable[Stretch]) -> Stretches:
    sorted_out: Stretches = {person: [] for person in people}
    for stretch in stretches:
        sorted_out[stretch.person].append(stretch)
    return sorted_out


# -- In their own right -----------------------------------------------------------------------


def _timelines(person_ids: set[int]) -> dict[int, Timeline]:
    """What the declarations of each say."""
    declared: dict[int, list[Declared]] = {person: [] for person in person_ids}
    for person, *facts, key in _standing(person_ids).values_list(
        "person",
        "number",
        "movement",
        "cover",
        "fund",
        "employer_number",
        "employer_name",
        "effective_on",
        "pk",
    ):
        declared[person].append(Declared(*facts, key=key))
    disputed = _disputed(declared)
    return {person: timeline(rows, disputed=disputed) for person, rows in declared.items()}


def _disputed(declared: Mapping[int, list[Declared]]) -> set[str]:
    """Numbers under which something was declared about two people."""
    whose: dict[str, int] = {}
    disputed = set()
    for person, rows in declared.items():
        for row in rows:
            if whose.setdefault(row.number, person) != person:
                disputed.add(row.number)
    return disputed | writing.numbers_of_others(whose, than=declared)


def _standing(person_ids: Iterable[int]):
    return Declaration.objects.standing().filter(person__in=among(person_ids)).order_by()


def _own(person: int, read: Timeline) -> list[Stretch]:
    return [
        Stretch(
            person=person,
            cover=period.entry.cover,
            first=period.days.first,
            last=period.days.last,
            fund=period.entry.fund,
            employer_number=period.entry.employer_number,
            employer_name=period.entry.employer_name,
        )
        for period in read.periods
    ]


# -- Through somebody -------------------------------------------------------------------------


def _add_co_insured(own: Stretches) -> None:
    """To the own stretches of each, those that a family tie gives."""
    ties = _ties(own)
    principals = {tie.principal for each in ties.values() for tie in each}
    known = own | _by_person(
        principals - own.keys(), writing.stretches_of(principals - own.keys(), own=True)
    )
    held = {
        principal: [Held(_days(stretch), stretch.fund) for stretch in known[principal]]
        for principal in principals
    }
    found = {
        member: [
            Stretch(
                person=member,
                cover=Cover.CO_INSURED.value,
                first=it.days.first,
                last=it.days.last,
                fund=it.fund,
                through=_principal(each, it.tie),
            )
            for it in co_insured(each, of_principals=held, own=map(_days, own[member]))
        ]
        for member, each in ties.items()
    }
    for member, stretches in found.items():
        own[member] = own[member] + stretches


def _ties(members: Iterable[int]) -> Mapping[int, list[Tie]]:
    ties = defaultdict(list)
    for member, key, principal, first, last in (
        FamilyTie.objects.filter(member__in=among(members))
        .order_by("pk")
        .values_list("member", "pk", "principal", "first_day", "last_day")
    ):
        ties[member].append(Tie(key, principal, Days(first, last)))
    return ties


def _principal(ties: Iterable[Tie], key: int) -> int:
    return next(tie.principal for tie in ties if tie.key == key)


def _days(stretch: Stretch) -> Days:
    return Days(stretch.first, stretch.last)
