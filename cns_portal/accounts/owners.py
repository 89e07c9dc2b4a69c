"""With which account the person of a dossier signs in: the hall knows, and says it once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account, Dossier

    Finder = Callable[[Dossier], Account | None]

_finders: list[Finder] = []


def on_asked(find: Finder) -> None:
    """Let `find(dossier)` tell with which account its person signs in, if with any."""
    if find not in _finders:
        _finders.append(find)


def account_of(dossier: Dossier) -> Account | None:
    """The account of the person whose dossier this is; None for who has never signed in."""
    return next(filter(None, (find(dossier) for find in _finders)), None)
