"""Who becomes insured for the first time and whose insurance ends, told to whoever acts on it.

Register once, in `InsuredConfig.ready()`. Callbacks run inside the transaction that changes the
timeline, with everybody of one batch at once: an import changes thousands of people, so ask the
database once for all of them, never once for each. What a callback raises undoes the change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Affiliated:
    """The person is insured from `day` on and never was before; through somebody or in their own
    right. When the declaration behind it is set aside, this may come again for another day."""

    person_id: int
    day: date
    co_insured: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """`day` is now the last day on which the person is insured in any way. It may still move."""

    person_id: int
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
    first = [Affiliated(person, *how) for person, how in sorted(beginnings.items())]
    last = [Ended(person, day) for person, day in sorted(ends.items())]
    for follower in _beginnings if first else ():
        follower(first)
    for follower in _ends if last else ():
        follower(last)
