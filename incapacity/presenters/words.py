"""Days and lists as sentences write them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def full_day(day: date) -> str:
    """The weekday and the date: "Wednesday 25 November 2026"."""
    return f"{date_format(day, 'l')} {date_format(day, 'DATE_FORMAT')}"


def listed(words: Iterable[str]) -> str:
    """ "One, two and three"; at least one."""
    *before, last = words
    if not before:
        return last
    return _("{several} and {last}").format(several=", ".join(before), last=last)
