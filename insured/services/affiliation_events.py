"""Who becomes insured for the first time and whose insurance ends, told to whoever acts on it.

Register once, in `InsuredConfig.ready()`. Callbacks run inside the transaction that changes the
timeline, with everybody of one batch at once: an import changes thousands of people, so ask the
database once for all of them, never once for each. What a callback raises undoes the change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cns_portal.db import among
from insured.models import InsuredPerson


@dataclass(frozen=True, slots=True)
class Affiliated:
    """`person` is insured from `day` on and never was before; through somebody or in their own
    right. When the declaration behind it is set aside, this may come again for another day."""

    person: InsuredPerson
    day: date
    co_insured: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """`day` is now the last day on which `person` is insured in any way. It may still move."""

    person: InsuredPerson
    day: date


FirstAffiliations = Callable[[list[Affiliated]], None]
Ends = Callable[[list[Ended]], None]

_beginnings: list[FirstAffiliations] = []
_ends: list[Ends] = []


def on_first_affiliation(callback: FirstAffiliations) -> FirstAffiliations:
    """`callback(list of Affiliated)`, in the order of the persons' keys. Also a decorator."""
    if callback not in _beginnings:
        _beginnings.append(callback)
    return callback


def on_affiliation_end(callback: Ends) -> Ends:
    """`callback(list of Ended)`, in the order of the persons' keys. Also a decorator."""
    if callback not in _ends:
        _ends.append(callback)
    return callback


def tell(beginnings: Mapping[int, tuple[date, bool]], ends: Mapping[int, date]) -> None:
    """Call everybody who asked, if anything happened: by person, the first day and whether it is
    through somebody, and the last day."""
    if beginnings and _beginnings:
        first = [Affiliated(person, *beginnings[person.pk]) for person in _people(beginnings)]
        for follower in _beginnings:
            follower(first)
    if ends and _ends:
        last = [Ended(person, ends[person.pk]) for person in _people(ends)]
        for follower in _ends:
            follower(last)


def _people(keys: Iterable[int]) -> list[InsuredPerson]:
    return list(
        InsuredPerson.objects.filter(pk__in=among(keys)).select_related("dossier").order_by("pk")
    )
