"""What is kept of a file: encrypted, under random names, readable by nobody but the portal."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from cns_portal.documents import stores
from cns_portal.sealing import envelope


class Place(StrEnum):
    QUARANTINE = "quarantine"
    CHECKED = "checked"
    SMALL = "small"
    """A small picture of what was checked, for lists."""


def new_name() -> str:
    """A name that says nothing and is nowhere in use."""
    return uuid4().hex


def put(place: Place, name: str, content: bytes, *, public_id: UUID) -> None:
    """Encrypt and keep; complete or not at all."""
    sealed = envelope.encrypt(content, context=context_of(place, public_id))
    stores.current().put(f"{place}/{name}", sealed)


def get(place: Place, name: str, *, public_id: UUID) -> bytes:
    """The content. Raises `FileNotFoundError`, or `CannotDecrypt` when it is another's."""
    sealed = stores.current().get(f"{place}/{name}")
    return envelope.decrypt(sealed, context=context_of(place, public_id))


def remove(place: Place, name: str) -> None:
    """Delete the bytes; it is no error when they are gone already."""
    stores.current().remove(f"{place}/{name}")


def names(place: Place, *, older_than: datetime) -> Iterator[str]:
    """The names of all files kept since before `older_than`."""
    return stores.current().names(place, older_than=older_than)


def context_of(place: Place, public_id: UUID) -> bytes:
    """What is authenticated with the content of a file."""
    return f"document:{public_id}:{place}".encode()
