"""What a room shows its agents beside a request: what the request is held against."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from insured.choices import RequestKind
from insured.models import Request

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account


@dataclass(frozen=True)
class Line:
    """One thing: what it is, how it stands, and where it is read."""

    label: str
    tag: dict[str, str]
    address: str


@dataclass(frozen=True)
class Beside:
    """A heading with its lines, or the sentence that there are none."""

    heading: str
    lines: Sequence[Line]
    nothing: str


Ask = Callable[[Request, "Account"], Beside | None]

_kinds: dict[str, Ask] = {}


def show_beside(kind: RequestKind, ask: Ask) -> None:
    """Let `ask(request, account)` say what stands beside requests of `kind`.

    None for an agent who may not read it.
    """
    _kinds[str(kind)] = ask


def beside(item: Request, account: Account) -> Beside | None:
    """What this agent reads beside the request; None where nothing belongs there."""
    ask = _kinds.get(item.kind)
    return ask(item, account) if ask else None
