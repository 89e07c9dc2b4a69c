"""What a new set of data files changes, and why it may not be loaded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from reimbursements.choices.tariffs import ChangeKind, LoadRefusal
from reimbursements.rules.tariffs import Act, Value

Row = Act | Value
Place = tuple[str, str, date]
"""An entry as people name it: "act" or "value", its code or name, and its first day."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that is new, or says something else than the one loaded from the same day."""

    kind: ChangeKind
    after: Row
    before: Row | None
    """The entry that holds on that day so far: corrected by this one, or followed by it."""

    @property
    def place(self) -> Place:
        return place_of(self.after)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes in the order of their names and days, and what is no longer in the files."""

    changes: tuple[Change, ...]
    missing: tuple[Row, ...]

    def __bool__(self) -> bool:
        return bool(self.changes or self.missing)

    def touches_from(self, *, today: date) -> date | None:
        """The first day of care that changes although it may have been decided already."""
        days = [change.after.since for change in self.changes if change.after.since <= today]
        return min(days, default=None)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the files are not loaded, and which entry it is about."""

    refusal: LoadRefusal
    place: Place


def key_of(row: Row) -> str:
    """The code of an act, the name of a parameter."""
    return row.code if isinstance(row, Act) else row.name


def place_of(row: Row) -> Place:
    return ("act" if isinstance(row, Act) else "value", key_of(row), row.since)


def compare(known: Iterable[Row], found: Iterable[Row]) -> Comparison:
    """What `found` (the files) changes in what is `known` (loaded). The order is of no account."""
    loaded = {place_of(row): row for row in known}
    files = {place_of(row): row for row in found}
    changes = []
    for place in sorted(files):
        row, before = files[place], loaded.get(place)
        if before is None:
            changes.append(Change(ChangeKind.ADDED, row, _holding(loaded, place)))
        elif before != row:
            changes.append(Change(ChangeKind.CORRECTED, row, before))
    return Comparison(
        tuple(changes), tuple(loaded[place] for place in sorted(loaded.keys() - files.keys()))
    )


def why_not_load(
    comparison: Comparison,
    *,
    today: date,
    is_first: bool,
    past_is_meant: bool = False,
    corrections: Collection[tuple[str, date]] = (),
) -> Iterator[Problem]:
    """Everything that speaks against loading.

    `corrections` are the entries (name and day) of which somebody says that what was loaded is
    wrong; a correction of a day that is over needs `past_is_meant`, too. The first load brings
    the past with it and changes nothing that was decided by it.
    """
    for row in comparison.missing:
        yield Problem(LoadRefusal.MISSING, place_of(row))
    corrected = set()
    for change in comparison.changes:
        _kind, key, since = change.place
        corrected.add((key, since))
        if change.kind == ChangeKind.CORRECTED and (key, since) not in corrections:
            yield Problem(LoadRefusal.EDITED, change.place)
        elif since < today and not past_is_meant and not is_first:
            yield Problem(LoadRefusal.IN_THE_PAST, change.place)
    for key, since in sorted(set(corrections) - corrected):
        yield Problem(LoadRefusal.NOTHING_TO_CORRECT, ("", key, since))


def _holding(loaded: dict[Place, Row], place: Place) -> Row | None:
    kind, key, since = place
    earlier = [other for other in loaded if other[:2] == (kind, key) and other[2] < since]
    return loaded[max(earlier)] if earlier else None
