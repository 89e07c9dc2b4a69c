"""What happens to a verified identity: the hall, one floor up, registers itself here."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cns_portal.accounts.identity import Identity
    from cns_portal.accounts.models import Account

_recognisers: list[Callable[..., Any]] = []
_finders: list[Callable[..., Any]] = []


def on_recognised(recognise: Callable[..., Any]) -> None:
    """Call `recognise(account=…, identity=…)` at every sign-in; it may raise `Refused`."""
    if recognise not in _recognisers:
        _recognisers.append(recognise)


def find_account_with(find: Callable[..., Any]) -> None:
    """Ask `find(identity=…)` whose account it is when a means of identification is new to us."""
    if find not in _finders:
        _finders.append(find)


def recognised(*, account: "Account", identity: "Identity") -> None:
    """Tell everyone who registered. Raises `Refused` when one of them does not accept it."""
    for recognise in _recognisers:
        recognise(account=account, identity=identity)


def account_of(identity: "Identity") -> "Account | None":
    """The account that this person already has under another means of identification."""
    for find in _finders:
        if account := find(identity=identity):
            return account
    return None
