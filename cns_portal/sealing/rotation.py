"""Everything that lies under the portal's keys, put under the newest: then an old one can go.

Whoever keeps something sealed declares it here: the columns of all tables are known; files, seeds
of second factors and sessions are added by their packages. Each piece is moved by itself, may be
read all the while, and is left alone when it is under the newest key already: the work can be cut
short at any place and begun again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import DatabaseError, transaction

from cns_portal.sealing import columns, envelope


@dataclass(frozen=True)
class Piece:
    """One sealed value: where it lies, the name of its key, and how it is moved to the newest.

    The key's name is empty for what is under none of the portal's storage keys yet. `move` says
    whether it was moved: not when it went or was written anew meanwhile. It raises
    `envelope.CannotDecrypt`.
    """

    where: str
    key: str
    move: Callable[[], bool]


Pieces = Callable[[], Iterator[Piece]]
_kept: dict[str, Pieces] = {}


@dataclass
class Rotated:
    """What came of one kind: how many by the name of their key before, moved, and left behind.

    `failed` could not be opened, `refused` were not taken by the database, with its sentence.
    """

    kind: str
    found: Counter = field(default_factory=Counter)
    moved: int = 0
    failed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    left: Counter = field(default_factory=Counter)


def declare(kind: str, pieces: Pieces) -> None:
    """Say where sealed things of a kind ("files") lie. The last word counts."""
    _kept[kind] = pieces


def rotate(*, dry_run: bool = False) -> Iterator[Rotated]:
    """Kind by kind, everything put under the newest key; with `dry_run` only counted.

    What cannot be opened, or is refused by the database, is written down and keeps nothing else
    back: each piece is a transaction of its own.
    """
    newest = names()[0]
    for kind, pieces in sorted({"columns": column_pieces, **_kept}.items()):
        result = Rotated(kind)
        for piece in pieces():
            result.found[piece.key] += 1
            if piece.key == newest:
                continue
            if dry_run:
                result.left[piece.key] += 1
                continue
            try:
                with transaction.atomic():
                    moved = piece.move()
            except envelope.CannotDecrypt:
                result.failed.append(piece.where)
                result.left[piece.key] += 1
            except DatabaseError as error:
                result.refused.append(f"{piece.where} ({_first_line(error)})")
                result.left[piece.key] += 1
            else:
                result.moved += moved
        yield result


def _first_line(error: DatabaseError) -> str:
    """What the database says; the lines after it may show the row."""
    return next(iter(str(error).splitlines()), type(error).__name__)


def names() -> list[str]:
    """What the keys of the portal are called, newest first. The names give nothing away."""
    return list(map(envelope.name_of, envelope.keys()))


def column_pieces() -> Iterator[Piece]:
    """Every value of every sealed column."""
    for column in columns.sealed_columns():
        for pk, value in columns.values(column):
            yield Piece(
                where=f"{column.model._meta.db_table}.{column.column} {pk}",
                key=envelope.name_of_key_of(value),
                move=lambda column=column, pk=pk, value=value: columns.move(column, pk, value),
            )
