"""Who is behind a dossier: the floor does not know people, so the hall says it, once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier


@dataclass(frozen=True)
class People:
    """What the floor asks about people."""

    addresses: Callable[[Dossier], Collection[str]]
    """Where to say that there is a message; empty when there is no address."""
    names: Callable[[Collection[int]], dict[int, str]]
    """The names behind these keys of dossiers, for agents; one query for all."""


_people: People | None = None


def declare_people(
    *,
    addresses: Callable[[Dossier], Collection[str]],
    names: Callable[[Collection[int]], dict[int, str]],
) -> None:
    """Say who is behind a dossier. The last one who says it is believed."""
    global _people
    _people = People(addresses, names)


def addresses_of(dossier: Dossier) -> Collection[str]:
    """The e-mail addresses for notices: one's own, or those of a child's parents."""
    return _people.addresses(dossier) if _people else ()


def names_of(dossier_ids: Collection[int]) -> dict[int, str]:
    """The names by key of the dossier; nothing when nobody knows people."""
    wanted = {one for one in dossier_ids if one}
    return _people.names(wanted) if _people and wanted else {}
