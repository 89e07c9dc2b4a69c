"""Where sealed bytes lie: in a folder, or in a bucket of an S3-compatible service.

Both hold what `vault.py` has encrypted, under names that say nothing, and know no more than that.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from django.conf import settings

from cns_portal.documents.bucket import Bucket, StorageUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator


class Store(Protocol):
    """Names are two parts with a slash between them: a place and a name in it."""

    def put(self, name: str, content: bytes) -> None:
        """Keep the bytes; complete or not at all. Raises `StorageUnavailable`."""

    def get(self, name: str) -> bytes:
        """The bytes. Raises `FileNotFoundError`."""

    def remove(self, name: str) -> None:
        """Delete the bytes; it is no error when they are gone already."""

    def names(self, place: str, *, older_than: datetime) -> Iterator[str]:
        """The names in a place, without it, of what was kept before `older_than`."""


class Folder:
    """Files of the portal's user, readable by nobody else."""

    def __init__(self, root: str) -> None:
        self._root = Path(root)

    def put(self, name: str, content: bytes) -> None:
        try:
            self._write(self._path(name), content)
        except OSError as error:  # a full disk, above all
            raise StorageUnavailable(str(error)) from error

    def _write(self, path: Path, content: bytes) -> None:
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

    def get(self, name: str) -> bytes:
        return self._path(name).read_bytes()

    def remove(self, name: str) -> None:
        with suppress(FileNotFoundError):
            self._path(name).unlink()

    def names(self, place: str, *, older_than: datetime) -> Iterator[str]:
        for path in (self._root / place).glob("*/*"):
            with suppress(FileNotFoundError):
                if datetime.fromtimestamp(path.stat().st_mtime, UTC) < older_than:
                    yield path.name

    def _path(self, name: str) -> Path:
        place, _slash, rest = name.partition("/")
        return self._root / place / rest[:2] / rest


def current() -> Store:
    """The bucket named by STORAGE_S3_URL, or the folder of STORAGE_PRIVATE."""
    if not settings.STORAGE_S3_URL:
        return Folder(settings.PRIVATE_ROOT)
    return Bucket(
        url=settings.STORAGE_S3_URL,
        bucket=settings.STORAGE_S3_BUCKET,
        region=settings.STORAGE_S3_REGION,
        key_id=settings.STORAGE_S3_KEY_ID,
        secret=settings.STORAGE_S3_SECRET,
    )
