"""The rows behind the timelines of many people: read and written with a few statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection

from cns_portal.db import among, among_words, copy_in
from insured.choices import Standing
from insured.models import AffiliationPeriod, Declaration
from insured.rules.timeline import Timeline


class Stretch(NamedTuple):
    """A row of the timeline; `key` when it is in the database."""

    person: int
    cover: str
    first: date
    last: date | None
    fund: str
    employer_number: str = ""
    employer_name: str = ""
    through: int | None = None
    key: int | None = None

    @property
    def place(self) -> tuple[int, str, date]:
        """No two rows share it, because those of one cover never overlap."""
        return self.person, self.cover, self.first

    @property
    def end(self) -> date:
        return self.last or date.max


@dataclass(slots=True)
class Written:
    """How many rows were opened, ended, changed otherwise, and taken away."""

    opened: int = 0
    closed: int = 0
    changed: int = 0
    removed: int = 0


def stretches_of(person_ids: Collection[int], *, own: bool = False) -> list[Stretch]:
    """The rows of these people; only those in their own right with `own`."""
    if not person_ids:
        return []
    rows = AffiliationPeriod.objects.filter(person__in=among(person_ids)).order_by()
    rows = rows.own() if own else rows
    return list(
        map(
            Stretch._make,
            rows.values_list(
                "person",
                "cover",
                "first_day",
                "last_day",
                "fund",
                "employer_number",
                "employer_name",
                "through",
                "pk",
            ),
        )
    )


def numbers_of_others(numbers: Collection[str], *, than: Collection[int]) -> set[str]:
    """Those of the declarations' numbers under which somebody else was declared too."""
    rows = Declaration.objects.standing().filter(number__in=among_words(numbers)).order_by()
    return set(rows.exclude(person__in=among(than)).values_list("number", flat=True))


def write(
    before: Mapping[int, Iterable[Stretch]], after: Mapping[int, Iterable[Stretch]]
) -> Written:
    """Turn the rows of `before` into those of `after`, touching only what differs.

    First what goes and what gets shorter, then what gets longer and what is new: so no two rows
    overlap at any moment.
    """
    there = {stretch.place: stretch for each in before.values() for stretch in each}
    wanted = {stretch.place: stretch for each in after.values() for stretch in each}
    gone = [there[place] for place in there.keys() - wanted.keys()]
    new = [wanted[place] for place in wanted if place not in there]
    different = [
        (there[place], wanted[place]._replace(key=there[place].key))
        for place in wanted.keys() & there.keys()
        if wanted[place][:-1] != there[place][:-1]
    ]
    if gone:
        AffiliationPeriod.objects.filter(pk__in=among([stretch.key for stretch in gone])).delete()
    _update([new for old, new in different if new.end <= old.end])
    _update([new for old, new in different if new.end > old.end])
    _insert(new)
    closed = sum(old.last is None and new.last is not None for old, new in different)
    return Written(
        opened=len(new), closed=closed, changed=len(different) - closed, removed=len(gone)
    )


def _insert(stretches: list[Stretch]) -> None:
    if stretches:
        columns = ("person_id", "cover", "first_day", "last_day", "fund")
        about = ("employer_number", "employer_name", "through_id")
        copy_in(AffiliationPeriod, columns + about, (stretch[:-1] for stretch in stretches))


def _update(stretches: list[Stretch]) -> None:
    if not stretches:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE insured_affiliationperiod AS period
            SET last_day = new.last_day, fund = new.fund, employer_number = new.employer_number,
                employer_name = new.employer_name, through_id = new.through_id
            FROM unnest(%s::bigint[], %s::date[], %s::text[], %s::text[], %s::text[], %s::bigint[])
                AS new (id, last_day, fund, employer_number, employer_name, through_id)
            WHERE period.id = new.id
            """,
            [
                [stretch.key for stretch in stretches],
                [stretch.last for stretch in stretches],
                [stretch.fund for stretch in stretches],
                [stretch.employer_number for stretch in stretches],
                [stretch.employer_name for stretch in stretches],
                [stretch.through for stretch in stretches],
            ],
        )


def write_standings(person_ids: Collection[int], timelines: Iterable[Timeline]) -> int:
    """Mark what counts and what contradicts; how many came to contradict that did not before."""
    reasons = {it.declared.key: it.reason.value for read in timelines for it in read.contradictions}
    standing = Declaration.objects.standing().filter(person__in=among(person_ids))
    marked = dict(
        standing.filter(standing=Standing.CONTRADICTING).values_list("pk", "contradiction")
    )
    changed = {key: why for key, why in reasons.items() if marked.get(key) != why}
    changed |= dict.fromkeys(marked.keys() - reasons.keys(), "")
    if changed:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE insured_declaration AS declaration
                SET contradiction = new.why,
                    standing = CASE new.why WHEN '' THEN 'counted' ELSE 'contradicting' END
                FROM unnest(%s::bigint[], %s::text[]) AS new (id, why)
                WHERE declaration.id = new.id
                """,
                [list(changed), list(changed.values())],
            )
    return len(reasons.keys() - marked.keys())


def beginnings_and_ends(
    before: Mapping[int, list[Stretch]], after: Mapping[int, list[Stretch]]
) -> tuple[dict[int, tuple[date, bool]], dict[int, date]]:
    """By person: the first day of whoever was never insured before and whether it is through
    somebody; the last day of whoever's insurance has another end than it had."""
    beginnings, ends = {}, {}
    for person, stretches in after.items():
        if not stretches:
            continue
        if not before[person]:
            first = min(stretches, key=lambda stretch: (stretch.first, stretch.through or 0))
            beginnings[person] = (first.first, first.through is not None)
        end = max(stretch.end for stretch in stretches)
        was = max((stretch.end for stretch in before[person]), default=date.max)
        if end not in (was, date.max):
            ends[person] = end
    return beginnings, ends
