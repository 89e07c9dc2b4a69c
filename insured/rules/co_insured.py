"""Who is insured through somebody, and on which days.

Co-insurance lasts as long as the tie between the two, never longer than the main insured person's
own affiliation, and not while the family member is insured in their own right (Code de la sécurité
sociale, article 7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cns_portal.kernel.spans import DAY, Days


@dataclass(frozen=True, slots=True)
class Held:
    """A stretch of somebody's own affiliation, with the fund that insures."""

    days: Days
    fund: str


@dataclass(frozen=True, slots=True)
class Tie:
    """What makes somebody a family member of `principal`. Both keys are the caller's own."""

    key: int
    principal: int
    days: Days


@dataclass(frozen=True, slots=True)
class CoInsured:
    """Days on which somebody is insured through `tie`, with the principal's fund."""

    tie: int
    days: Days
    fund: str


def co_insured(
    ties: Iterable[Tie], *, of_principals: Mapping[int, Sequence[Held]], own: Iterable[Days]
) -> list[CoInsured]:
    """The co-insured days of one person, none of them twice.

    `of_principals` holds the own affiliation of each principal, `own` that of the person. Where two
    ties would do, the one that began earlier does.
    """
    taken, found = list(own), []
    for tie in sorted(ties, key=lambda tie: (tie.days.first, tie.key)):
        for held in one_fund_at_a_time(of_principals.get(tie.principal, ())):
            if (shared := tie.days.meets(held.days)) is None:
                continue
            left = shared.without(taken)
            found += [CoInsured(tie.key, days, held.fund) for days in left]
            taken += left
    return sorted(found, key=lambda it: it.days.first)


def one_fund_at_a_time(stretches: Iterable[Held]) -> list[Held]:
    """The same days without overlaps: who began earlier keeps them; adjoining ones are one."""
    merged: list[Held] = []
    free = date.min
    for held in sorted(stretches, key=lambda held: (held.days.first, held.fund, held.days.end)):
        if held.days.end < free:
            continue
        first = max(held.days.first, free)
        if merged and merged[-1].fund == held.fund and first == free:
            merged[-1] = Held(Days(merged[-1].days.first, held.days.last), held.fund)
        else:
            merged.append(Held(Days(first, held.days.last), held.fund))
        if held.days.last is None or held.days.last == date.max:
            break
        free = held.days.last + DAY
    return merged
