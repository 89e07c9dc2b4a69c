"""Hours of a body, written once for all languages: `mon-fri 08:30-11:30 13:00-16:00`.

Days (`workdays`, `daily`, `mon-fri`, `tue`, `mon,wed`), then one or more spans of time; without a
span the body is reached all day. Lines, or `;`, separate several.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKDAYS = "workdays"
"""Monday to Friday without public holidays."""
DAILY = "daily"

_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Hours:
    """On these days (0 is Monday), within these spans. `on_workdays` leaves out public holidays."""

    days: tuple[int, ...]
    spans: tuple[tuple[time, time], ...]
    on_workdays: bool = False


def read(text: str) -> tuple[Hours, ...]:
    """The hours as written. Raises `ValueError` with the part that cannot be read."""
    return tuple(_one(line) for line in re.split(r"[;\n]", text) if line.strip())


def _one(line: str) -> Hours:
    days, *spans = line.split()
    read_spans = tuple(_span(span) for span in spans)
    if any(before[1] > after[0] for before, after in pairwise(read_spans)):
        raise ValueError(line)
    if days == WORKDAYS:
        return Hours((0, 1, 2, 3, 4), read_spans, on_workdays=True)
    return Hours(_days(days), read_spans)


def _span(text: str) -> tuple[time, time]:
    found = _SPAN.fullmatch(text)
    if not found:
        raise ValueError(text)
    opens, closes = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    if opens >= closes:
        raise ValueError(text)
    return opens, closes


def _days(text: str) -> tuple[int, ...]:
    if text == DAILY:
        return tuple(range(7))
    days: list[int] = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        if first not in DAYS or (dash and last not in DAYS):
            raise ValueError(text)
        start, end = DAYS.index(first), DAYS.index(last if dash else first)
        if end < start:
            raise ValueError(text)
        days += range(start, end + 1)
    if days != sorted(set(days)):
        raise ValueError(text)
    return tuple(days)
