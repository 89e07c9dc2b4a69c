"""Loading reviewed tariffs: whole or not at all, and never twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import audit, clock, queue
from cns_portal.db import lock_in_turn
from reimbursements.choices.tariffs import ChangeKind
from reimbursements.models import ActValue, ParameterValue, TariffLoad
from reimbursements.rules import tariff_changes
from reimbursements.rules.tariff_changes import Change, Comparison, Problem
from reimbursements.rules.tariff_files import DATA, TariffFiles, read, texts_of
from reimbursements.rules.tariffs import Act, Value
from reimbursements.selectors import tariffs

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account

RECALCULATE_TASK = "reimbursements.recalculate"
LOCK = (5001, 1)
"""Held while tariffs are loaded, so that two loads follow each other."""


class NotLoaded(Exception):
    """The files are not loaded; `problems` say why, entry by entry."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(f"{problem.refusal} {problem.place}" for problem in problems))
        self.problems = problems


def compared(files: TariffFiles) -> Comparison:
    """What loading the files would change."""
    return tariff_changes.compare(
        [*tariffs.loaded_acts(), *tariffs.loaded_values()], [*files.acts, *files.values]
    )


def problems(
    comparison: Comparison,
    *,
    past_is_meant: bool = False,
    corrections: Collection[tuple[str, date]] = (),
) -> list[Problem]:
    """Everything that speaks against loading it today."""
    return list(
        tariff_changes.why_not_load(
            comparison,
            today=clock.today(),
            is_first=not TariffLoad.objects.exists(),
            past_is_meant=past_is_meant,
            corrections=corrections,
        )
    )


def load_published() -> TariffLoad | None:
    """Take over the data files of this repository; None when all of it is loaded already.

    Raises as `load`.
    """
    return load(files=read(texts_of(DATA)))


@transaction.atomic
def load(
    *,
    files: TariffFiles,
    name: str = "",
    actor: Account | None = None,
    past_is_meant: bool = False,
    corrections: Collection[tuple[str, date]] = (),
) -> TariffLoad | None:
    """Take over what the files say; None when all of it is loaded already.

    Raises `NotLoaded` when an entry was edited or removed, or when care in the past would change
    and nobody said that it should. Decisions that this touches are looked at by the worker.
    """
    lock_in_turn([LOCK], patience="30s")
    comparison = compared(files)
    if wrong := problems(comparison, past_is_meant=past_is_meant, corrections=corrections):
        raise NotLoaded(wrong)
    if not comparison:
        return None
    now = clock.now()
    is_first = not TariffLoad.objects.exists()
    touches = None if is_first else comparison.touches_from(today=clock.today())
    stored = TariffLoad.objects.create(
        name=name or f"{clock.today():%Y-%m-%d}",
        sha256=files.sha256,
        loaded_at=now,
        loaded_by=actor,
        changes=_listed(comparison.changes),
        touches_from=touches,
    )
    _set_aside(comparison.changes, stored)
    _add([change.after for change in comparison.changes], stored, now)
    audit.record(
        actor or audit.SYSTEM,
        "tariffs.loaded",
        stored,
        details={"changes": len(comparison.changes), "sha256": files.sha256},
    )
    if touches:
        queue.nudge(RECALCULATE_TASK)
    return stored


def _listed(changes: Iterable[Change]) -> dict:
    """The names and days of the entries, to be shown without reading all rows again."""
    listed: dict[str, list] = {}
    for change in changes:
        kind, key, since = change.place
        listed.setdefault(change.kind.value, []).append([kind, key, since.isoformat()])
    return listed


def _set_aside(changes: Iterable[Change], stored: TariffLoad) -> None:
    """What was wrong is kept, with the load that corrects it."""
    for change in changes:
        if change.kind != ChangeKind.CORRECTED:
            continue
        kind, key, since = change.place
        rows = (
            ActValue.objects.filter(code=key)
            if kind == "act"
            else ParameterValue.objects.filter(name=key)
        )
        rows.current().filter(valid_from=since).update(replaced_with=stored)


def _add(rows: list[Act | Value], stored: TariffLoad, now: datetime) -> None:
    shared = {"known_since": now, "load": stored}
    ActValue.objects.bulk_create(
        ActValue(
            code=row.code,
            nomenclature=row.nomenclature,
            label=row.label,
            care=row.care,
            key_letter=row.key_letter,
            coefficient=row.coefficient,
            fixed_amount=row.fixed_amount,
            flags=sorted(flag.value for flag in row.flags),
            needs_value=row.needs_value,
            ended=row.ended,
            valid_from=row.since,
            legal_basis=row.legal_basis,
            source=row.source,
            mark=row.mark,
            **shared,
        )
        for row in rows
        if isinstance(row, Act)
    )
    ParameterValue.objects.bulk_create(
        ParameterValue(
            name=row.name,
            amount=row.amount,
            unit=row.unit,
            valid_from=row.since,
            legal_basis=row.legal_basis,
            source=row.source,
            mark=row.mark,
            **shared,
        )
        for row in rows
        if isinstance(row, Value)
    )
