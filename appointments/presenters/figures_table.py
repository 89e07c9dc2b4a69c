"""All figures as a table and as a file: the same columns, the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from appointments.choices import CancelledBefore, CancelledBy
from appointments.presenters.figures_words import NONE, minutes, name_of
from appointments.selectors.figures import Figures, Report, Row
from appointments.selectors.figures_counted import Spread
from cns_portal.web.spreadsheet import BYTE_ORDER_MARK, csv_line


@dataclass(frozen=True)
class Column:
    """One figure: its name in the file (which no translation changes), its head, its value."""

    code: str
    head: str
    value: Callable[[Figures], int | None]


def _by(by: CancelledBy) -> Callable[[Figures], int]:
    return lambda figures: sum(figures.cancelled[by, before] for before in CancelledBefore)


def _by_and_before(by: CancelledBy, before: CancelledBefore) -> Callable[[Figures], int]:
    return lambda figures: figures.cancelled[by, before]


def _people(spread: Spread | None) -> int | None:
    return spread.cases if spread else None


def _half(spread: Spread | None) -> int | None:
    return minutes(spread.median) if spread else None


def _most(spread: Spread | None) -> int | None:
    return minutes(spread.ninetieth) if spread else None


COLUMNS = (
    Column("offered", _("Offered"), lambda of: of.offered),
    Column("booked", _("Booked"), lambda of: of.booked),
    Column("kept", _("Kept"), lambda of: of.kept),
    Column("missed", _("Missed"), lambda of: of.missed),
    Column("cancelled", _("Cancelled"), lambda of: of.given_up),
    *(
        Column(f"cancelled_by_{by}", format_lazy("{}: {}", _("Cancelled"), by.label), _by(by))
        for by in CancelledBy
    ),
    Column("moved", _("Moved"), lambda of: of.moved),
    Column("refused", _("Refused"), lambda of: of.refused),
    Column("no_outcome", _("No outcome yet"), lambda of: of.unsettled),
    Column("days_to_next_free", _("Days to the next free time"), lambda of: of.days_to_next_free),
    Column("waiting_people", _("Waiting: people"), lambda of: _people(of.waited)),
    Column("waiting_half_minutes", _("Waiting: half, minutes"), lambda of: _half(of.waited)),
    Column("waiting_most_minutes", _("Waiting: nine in ten, minutes"), lambda of: _most(of.waited)),
    Column("service_people", _("Service: people"), lambda of: _people(of.served)),
    Column("service_half_minutes", _("Service: half, minutes"), lambda of: _half(of.served)),
    Column("service_most_minutes", _("Service: nine in ten, minutes"), lambda of: _most(of.served)),
)
CANCELLED = tuple(
    Column(
        f"cancelled_by_{by}_{before}",
        format_lazy("{}: {}", by.label, before.label),
        _by_and_before(by, before),
    )
    for by in CancelledBy
    for before in CancelledBefore
)
LEVELS = ("kind", "agency", "topic_and_channel", "everything")


@dataclass(frozen=True)
class Line:
    """A row of the table on the page."""

    agency: str
    name: str
    cells: list[str]
    is_sum: bool = False


def heads(columns: Iterable[Column]) -> list[str]:
    """What stands above the columns."""
    return [str(column.head) for column in columns]


def lines(report: Report, columns: tuple[Column, ...]) -> list[Line]:
    """Every agency, topic and channel; below, what they come to."""
    found = [_line(row, columns) for row in report.rows]
    return [*found, _line(report.total, columns, is_sum=True)] if len(found) > 1 else found


def _line(row: Row, columns: tuple[Column, ...], *, is_sum: bool = False) -> Line:
    cells = [
        NONE if (value := column.value(row.figures)) is None else str(value) for column in columns
    ]
    return Line(row.agency.name if row.agency else "", name_of(row), cells, is_sum)


def as_csv(report: Report) -> str:
    """The report as a file: semicolons, because a spreadsheet with decimal commas expects them.

    All values are whole numbers, so that no decimal sign can be misread. Names of columns and
    codes are the same in every language: whoever works with the file does so once. `level` says
    what a line adds up; filter it before adding up oneself.
    """
    columns = (*COLUMNS, *CANCELLED)
    written = [
        [
            *("first_day", "last_day", "level", "agency", "agency_name", "topic", "channel"),
            *(column.code for column in columns),
        ]
    ]
    levels = (report.rows, report.of_agencies, report.of_topics, [report.total])
    for level, rows in zip(LEVELS, levels, strict=True):
        written += [
            [
                report.period.first.isoformat(),
                report.period.last.isoformat(),
                level,
                row.agency.slug if row.agency else "",
                row.agency.name if row.agency else "",
                row.topic or "",
                row.channel or "",
                *(_cell(column.value(row.figures)) for column in columns),
            ]
            for row in rows
        ]
    return BYTE_ORDER_MARK + "".join(map(csv_line, written))


def file_name(report: Report) -> str:
    """Says which days it is about."""
    return f"appointment-figures_{report.period.first}_{report.period.last}.csv"


def _cell(value: int | None) -> str:
    return "" if value is None else str(value)
