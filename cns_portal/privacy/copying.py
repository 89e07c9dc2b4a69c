"""Rows as plain values, for machines and for people: what a copy of everything is made of."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cns_portal.privacy import naming, words
from cns_portal.privacy.naming import ANOTHER, Mask, Whose
from cns_portal.privacy.saying import in_words

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier
    from cns_portal.keeping import Holding


SELF, AGENT, OTHER = "self", "agent", "other_person"
_TOGETHER = 500


@dataclass(frozen=True)
class Value:
    """One column of a row: its name for machines and for people, its value for both.

    Without `words` it is empty, or means something to machines only.
    """

    name: str
    label: str
    plain: Any
    words: str


@dataclass(frozen=True)
class Record:
    """One row. `key` is its number in its table, by which other rows name it."""

    key: int
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Table:
    """All rows of one table that a holding tells. `left_out` are columns that nobody gets, and
    `left_out_labels` what people call them."""

    name: str
    label: str
    left_out: tuple[str, ...]
    left_out_labels: tuple[str, ...]
    records: tuple[Record, ...]


class Files(Protocol):
    """Where what is a file of its own goes."""

    def keep(self, row: models.Model, column: models.Field, content: bytes) -> str:
        """Put the bytes of a column away; under which name."""

    def of_row(self, row: models.Model) -> str:
        """Under which name the file behind a row is; empty when there is none."""


class Copier:
    """Makes tables of rows. `agents` are keys of accounts that work for the CNS."""

    def __init__(self, whose: Whose, mask: Mask, agents: Collection[int], files: Files) -> None:
        self._whose, self._mask, self._agents, self._files = whose, mask, agents, files
        self._said: dict[tuple[str, int], str] = {}

    def tables(self, holding: Holding, dossier: Dossier) -> Iterator[Table]:
        """What the holding tells about the dossier, table by table; one without rows is left out.

        In the language of the moment.
        """
        for rows in holding.rows_of(dossier):
            records, left_out = [], ()
            for row in with_relations(rows).iterator(chunk_size=_TOGETHER):
                columns = holding.names_others.get(type(row), ())
                records.append(Record(row.pk, tuple(self._values(row, columns))))
                left_out = tuple(sorted(row.get_deferred_fields()))
            if records:
                meta = rows.model._meta
                label = capfirst(str(words.of(rows.model).table or meta.verbose_name_plural))
                labels = (label_of(meta.get_field(name)) for name in left_out)
                known = tuple(sorted({one for one in labels if one}))
                yield Table(meta.label_lower, label, left_out, known, tuple(records))

    def _values(self, row: models.Model, columns: Collection[str]) -> Iterator[Value]:
        named = {name: getattr(row, name) for name in columns}
        hidden = () if naming.is_own_card(named, self._whose) else columns
        for one in naming.loaded_fields(row):
            if one.primary_key:
                continue
            value = getattr(row, one.attname)
            if one.name in hidden and value:
                plain, said = ANOTHER, ANOTHER
            else:
                plain, said = self._both(row, one, value)
            yield Value(one.name, label_of(one), plain, "" if is_technical(one) else said)
        if name := self._files.of_row(row):
            yield Value("file", _("File"), {"file": name}, name)

    def _both(self, row: models.Model, one: models.Field, value: Any) -> tuple[Any, str]:
        """The value of a column for machines and for people."""
        if value is None or value == "":
            return value, ""
        if table := naming.table_of_people(one):
            part = self._part(table, value)
            return part, _words_for(part)
        if one.is_relation:
            said = self._mask.text(self._related(row, one))
            return {"table": one.related_model._meta.label_lower, "key": value}, said
        if isinstance(value, bytes | memoryview):
            name = self._files.keep(row, one, bytes(value))
            return {"file": name}, name
        value = self._mask.value(value)
        if say := words.of(type(row)).columns.get(one.name):
            return plain(value), self._mask.text(say(row, value))
        if one.choices:
            return value, str(dict(one.flatchoices).get(value, value))
        return plain(value), "" if isinstance(value, dict) else in_words(value)

    def _part(self, table: str, key: int) -> str:
        if self._whose.is_self(table, key):
            return SELF
        return AGENT if table == "accounts.Account" and key in self._agents else OTHER

    def _related(self, row: models.Model, one: models.Field) -> str:
        """What the row says that a key points at; asked once for each."""
        name = (one.related_model._meta.label, getattr(row, one.attname))
        if name not in self._said:
            title = words.of(one.related_model).title or str
            self._said[name] = title(getattr(row, one.name))
        return self._said[name]


def with_relations(rows: models.QuerySet) -> models.QuerySet:
    """The same rows with what their keys point at, as far as the key is loaded; people left out."""
    names, are_deferred = rows.query.deferred_loading
    loaded = [
        one.name
        for one in rows.model._meta.concrete_fields
        if one.is_relation
        and not naming.table_of_people(one)
        and (one.name not in names if are_deferred else one.name in names)
    ]
    return rows.select_related(*loaded) if loaded else rows


def plain(value: Any) -> Any:
    """As JSON has it: moments in UTC, numbers with decimals and durations as text."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value


def label_of(one: models.Field) -> str:
    """What people call a column: as declared, else by its own name, else by what it points at.

    Empty where nobody has named it: then no page shows it.
    """
    if declared := words.of(one.model).labels.get(one.name):
        return capfirst(str(declared))
    if one._verbose_name is not None:
        return capfirst(str(one.verbose_name))
    return capfirst(str(one.related_model._meta.verbose_name)) if one.is_relation else ""


def is_technical(one: models.Field) -> bool:
    """Whether a column means something to programs only."""
    is_number_of_the_row = isinstance(one, models.UUIDField)
    return is_number_of_the_row or not label_of(one) or one.name in words.of(one.model).technical


def _words_for(part: str) -> str:
    return {SELF: _("you"), AGENT: _("an agent of the CNS"), OTHER: _("another person")}[part]
