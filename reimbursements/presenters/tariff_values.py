"""The parameters in words: what each is called, what it is worth on a day, before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from insured.notices.sentences import euro
from reimbursements.choices import parameters as words
from reimbursements.choices.care import Care, Setting
from reimbursements.parameters.names import FLAT_RATES
from reimbursements.presenters.explaining import share
from reimbursements.rules.rates import rate_of
from reimbursements.rules.tariff_files import UNDATED
from reimbursements.rules.tariffs import Tariffs, Value

RATE = "rate."
NO_RATE = frozenset({Care.CONVENIENCE, *FLAT_RATES})
"""Never reimbursed, or paid by a flat rate: no share of a tariff."""


@dataclass(frozen=True)
class ValueRow:
    """One parameter on a day. Without a value that may decide, an agent does."""

    name: str
    label: str
    detail: str
    value: str
    since: str
    legal_basis: str
    source: str
    sure: str
    is_open: bool
    earlier: tuple[str, ...]
    later: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    anchor: str
    heading: str
    rows: tuple[ValueRow, ...]


def rate_rows(tariffs: Tariffs, day: date) -> tuple[ValueRow, ...]:
    """The rates, in the order of the kinds of care."""
    order = {care: place for place, care in enumerate(Care.values)}
    names = sorted(
        (name for name in tariffs.values if name.startswith(RATE)),
        key=lambda name: order.get(name.split(".")[1], len(order)),
    )
    return tuple(value_row(tariffs.values[name], day) for name in names)


def groups(tariffs: Tariffs, day: date) -> tuple[Group, ...]:
    """All other parameters, each in one group."""
    left = [name for name in tariffs.values if not name.startswith(RATE)]
    found = []
    for anchor, heading, beginnings in words.GROUPS:
        mine = [name for begin in beginnings for name in left if name.startswith(begin)]
        mine = list(dict.fromkeys(mine))
        left = [name for name in left if name not in mine]
        if mine:
            rows = tuple(value_row(tariffs.values[name], day) for name in mine)
            found.append(Group(anchor, str(heading), rows))
    return tuple(found)


def without_a_rate(tariffs: Tariffs, day: date) -> list[str]:
    """The kinds of care for which an agent decides the share, at least for somebody."""

    def is_known(care: Care) -> bool:
        return all(
            rate_of(tariffs, code="", care=care, is_minor=minor, setting=setting, day=day)
            for minor in (True, False)
            for setting in _settings_of(care)
        )

    return [str(care.label) for care in Care if care not in NO_RATE and not is_known(care)]


def _settings_of(care: Care) -> tuple[Setting, ...]:
    if care in (Care.CONSULTATION, Care.DOCTOR_ACT):
        return (Setting.OUT_PATIENT, Setting.IN_PATIENT)
    return (Setting.AT_HOME,) if care == Care.VISIT else (Setting.OUT_PATIENT,)


def value_row(entries: Iterable[Value], day: date) -> ValueRow:
    """A parameter on `day`; `entries` are its values in the order of their days."""
    entries = tuple(entries)
    earlier = [value for value in entries if value.since <= day]
    later = [value for value in entries if value.since > day]
    shown = earlier.pop() if earlier else None
    label, detail = label_of(entries[0].name)
    return ValueRow(
        name=entries[0].name,
        label=label,
        detail=detail,
        value="" if shown is None else worth(shown),
        since="" if shown is None else since_of(shown),
        legal_basis=(shown or entries[0]).legal_basis,
        source="" if shown is None else shown.source,
        sure="" if shown is None else str(words.MARKS.get(shown.mark, shown.mark)),
        is_open=shown is None or not shown.is_confirmed,
        earlier=tuple(_dated(value) for value in reversed(earlier)),
        later=tuple(_dated(value) for value in later),
    )


def label_of(name: str) -> tuple[str, str]:
    """What a parameter is called, and what it is narrowed down to."""
    if name in words.LABELS:
        return str(words.LABELS[name]), ""
    kind, _dot, rest = name.partition(".")
    if kind == "age_limit":
        return str(words.AGE_LIMIT).format(code=rest), ""
    if kind != "rate":
        return name, ""
    subject, *details = rest.split(".")
    if subject == "act":
        return str(words.ACT_OF_ITS_OWN).format(code=".".join(details)), ""
    label = str(Care(subject).label) if subject in Care.values else subject
    return label, ", ".join(str(words.RATE_DETAILS.get(part, part)) for part in details)


def worth(value: Value) -> str:
    """An amount with its unit, as the reader writes it; empty when there is none."""
    return "" if value.amount is None else in_units(value.amount, value.unit)


def in_units(amount: Decimal, unit: str) -> str:
    """A number with its unit, as the reader writes it."""
    number = number_format(amount, use_l10n=True)
    if unit == "euro":
        is_in_cents = amount == amount.quantize(Decimal("0.01"))
        return euro(amount) if is_in_cents else f"{number}\N{NO-BREAK SPACE}€"
    if unit == "share":
        return share(amount)
    if unit == "factor":
        return f"×\N{NO-BREAK SPACE}{number}"
    if unit == "dioptres":
        return _("{number} dioptres").format(number=number)
    count = int(amount)
    counted = {
        "days": ngettext("{number} day", "{number} days", count),
        "months": ngettext("{number} month", "{number} months", count),
        "years": ngettext("{number} year", "{number} years", count),
    }
    return counted.get(unit, "{number}").format(number=number)


def since_of(value: Value) -> str:
    """Since when it holds; nothing where the source does not say so."""
    return "" if value.since == UNDATED else date_format(value.since, "DATE_FORMAT")


def _dated(value: Value) -> str:
    said = worth(value) or _("no value: an agent decides")
    if value.since == UNDATED:
        return said
    return _("{value} from {day} on").format(
        value=said, day=date_format(value.since, "DATE_FORMAT")
    )
