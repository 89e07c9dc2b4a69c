"""The tariffs as they are loaded: today's picture, an earlier one, and the loads themselves."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from reimbursements.choices.care import Care, Flag, Nomenclature
from reimbursements.models import ActValue, ParameterValue, TariffLoad
from reimbursements.rules.tariffs import Act, Tariffs, Value, tidy

_remembered: tuple[int, Tariffs] | None = None
"""The last load and its picture. A process asks for the key of the last load each time, and reads
the rows only when it is another one."""


def current() -> Tariffs:
    """Everything that is loaded; empty before the first load. One statement while nothing changes.

    A change that is being loaded right now shows when it is committed.
    """
    global _remembered
    last = TariffLoad.objects.order_by("-pk").first()
    if last is None:
        return Tariffs()
    known = _remembered
    if known is None or known[0] != last.pk:
        known = _remembered = (last.pk, _picture(last, as_believed_after(last)))
    return known[1]


def before(load: TariffLoad) -> Tariffs:
    """What was believed before this load."""
    earlier = TariffLoad.objects.filter(pk__lt=load.pk).order_by("-pk").first()
    return _picture(earlier, as_believed_after(earlier)) if earlier else Tariffs()


def after(load: TariffLoad) -> Tariffs:
    """What was believed with this load, whatever has been loaded since."""
    return _picture(load, as_believed_after(load))


def version_of(load: TariffLoad) -> str:
    """How the tariffs of this load are called where something was calculated with them."""
    return f"{load.loaded_at:%Y-%m-%d} {load.sha256[:12]}"


def as_believed_after(load: TariffLoad) -> Q:
    """The rows that counted when this was the last load."""
    still = Q(replaced_with__isnull=True) | Q(replaced_with__gt=load.pk)
    return Q(load__lte=load.pk) & still


def loaded_acts(rows: Q | None = None) -> list[Act]:
    """The acts that are believed today, or those of `rows`, in the order of code and day."""
    return [act_of(row) for row in _rows(ActValue.objects.all(), rows)]


def loaded_values(rows: Q | None = None) -> list[Value]:
    """As `loaded_acts`, the parameters."""
    return [value_of(row) for row in _rows(ParameterValue.objects.all(), rows)]


def act_of(row: ActValue) -> Act:
    """A row as rules see it."""
    return Act(
        code=row.code,
        nomenclature=Nomenclature(row.nomenclature),
        label=row.label,
        care=Care(row.care),
        since=row.valid_from,
        legal_basis=row.legal_basis,
        source=row.source,
        key_letter=row.key_letter,
        coefficient=tidy(row.coefficient, "factor"),
        fixed_amount=tidy(row.fixed_amount, "euro"),
        flags=frozenset(Flag(flag) for flag in row.flags),
        ended=row.ended,
        needs_value=row.needs_value,
        mark=row.mark,
    )


def value_of(row: ParameterValue) -> Value:
    """A row as rules see it."""
    return Value(
        name=row.name,
        amount=tidy(row.amount, row.unit),
        unit=row.unit,
        since=row.valid_from,
        legal_basis=row.legal_basis,
        source=row.source,
        mark=row.mark,
    )


def loads() -> QuerySet[TariffLoad]:
    """All loads, the last one first."""
    return TariffLoad.objects.order_by("-pk")


def _rows(rows: QuerySet, only: Q | None) -> QuerySet:
    chosen = rows.current() if only is None else rows.filter(only)
    return chosen.order_by("pk")


def _picture(load: TariffLoad, rows: Q) -> Tariffs:
    return Tariffs.of(
        loaded_acts(rows),
        loaded_values(rows),
        version=version_of(load),
    )
