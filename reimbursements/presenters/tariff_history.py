"""What each load changed, for whoever wants to know when the values became known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reimbursements.choices.tariffs import ChangeKind
from reimbursements.models import TariffLoad
from reimbursements.presenters import tariff_acts, tariff_values
from reimbursements.rules.tariff_changes import Change
from reimbursements.rules.tariffs import Act

NOTHING = "–"


@dataclass(frozen=True)
class ChangeRow:
    """One entry: what it is called, from when, and what held before."""

    label: str
    since: str
    before: str
    after: str
    is_correction: bool


@dataclass(frozen=True)
class LoadRow:
    """One load. The first one brought everything; its entries are not listed one by one."""

    name: str
    loaded_at: datetime
    touches_from: date | None
    summary: str
    changes: tuple[ChangeRow, ...]
    sha256: str


def load_row(load: TariffLoad, changes: Sequence[Change] | None) -> LoadRow:
    """A load in words; `changes` None: not listed."""
    count = sum(len(listed) for listed in load.changes.values())
    return LoadRow(
        name=load.name,
        loaded_at=load.loaded_at,
        touches_from=load.touches_from,
        summary=ngettext("{count} entry", "{count} entries", count).format(count=count),
        changes=change_rows(changes or ()),
        sha256=load.sha256,
    )


def change_rows(changes: Iterable[Change]) -> tuple[ChangeRow, ...]:
    """Each change in words."""
    return tuple(
        ChangeRow(
            label=_label(change),
            since=date_format(change.after.since, "DATE_FORMAT"),
            before=NOTHING if change.before is None else _content(change.before),
            after=_content(change.after),
            is_correction=change.kind == ChangeKind.CORRECTED,
        )
        for change in changes
    )


def _label(change: Change) -> str:
    row = change.after
    if isinstance(row, Act):
        return f"{row.code}: {tariff_acts.label_of(row)}"
    label, detail = tariff_values.label_of(row.name)
    return f"{label} ({detail})" if detail else label


def _content(row) -> str:
    if isinstance(row, Act):
        return tariff_acts.content_of(row)
    return tariff_values.worth(row) or _("no value: an agent decides")
