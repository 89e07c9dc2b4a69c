"""A value with the text that sets it, so that every answer can name its basis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from incapacity.choices.sources import Sureness

T = TypeVar("T")

KNOWN_FROM = date(2011, 6, 1)
"""The first day for which values are given where no day is known on which they began.

The oldest text that was read is the change of the statutes of the CNS of 20 May 2011. A
certificate of an earlier day is not calculated: that is an error, never a guess.
"""


@dataclass(frozen=True, slots=True)
class Sourced(Generic[T]):
    """A value, what sets it (a choice whose label names the text), and how sure that is."""

    value: T
    basis: object
    sureness: Sureness
