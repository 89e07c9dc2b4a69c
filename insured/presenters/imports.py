"""What pages, the command and a file say about an import of declarations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal.kernel.refusal import Refused
from cns_portal.web.spreadsheet import BYTE_ORDER_MARK, csv_line
from insured.choices.declaration_files import FileProblem, LineProblem

if TYPE_CHECKING:
    from insured.models import DeclarationImport, RejectedRow

COUNTS = {
    "new": gettext_lazy("New declarations"),
    "known": gettext_lazy("Already known"),
    "rejected": gettext_lazy("Rejected lines"),
    "files_opened": gettext_lazy("Persons' files opened"),
    "opened": gettext_lazy("Periods opened"),
    "closed": gettext_lazy("Periods ended"),
    "changed": gettext_lazy("Periods changed otherwise"),
    "removed": gettext_lazy("Periods taken away"),
    "contradictions": gettext_lazy("Declarations that came to contradict"),
}
REJECTED_COLUMNS = ("line", "number", "field", "reason", "sentence")


def counts(source: DeclarationImport) -> list[tuple[str, int]]:
    """The figures of the report, each with its words."""
    return [(str(label), source.report.get(name, 0)) for name, label in COUNTS.items()]


def problem(source: DeclarationImport) -> str:
    """Why nothing was read from the file; empty when it was."""
    details = dict(source.report)
    code = details.pop("problem", None)
    return Refused(FileProblem(code), **details).sentence if code else ""


def percent(source: DeclarationImport) -> int:
    """How much of the file has been read."""
    if not source.lines_total:
        return 0
    return min(100, 100 * source.lines_read // source.lines_total)


def why(row: RejectedRow) -> str:
    """What is wrong with a line, for whoever corrects it."""
    return str(LineProblem(row.reason).label) if row.reason in LineProblem.values else row.reason


def sentence(row: RejectedRow) -> str:
    """Line, field and reason in one sentence."""
    if row.field:
        return _("Line %(line)s, %(field)s: %(reason)s") % {
            "line": row.line,
            "field": row.field,
            "reason": why(row),
        }
    return _("Line %(line)s: %(reason)s") % {"line": row.line, "reason": why(row)}


def as_csv(rows: Iterable[RejectedRow]) -> Iterator[str]:
    """The rejected lines as a file, piece by piece."""
    yield BYTE_ORDER_MARK + csv_line(REJECTED_COLUMNS)
    for row in rows:
        yield csv_line([row.line, row.number, row.field, row.reason, why(row)])
