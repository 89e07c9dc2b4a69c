"""What rooms tell the documents about themselves, once, when the portal starts.

The floor does not know the rooms: each says which of the documents it still needs and to whom it
shows them. Every function can be used as a decorator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document

    MayOpen = Callable[[Account, Document], bool]
    InUse = Callable[[frozenset[int]], Iterable[int]]
    WordsAcross = Callable[[Document], str]

_agents: list[MayOpen] = []
_owners: list[MayOpen] = []
_users: list[InUse] = []
_followers: list[str] = []
_stamps: dict[str, WordsAcross] = {}


def grants(rule: MayOpen) -> MayOpen:
    """`rule(account, document)`: whether this agent may read this document. Asked of staff only."""
    return _added(_agents, rule)


def owners(rule: MayOpen) -> MayOpen:
    """`rule(account, document)`: whether the account may open this document as its own."""
    return _added(_owners, rule)


def in_use(rule: InUse) -> InUse:
    """`rule(ids)`: those of the document ids that the room still needs.

    Only for what a key to the document does not say already. When a rule raises, nothing is swept.
    """
    return _added(_users, rule)


def when_checked(task: str) -> str:
    """The name of a task to wake as soon as a document has been checked."""
    return _added(_followers, task)


def stamped(purpose: str, words: WordsAcross) -> None:
    """Files for `purpose` are kept as pictures with `words(document)` drawn across each page.

    What was sent is never kept without them: they are drawn where it is rebuilt.
    """
    _stamps[purpose] = words


def words_across(document: Document) -> str:
    """What is drawn across this document; empty for most."""
    words = _stamps.get(document.purpose)
    return words(document) if words else ""


def agent_may_open(account: Account, document: Document) -> bool:
    return account.is_staff and any(rule(account, document) for rule in _agents)


def owner_may_open(account: Account, document: Document) -> bool:
    return any(rule(account, document) for rule in _owners)


def needed_among(ids: Iterable[int]) -> set[int]:
    wanted = frozenset(ids)
    return {used for rule in _users for used in rule(wanted)} & wanted


def followers() -> tuple[str, ...]:
    return tuple(_followers)


def _added(register: list, entry):
    if entry not in register:
        register.append(entry)
    return entry
