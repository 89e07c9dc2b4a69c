"""The list of everything that is kept about people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.functional import _StrOrPromise


class Holding(Protocol):
    """One kind of data about people: what it is, why it is there and when it goes."""

    code: str
    label: _StrOrPromise
    what: _StrOrPromise
    why: _StrOrPromise
    legal_basis: _StrOrPromise
    keep_for: _StrOrPromise

    def due(self, *, now: datetime) -> int:
        """How many records are past their time. Changes nothing."""

    def forget(self, *, now: datetime) -> int:
        """Delete or anonymise what is past its time; returns how many records."""


_holdings: dict[str, Holding] = {}


def declare(holding: Holding) -> Holding:
    """Add a holding. The same one may be declared again; two with one code are a mistake."""
    present = _holdings.setdefault(holding.code, holding)
    if type(present) is not type(holding):
        raise ValueError(f"Two holdings are called {holding.code!r}.")
    return present


def holdings() -> tuple[Holding, ...]:
    """Everything declared, in the order of the codes."""
    return tuple(holding for _code, holding in sorted(_holdings.items()))
