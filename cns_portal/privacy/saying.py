"""How rows and plain JSON are said to the people they are about.

Each room says it for its own tables in `presenters/copy_words.py`, as `WORDS`; the room of the
rights says it for those of the lower floors. What is not said there is said by the column itself:
its choices, a day, yes or no.

What a function gets may hold […] where somebody else was named: then it is said as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.formats import date_format, number_format, time_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cns_portal.kernel import civil_time

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Say = Callable[[Any], str]
InRow = Callable[[Any, Any], str]


@dataclass(frozen=True)
class Words:
    """How the rows of one table are said; everything may be left out."""

    title: Callable[[Any], str] | None = None
    """What another row calls this one."""
    columns: Mapping[str, InRow] = field(default_factory=dict)
    """For a column: a function of the row and the value."""
    labels: Mapping[str, _StrOrPromise] = field(default_factory=dict)
    """What a column is called, where its own name is none for people."""
    technical: tuple[str, ...] = ()
    """Columns that mean something to programs only: digests, counters, moments of a worker."""
    table: _StrOrPromise = ""
    """What the table is called, where its own name is none for people."""


def of(say: Say) -> InRow:
    """For a column whose value says everything by itself."""
    return lambda row, value: say(value)


# -- values -------------------------------------------------------------------------------------


def in_words(value: Any) -> str:
    """A value as people read it, in the language of the moment and with Luxembourg's clocks."""
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return date_format(civil_time.wall(value), "DATETIME_FORMAT")
        case date():
            return date_format(value, "DATE_FORMAT")
        case time():
            return time_format(value)
        case timedelta():
            return duration(value)
        case Decimal():
            return number_format(value)
        case list() | tuple():
            return "\n".join(filter(None, map(in_words, value)))
    return str(value)


def duration(value: timedelta) -> str:
    """Whole days and hours; empty for less than an hour."""
    hours = int(value.total_seconds()) // 3600
    days, hours = divmod(hours, 24)
    parts = []
    if days:
        parts.append(ngettext("%(count)d day", "%(count)d days", days) % {"count": days})
    if hours:
        parts.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    return ", ".join(parts)


def money(value: Any, currency: str = "EUR") -> str:
    """An amount with its cents and its currency; the sign and the number stay on one line."""
    amount = _number(value)
    if amount is None:
        return str(value or "")
    sign = "€" if currency == "EUR" else currency
    return f"{number_format(amount, 2, use_l10n=True, force_grouping=True)}\N{NO-BREAK SPACE}{sign}"


def share(value: Any) -> str:
    """A rate in percent: 0.88 is 88 %."""
    rate = _number(value)
    if rate is None:
        return str(value or "")
    percent = (rate * 100).normalize()
    places = max(0, -percent.as_tuple().exponent)
    return f"{number_format(percent, places, use_l10n=True)}\N{NO-BREAK SPACE}%"


def day(value: Any) -> str:
    """A day, also as JSON has it."""
    try:
        return in_words(date.fromisoformat(value) if isinstance(value, str) else value)
    except ValueError:
        return str(value)


def moment(value: Any) -> str:
    """A moment, also as JSON has it."""
    try:
        return in_words(datetime.fromisoformat(value) if isinstance(value, str) else value)
    except ValueError:
        return str(value)


def one_of(choices: type[models.TextChoices]) -> Say:
    """The words of a choice; what is none is said as it is."""
    return lambda value: str(choices(value).label) if value in choices.values else str(value or "")


def some_of(choices: type[models.TextChoices]) -> Say:
    """The words of several choices, one on each line."""
    return each(one_of(choices))


# -- plain JSON ---------------------------------------------------------------------------------


def each(say: Say) -> Say:
    """Every part of a list, one below the other; parts of several lines stand apart."""

    def said(value: Any) -> str:
        if not isinstance(value, list | tuple):
            return in_words(value)
        parts = [words for one in value if (words := say(one))]
        between = "\n\n" if any("\n" in part for part in parts) else "\n"
        return between.join(parts)

    return said


def card(**parts: tuple[_StrOrPromise, Say]) -> Say:
    """A mapping as lines of a label and a value, in the order given; what is empty is left out."""

    def say(value: Any) -> str:
        if not isinstance(value, Mapping):
            return in_words(value)
        lines = [
            _line(label, said(value[name]))
            for name, (label, said) in parts.items()
            if value.get(name) not in (None, "", [], {})
        ]
        return "\n".join(filter(None, lines))

    return say


def fields_of(model: type[models.Model], *names: str, **special: tuple[_StrOrPromise, Say]) -> Say:
    """A card of values as the columns of a table have them; `special` says what differs."""

    def say(value: Any) -> str:
        parts = {}
        for name in names:
            column = model._meta.get_field(name)
            parts[name] = (capfirst(str(column.verbose_name)), _by(column))
        return card(**{**parts, **special})(value)

    return say


def _by(column: models.Field) -> Say:
    if column.choices:
        return lambda value: str(dict(column.flatchoices).get(value, value))
    if isinstance(column, models.DateTimeField):
        return moment
    if isinstance(column, models.DateField):
        return day
    return in_words


def _line(label: _StrOrPromise, words: str) -> str:
    if not words:
        return ""
    between = "\n" if "\n" in words else " "
    return _("{label}:").format(label=capfirst(str(label))) + between + words


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
