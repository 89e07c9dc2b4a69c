"""Large files in sealed pieces."""

import os
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from cns_portal.documents import parcels, stores
from cns_portal.sealing import rotation
from cns_portal.sealing.envelope import CannotDecrypt

pytestmark = pytest.mark.usefixtures("private_root")

LATER = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch):
    monkeypatch.setattr(parcels, "PIECE", 1000)


def written(content: bytes, *, steps: int = 300) -> tuple[str, parcels.Writer]:
    name = parcels.new_name()
    writer = parcels.Writer(name)
    for start in range(0, len(content), steps):
        writer.write(content[start : start + steps])
    writer.finish()
    return name, writer


def on_disk(settings) -> list[Path]:
    return sorted(path for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file())


@pytest.mark.parametrize("size", [0, 1, 999, 1000, 1001, 5432])
def test_what_was_written_is_read(size):
    content = os.urandom(size)
    name, writer = written(content)
    assert b"".join(parcels.read(name, pieces=writer.pieces)) == content
    assert (writer.size, writer.pieces) == (size, -(-size // 1000))


def test_nothing_on_the_disk_can_be_read(settings):
    written(b"Marie Beispill " * 300)
    assert len(on_disk(settings)) == 5
    assert not any(b"Marie" in path.read_bytes() for path in on_disk(settings))


def test_a_zip_can_be_written_to_it():
    name = parcels.new_name()
    writer = parcels.Writer(name)
    with zipfile.ZipFile(writer, "w") as archive:
        archive.writestr("one.txt", "first " * 1000)
        with archive.open("two.txt", "w") as file:
            file.write(b"second " * 1000)
    writer.finish()
    whole = BytesIO(b"".join(parcels.read(name, pieces=writer.pieces)))
    with zipfile.ZipFile(whole) as archive:
        assert archive.testzip() is None
        assert archive.read("two.txt") == b"second " * 1000


def test_a_piece_opens_nowhere_else():
    first, writer = written(os.urandom(2500))
    second, _ = written(os.urandom(2500))
    store = stores.current()
    theirs = store.get(f"parcels/{second}-000000")
    store.put(f"parcels/{first}-000000", theirs)
    with pytest.raises(CannotDecrypt):
        list(parcels.read(first, pieces=writer.pieces))
    store.put(f"parcels/{second}-000000", store.get(f"parcels/{second}-000001"))
    with pytest.raises(CannotDecrypt):
        list(parcels.read(second, pieces=3))


def test_a_missing_piece_is_noticed():
    name, writer = written(os.urandom(2500))
    stores.current().remove(f"parcels/{name}-000002")
    with pytest.raises(FileNotFoundError):
        list(parcels.read(name, pieces=writer.pieces))


def test_it_is_removed_whole_and_twice_is_as_good_as_once(settings):
    name, writer = written(os.urandom(2500))
    parcels.remove(name, pieces=writer.pieces)
    parcels.remove(name, pieces=writer.pieces)
    assert on_disk(settings) == []


def test_only_what_nobody_knows_and_is_old_is_swept():
    known, writer = written(os.urandom(1500))
    unknown, _ = written(os.urandom(1500))
    assert parcels.sweep(known=[known], older_than=datetime(2020, 1, 1, tzinfo=UTC)) == 0
    assert parcels.sweep(known=[known], older_than=LATER) == 2
    assert len(b"".join(parcels.read(known, pieces=writer.pieces))) == 1500
    with pytest.raises(FileNotFoundError):
        list(parcels.read(unknown, pieces=2))


@pytest.mark.django_db
def test_pieces_come_under_a_new_key(settings):
    old, new = ("A" * 43 + "=", "B" * 42 + "A=")
    settings.STORAGE_KEYS = [old]
    name, writer = written(b"x" * 2500)
    settings.STORAGE_KEYS = [new, old]
    assert [result.moved for result in rotation.rotate() if result.kind == "files"] == [3]
    assert [result.moved for result in rotation.rotate() if result.kind == "files"] == [0]
    assert writer.pieces == 3
    settings.STORAGE_KEYS = [new]
    assert b"".join(parcels.read(name, pieces=3)) == b"x" * 2500
