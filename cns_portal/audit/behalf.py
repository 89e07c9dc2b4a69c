"""For whom the signed-in account acts just now, so that everything it does records both.

The door of a page says it once (`with behalf.acting(...)`); the trail and the histories ask. A
room that writes down what happened therefore cannot forget for whom it happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Behalf:
    """Who acts for whom, by what right, and what they have done so far.

    `name` is the person's, for the history; `right` and `right_id` ("mandate", 12) say by what
    right, for the trail. `done` collects the rows that were written: events and entries.
    """

    actor_id: int
    name: str
    right: str
    right_id: int
    done: list[Any] = field(default_factory=list)


_present: ContextVar[Behalf | None] = ContextVar("on_whose_behalf", default=None)


@contextmanager
def acting(behalf: Behalf) -> Iterator[Behalf]:
    """Whatever the account records inside, it does for the person named."""
    token = _present.set(behalf)
    try:
        yield behalf
    finally:
        _present.reset(token)


def of(actor: Any) -> Behalf | None:
    """For whom `actor` acts just now; None for themselves, and for everybody without an account."""
    present = _present.get()
    return present if present and getattr(actor, "pk", None) == present.actor_id else None


def name_for(actor: Any) -> str:
    """The name of the person for whom `actor` acts, as histories say it; empty for themselves."""
    present = of(actor)
    return present.name if present else ""


def note(actor: Any, row: Any) -> None:
    """Remember that `actor` has done this for somebody, so that the person can be told."""
    if present := of(actor):
        present.done.append(row)
