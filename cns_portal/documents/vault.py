"""Where the bytes lie: encrypted, under random names, readable by nobody but the portal's user."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from cns_portal.sealing import envelope


class Place(StrEnum):
    QUARANTINE = "quarantine"
    CHECKED = "checked"


def new_name() -> str:
    """A name that says nothing and is nowhere in use."""
    return uuid4().hex


def put(place: Place, name: str, content: bytes, *, public_id: UUID) -> None:
    """Encrypt and keep; complete or not at all."""
    _write(_path(place, name), envelope.encrypt(content, context=_context(place, public_id)))


def get(place: Place, name: str, *, public_id: UUID) -> bytes:
    """The content. Raises `FileNotFoundError`, or `CannotDecrypt` when it is another's."""
    sealed = _path(place, name).read_bytes()
    return envelope.decrypt(sealed, context=_context(place, public_id))


def remove(place: Place, name: str) -> None:
    """Delete the bytes; it is no error when they are gone already."""
    with suppress(FileNotFoundError):
        _path(place, name).unlink()


def rewrap(place: Place, name: str, *, public_id: UUID) -> bool:
    """Put the file under the newest key. Says whether there was something to do."""
    path = _path(place, name)
    sealed = envelope.rewrapped(path.read_bytes(), context=_context(place, public_id))
    if sealed is not None:
        _write(path, sealed)
    return sealed is not None


def names(place: Place, *, older_than: datetime) -> Iterator[str]:
    """The names of all files kept since before `older_than`."""
    for path in (Path(settings.PRIVATE_ROOT) / place).glob("*/*"):
        with suppress(FileNotFoundError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < older_than:
                yield path.name


def _path(place: Place, name: str) -> Path:
    return Path(settings.PRIVATE_ROOT) / place / name[:2] / name


def _context(place: Place, public_id: UUID) -> bytes:
    return f"document:{public_id}:{place}".encode()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.urandom(4).hex()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
