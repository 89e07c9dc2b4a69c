"""What accepting does for each kind of request, and what the agent states for it besides.

A part of the hall adds its own with `on_accepting`; a kind without one is accepted with words only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from insured.admin.reply_form import ReplyForm
from insured.choices import RequestKind
from insured.models import Request

Effects = Callable[[Request], list[str]]
Added = Callable[[Request, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Accepting:
    """Of one kind: sentences about what changes, the form, and what of it goes to the service."""

    effects: Effects = lambda item: []
    form: Callable[[Request], type[ReplyForm]] = lambda item: ReplyForm
    added: Added = lambda item, said: {}


_kinds: dict[str, Accepting] = {}


def on_accepting(kind: RequestKind, **parts: Callable) -> None:
    """Say what accepting a request of `kind` does and asks for: the fields of `Accepting`."""
    _kinds[str(kind)] = Accepting(**parts)


def effects_of(item: Request) -> list[str]:
    """What will change, in sentences for the agent."""
    return _of(item).effects(item)


def form_of(item: Request) -> type[ReplyForm]:
    return _of(item).form(item)


def added(item: Request, said: dict[str, Any]) -> dict[str, Any]:
    """What the agent stated besides the words, as plain JSON; of a valid form."""
    return _of(item).added(item, said)


def _of(item: Request) -> Accepting:
    return _kinds.get(item.kind, Accepting())
