"""Bars that the server draws: how long each stretch is, and the table behind them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Segment:
    """A stretch of a bar; `look` is its pattern, `x` and `width` are per cent of the bar's room."""

    look: str
    x: str
    width: str


@dataclass(frozen=True)
class Bar:
    """A line of a chart; everything the bar shows is also said in `text`."""

    label: str
    text: str
    segments: list[Segment]


@dataclass(frozen=True)
class Table:
    """Columns with their heads; each row begins with its own."""

    heads: list[str]
    rows: list[tuple[str, list[str]]]


@dataclass(frozen=True)
class Chart:
    """Bars with a caption that says what they say, and the numbers behind them."""

    code: str
    title: str
    caption: str
    bars: list[Bar]
    table: Table
    legend: list[tuple[str, str]] = field(default_factory=list)


def segments(parts: Iterable[tuple[str, int | Decimal]], longest: int | Decimal) -> list[Segment]:
    """Stretches one after the other from the left; the longest bar of the chart fills its room."""
    found: list[Segment] = []
    before: int | Decimal = 0
    for look, count in parts:
        if count and longest:
            x, width = (f"{100 * value / longest:.2f}%" for value in (before, count))
            found.append(Segment(look, x, width))
        before += count
    return found
