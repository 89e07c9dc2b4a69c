"""The nomenclature and the parameters as they are known: what was in force on a day.

A pure picture of what the database or the data files say, so that estimate, decision, calculator
and published cases ask the same thing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from reimbursements.choices.care import Care, Flag, Nomenclature

HEARSAY = "G"
"""The mark of what is generally known, but was found in no text."""


@dataclass(frozen=True, slots=True)
class Value:
    """One parameter from a day on. `unit` is "euro", "share" (0.88 is 88 %), "days", …"""

    name: str
    amount: Decimal | None
    """None: from this day on there is no value."""
    unit: str
    since: date
    legal_basis: str
    source: str
    mark: str = ""
    """How sure it is, as in the sources: A, A-old, B, C, S, G."""

    @property
    def is_confirmed(self) -> bool:
        """Whether something may be decided by it; hearsay (G) is shown, but decides nothing."""
        return self.amount is not None and self.mark != HEARSAY


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a nomenclature from a day on: coefficient × key letter, or a fixed amount."""

    code: str
    nomenclature: Nomenclature
    label: str
    care: Care
    since: date
    legal_basis: str
    source: str
    key_letter: str = ""
    """The name of the parameter with the letter's value; empty with a fixed amount."""
    coefficient: Decimal | None = None
    fixed_amount: Decimal | None = None
    flags: frozenset[Flag] = frozenset()
    ended: bool = False
    """From this day on the act no longer exists."""
    needs_value: bool = False
    """The act exists, but no tariff is published: an agent decides."""
    mark: str = ""
    """How sure it is, as at `Value`."""


@dataclass(frozen=True)
class Tariffs:
    """Everything that is known; looked up by the day of care. `version` names the last load."""

    acts: dict[str, tuple[Act, ...]] = field(default_factory=dict)
    values: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    version: str = ""

    @classmethod
    def of(cls, acts: Iterable[Act], values: Iterable[Value], *, version: str = "") -> Tariffs:
        """From rows in any order. Two rows of one code and day are a mistake: `ValueError`."""
        return cls(
            _by_key(acts, lambda act: act.code),
            _by_key(values, lambda value: value.name),
            version,
        )

    def is_known(self, code: str) -> bool:
        """Whether the act exists at all, on whatever day."""
        return code in self.acts

    def act(self, code: str, day: date) -> Act | None:
        """The act as it was on `day`; None when it had not begun or had ended."""
        found = _on(self.acts.get(code, ()), day)
        return None if found is None or found.ended else found

    def has_ended(self, code: str, day: date) -> bool:
        """Whether the act existed before `day` and no longer does."""
        found = _on(self.acts.get(code, ()), day)
        return found is not None and found.ended

    def value(self, name: str, day: date) -> Value | None:
        """The parameter in force on `day`; None when none is known or confirmed."""
        found = _on(self.values.get(name, ()), day)
        return found if found is not None and found.is_confirmed else None


def _by_key(rows, key) -> dict:
    found: dict[str, list] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    for name, entries in found.items():
        entries.sort(key=lambda row: row.since)
        days = [row.since for row in entries]
        if len(set(days)) < len(days):
            raise ValueError(f"{name} has two values from the same day.")
    return {name: tuple(entries) for name, entries in found.items()}


def _on(rows, day: date):
    position = bisect_right(rows, day, key=lambda row: row.since)
    return rows[position - 1] if position else None


def tidy(amount: Decimal | None, unit: str) -> Decimal | None:
    """The same number as written in the files, whichever way it came: 0.8800 is 0.88."""
    if amount is None:
        return None
    places = max(0, -amount.normalize().as_tuple().exponent)
    least = 2 if unit in ("euro", "share", "factor") else 0
    return amount.quantize(Decimal(1).scaleb(-max(places, least)))
