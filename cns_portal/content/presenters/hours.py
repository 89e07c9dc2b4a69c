"""Hours of a body in words of the reader's language."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cns_portal.content.rules import opening_hours

if TYPE_CHECKING:
    from cns_portal.content.rules.opening_hours import Hours


def in_words(text: str) -> list[str]:
    """One line per row of hours. What cannot be read is left out: it was refused when written."""
    try:
        return [_one(hours) for hours in opening_hours.read(text)]
    except ValueError:
        return []


def _one(hours: Hours) -> str:
    days = _days(hours)
    if not hours.spans:
        return capfirst(days)
    spans = _listed([_span(*span) for span in hours.spans])
    return capfirst(_("{days}: {hours}").format(days=days, hours=spans))


def _days(hours: Hours) -> str:
    if hours.on_workdays:
        return _("on working days")
    if len(hours.days) == len(opening_hours.DAYS):
        return _("every day")
    names = [str(WEEKDAYS[day]) for day in hours.days]
    first, last = hours.days[0], hours.days[-1]
    if len(names) > 2 and last - first + 1 == len(names):
        return _("{first} to {last}").format(first=names[0], last=names[-1])
    return _listed(names)


def _span(opens: time, closes: time) -> str:
    start, end = (formats.time_format(moment, "TIME_FORMAT") for moment in (opens, closes))
    return _("{start} to {end}").format(start=start, end=end)


def _listed(words: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    *most, last = words
    if not most:
        return last
    return _("{most} and {last}").format(most=", ".join(most), last=last)
