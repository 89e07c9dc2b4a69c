"""A large file in sealed pieces, written and read as it goes: never whole in memory or on a disk.

For what the portal itself puts together. Each piece is bound to the name of its file and to its
place in it, so that no two can be exchanged.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator
from datetime import datetime

from cns_portal.documents import stores, vault
from cns_portal.sealing import envelope

PIECE = 4 * 1024 * 1024
FOLDER = "parcels"

new_name = vault.new_name


class Writer(io.RawIOBase):
    """A file to write to from its beginning to its end; `finish` keeps the rest of it.

    `after_piece` is called whenever a piece has been kept, and may raise. Raises
    `StorageUnavailable` when a piece cannot be kept.
    """

    def __init__(self, name: str, *, after_piece: Callable[[], None] = lambda: None) -> None:
        self.pieces = self.size = 0
        self._name, self._after, self._rest = name, after_piece, bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content) -> int:
        self._rest += content
        while len(self._rest) >= PIECE:
            self._keep(bytes(self._rest[:PIECE]))
            del self._rest[:PIECE]
        return len(content)

    def finish(self) -> None:
        """Keep what is not kept yet. Nothing can be written afterwards."""
        if self._rest:
            self._keep(bytes(self._rest))
            self._rest.clear()
        self.close()

    def _keep(self, content: bytes) -> None:
        sealed = envelope.encrypt(content, context=context_of(self._name, self.pieces))
        stores.current().put(_key(self._name, self.pieces), sealed)
        self.pieces += 1
        self.size += len(content)
        self._after()


def read(name: str, *, pieces: int) -> Iterator[bytes]:
    """What was written, piece by piece.

    Raises `FileNotFoundError`, `StorageUnavailable` or `CannotDecrypt`.
    """
    store = stores.current()
    for number in range(pieces):
        yield envelope.decrypt(store.get(_key(name, number)), context=context_of(name, number))


def remove(name: str, *, pieces: int) -> None:
    """Delete the pieces; it is no error when some are gone already."""
    store = stores.current()
    for number in range(pieces):
        store.remove(_key(name, number))


def sweep(*, known: Collection[str], older_than: datetime) -> int:
    """Remove the pieces of files that nobody knows: of writers who were interrupted. How many."""
    store = stores.current()
    strays = strayed(known=known, older_than=older_than)
    for piece in strays:
        store.remove(f"{FOLDER}/{piece}")
    return len(strays)


def strayed(*, known: Collection[str], older_than: datetime) -> list[str]:
    """The pieces that `sweep` would remove."""
    kept = stores.current().names(FOLDER, older_than=older_than)
    return sorted(piece for piece in kept if piece.partition("-")[0] not in known)


def _key(name: str, number: int) -> str:
    return f"{FOLDER}/{name}-{number:06d}"


def context_of(name: str, number: int) -> bytes:
    """What is authenticated with a piece."""
    return f"parcel:{name}:{number}".encode()
