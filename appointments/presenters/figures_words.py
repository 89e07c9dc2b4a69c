"""What the charts and the table of the figures say with the same words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.choices import Channel, TopicCode
from appointments.rules.figures import FEWEST_CASES
from appointments.selectors.figures import Row, Spread

NONE = "–"


def minutes(duration: timedelta) -> int:
    """Whole minutes; half a minute counts as one."""
    return int(duration.total_seconds() / 60 + 0.5)


def name_of(row: Row) -> str:
    """What a line is about: topic and channel, or the agency, or everything."""
    if row.topic is not None:
        return f"{TopicCode(row.topic).label} · {Channel(row.channel).label}"
    return row.agency.name if row.agency else _("Together")


def took(spread: Spread | None) -> str:
    """A spread in words."""
    if spread is None:
        return _("fewer than {count} people").format(count=FEWEST_CASES)
    return _(
        "half at most {median} min, nine in ten at most {ninetieth} min ({cases} people)"
    ).format(median=minutes(spread.median), ninetieth=minutes(spread.ninetieth), cases=spread.cases)


def spread_cells(spread: Spread | None) -> list[str]:
    """Cases, median and ninth tenth in minutes."""
    if spread is None:
        return [NONE] * 3
    return [str(spread.cases), str(minutes(spread.median)), str(minutes(spread.ninetieth))]


def in_days(count: int) -> str:
    """How far away a day is."""
    if not count:
        return _("today")
    return ngettext("{count} day", "{count} days", count).format(count=count)


def or_none(number: int | None) -> str:
    """A cell."""
    return NONE if number is None else str(number)


def parts_in_words(counted: Iterable[tuple[str, str, int]]) -> str:
    """The numbers that are not nothing, in words."""
    said = [f"{word}: {count}" for _look, word, count in counted if count]
    return " · ".join(said) or _("None")
