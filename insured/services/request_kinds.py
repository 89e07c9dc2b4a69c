"""What is particular about each kind of request; the parts of the hall say so when it starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from insured.choices import RequestKind

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from insured.models import Request


@dataclass(frozen=True)
class KindRules:
    """The behaviour of one kind. All of it may be left out."""

    accepted: Callable[[Request, Account, dict[str, Any]], None] | None = None
    """What accepting changes, in the same transaction: (request, agent, what the agent added)."""
    refused: Callable[[Request, Account], None] | None = None
    """What refusing changes besides."""
    withdrawn: Callable[[Request], None] | None = None
    """What taking it back changes besides."""
    lines: Callable[[Request], list[tuple[str, str]]] | None = None
    """What was stated, as (label, value) in the language of the moment."""
    doubts: Callable[[Request], list[str]] | None = None
    """Sentences in which the rule says why not, for the agent, from what is known today."""


_rules: dict[str, KindRules] = {}


def rules_for(kind: RequestKind | str, **parts: Callable) -> None:
    """Say what is particular about `kind`: the fields of `KindRules`. Each part is said once."""
    present = _rules.get(str(kind), KindRules())
    values = {name: getattr(present, name) for name in KindRules.__dataclass_fields__}
    _rules[str(kind)] = KindRules(**{**values, **parts})


def rules_of(kind: RequestKind | str) -> KindRules:
    """What is particular about `kind`; nothing is, where nobody said so."""
    return _rules.get(str(kind), KindRules())


def lines_of(request: Request) -> list[tuple[str, str]]:
    """What was stated in the request, as (label, value) in the language of the moment."""
    lines = rules_of(request.kind).lines
    return lines(request) if lines else []
