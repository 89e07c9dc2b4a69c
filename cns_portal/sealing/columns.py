"""Every sealed column of the portal, as its bytes lie in the tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection

from cns_portal.sealing import envelope
from cns_portal.sealing.fields import Sealed

BATCH = 500


def sealed_columns() -> Iterator[Sealed]:
    """All of them, whichever app they belong to."""
    for model in apps.get_models(include_auto_created=True):
        yield from (one for one in model._meta.local_fields if isinstance(one, Sealed))


def values(column: Sealed) -> Iterator[tuple[Any, bytes]]:
    """Keys and bytes of what is there, a batch at a time."""
    table, key, name = _quoted(column)
    beyond, last = "", []
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {key}, {name} FROM {table} WHERE octet_length({name}) > 0 {beyond}"
                f" ORDER BY {key} LIMIT %s",
                [*last, BATCH],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        yield from ((pk, bytes(value)) for pk, value in rows)
        beyond, last = f"AND {key} > %s", [rows[-1][0]]


def move(column: Sealed, pk: Any, value: bytes) -> bool:
    """Put one value under the newest key; only the wrapping of its own key changes.

    Says whether it did: not when somebody has written another value meanwhile, which is under the
    newest key by itself. Tables whose rows are never edited let this pass and nothing else: their
    triggers ask the database's `sealing_is_rewrapped`. Raises `CannotDecrypt`, and what the
    database raises.
    """
    moved = envelope.rewrapped(value, context=column.context)
    if moved is None:
        return False
    table, key, name = _quoted(column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {name} = %s WHERE {key} = %s AND {name} = %s",
            [connection.Database.Binary(moved), pk, connection.Database.Binary(value)],
        )
        return cursor.rowcount == 1


def _quoted(column: Sealed) -> tuple[str, str, str]:
    quote, meta = connection.ops.quote_name, column.model._meta
    return quote(meta.db_table), quote(meta.pk.column), quote(column.column)
