"""Who becomes insured for the first time and whose insurance ends, told to whoever acts on it.

Register once, in `InsuredConfig.ready()`. Callbacks run inside the transaction that changes the
timeline, with everybody of one batch at once: an import changes thousands of people, so ask the
database once for all of them, never once for each. What a callback raises undoes the change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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


def tell(beginnings: list[Affiliated], ends: list[Ended]) -> None:
    """Call everybody who asked; nobody when nothing happened."""
    for follower in _beginnings if beginnings else ():
        follower(beginnings)
    for follower in _ends if ends else ():
        follower(ends)
