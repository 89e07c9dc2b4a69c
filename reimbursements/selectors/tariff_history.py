"""What each load of tariffs changed."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from reimbursements.choices.tariffs import ChangeKind
from reimbursements.models import ActValue, ParameterValue, TariffLoad
from reimbursements.rules.tariff_changes import Change, Row, place_of
from reimbursements.selectors.tariffs import act_of, value_of

Known = dict[tuple[str, str], list[tuple[Row, int, int | None]]]
"""Every row by kind and key, with the load that brought it and the one that corrected it."""


def changes_of(loads: Sequence[TariffLoad]) -> dict[int, list[Change] | None]:
    """What each load changed, by its key; None for the very first, which brought everything.

    Two statements, however many loads.
    """
    first = TariffLoad.objects.order_by("pk").values_list("pk", flat=True).first()
    later = [load for load in loads if load.pk != first]
    places = [tuple(place) for load in later for kind in load.changes.values() for place in kind]
    rows = _rows(places) if places else {}
    found: dict[int, list[Change] | None] = {first: None}
    for load in later:
        found[load.pk] = sorted(_changes(load, rows), key=lambda change: change.place)
    return found


def _rows(places: Sequence[tuple[str, str, str]]) -> Known:
    codes = {key for kind, key, _since in places if kind == "act"}
    names = {key for kind, key, _since in places if kind == "value"}
    rows: Known = {}
    for row in ActValue.objects.filter(code__in=codes):
        rows.setdefault(("act", row.code), []).append(
            (act_of(row), row.load_id, row.replaced_with_id)
        )
    for row in ParameterValue.objects.filter(Q(name__in=names)):
        rows.setdefault(("value", row.name), []).append(
            (value_of(row), row.load_id, row.replaced_with_id)
        )
    return rows


def _changes(load: TariffLoad, rows: Known):
    for kind, listed in load.changes.items():
        for subject, key, since in listed:
            entries = rows.get((subject, key), [])
            after = next(
                (
                    row
                    for row, brought, _corrected in entries
                    if brought == load.pk and row.since.isoformat() == since
                ),
                None,
            )
            if after is not None:
                yield Change(ChangeKind(kind), after, _before(after, load.pk, entries))


def _before(after: Row, load: int, entries) -> Row | None:
    """What held on the first day of `after` as it was believed before the load."""
    believed = [
        row
        for row, brought, corrected in entries
        if brought < load and (corrected is None or corrected >= load) and row.since <= after.since
    ]
    return max(believed, key=lambda row: place_of(row)[2], default=None)
