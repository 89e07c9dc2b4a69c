"""Every sealed column of the portal put under the newest key, so that an old one can go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection

from cns_portal.sealing import envelope
from cns_portal.sealing.fields import Sealed

BATCH = 500


@dataclass
class Rewrapped:
    """How many values moved to the newest key, and which could not be opened."""

    done: int = 0
    failed: list[str] = field(default_factory=list)


def sealed_columns() -> Iterator[Sealed]:
    """All of them, whichever app they belong to."""
    for model in apps.get_models(include_auto_created=True):
        yield from (one for one in model._meta.local_fields if isinstance(one, Sealed))


def rewrap() -> Rewrapped:
    """Put every value under the newest key. May run beside the portal, and again when cut short.

    Only the wrapping of a value's own key changes, never the value.
    """
    found = Rewrapped()
    for column in sealed_columns():
        for key, value in _values(column):
            try:
                moved = envelope.rewrapped(value, context=column.context)
            except envelope.CannotDecrypt:
                found.failed.append(f"{column.model._meta.db_table}.{column.column} {key}")
                continue
            if moved is not None:
                found.done += _replace(column, key, old=value, new=moved)
    return found


def _values(column: Sealed) -> Iterator[tuple[int, bytes]]:
    """The bytes as they lie in the table, a batch at a time."""
    table, name = _quoted(column)
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, {name} FROM {table}"
                f" WHERE id > %s AND {name} IS NOT NULL ORDER BY id LIMIT %s",
                [last, BATCH],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        yield from ((key, bytes(value)) for key, value in rows)
        last = rows[-1][0]


def _replace(column: Sealed, key: int, *, old: bytes, new: bytes) -> int:
    """Unless somebody has written another value meanwhile, which is under the newest key."""
    table, name = _quoted(column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {name} = %s WHERE id = %s AND {name} = %s",
            [connection.Database.Binary(new), key, connection.Database.Binary(old)],
        )
        return cursor.rowcount


def _quoted(column: Sealed) -> tuple[str, str]:
    quote = connection.ops.quote_name
    return quote(column.model._meta.db_table), quote(column.column)
