"""Rows collected for COPY, with keys taken beforehand, so that they can name each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models

from cns_portal.db import copy_in

AT_ONCE = 1000


@dataclass
class Ledger:
    """The rows of one transaction, by table, and the agents who worked."""

    agents: tuple[int, int]
    now: datetime
    rows: dict[type[models.Model], list[dict[str, Any]]] = field(default_factory=dict)
    keys: dict[type[models.Model], list[int]] = field(default_factory=dict)

    def add(self, model: type[models.Model], **values: Any) -> int:
        """One more row; its key. A column is called as in `attname`."""
        if not self.keys.get(model):
            self.keys[model] = keys_for(model, AT_ONCE)
        key = self.keys[model].pop()
        self.rows.setdefault(model, []).append({"id": key, **values})
        return key

    def store(self) -> None:
        """All of it. The order does not matter: keys and sums are looked at when it ends."""
        for model, rows in self.rows.items():
            columns = tuple(rows[0])
            copy_in(model, columns, ([row[name] for name in columns] for row in rows))
        self.rows.clear()


def keys_for(model: type[models.Model], count: int) -> list[int]:
    """So many keys that nothing else will get, the smallest last."""
    sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
    with connection.cursor() as cursor:
        cursor.execute(sequence, [model._meta.db_table, count])
        return [row[0] for row in cursor.fetchall()][::-1]


_SEALED: dict[tuple, bytes] = {}


def sealed(model: type[models.Model], name: str, content: Any) -> bytes:
    """The content as the column keeps it. The same one is sealed once: nothing here is secret."""
    key = (model, name, str(content))
    if key not in _SEALED:
        _SEALED[key] = model._meta.get_field(name).get_prep_value(content)
    return _SEALED[key]
