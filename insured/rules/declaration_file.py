"""Reading a file of declarations: columns separated by semicolons, commas or tabs, a line each.

The format is described in docs/declarations.md. Nothing here trusts the file: a line is at most
`LONGEST_LINE` bytes in memory, and what is wrong with it is said instead of raised.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from cns_portal.kernel import matricule
from cns_portal.kernel.refusal import Refused
from insured.choices.affiliation import DECLARED, Fund, Movement
from insured.choices.declaration_files import Encoding, FileProblem, LineProblem

REQUIRED = ("number", "movement", "matricule", "last_name", "first_name", "cover", "fund", "day")
OPTIONAL = ("birth_date", "employer_number", "employer_name", "reason")
SEPARATORS = (";", ",", "\t")
LONGEST_LINE = 8192  # bytes; the longest that is correct has some 1 500
FIRST_YEAR, LAST_YEAR = 1900, 2099

_LONGEST = {
    "last_name": 150,
    "first_name": 150,
    "employer_number": 20,
    "employer_name": 150,
    "reason": 40,
}
_WORDS = {
    "movement": frozenset(Movement.values),
    "cover": frozenset(map(str, DECLARED)),
    "fund": frozenset(Fund.values),
}
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]{0,39}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
_MATRICULE_PROBLEMS = {
    matricule.Problem.NOT_THIRTEEN_DIGITS: LineProblem.MATRICULE_DIGITS,
    matricule.Problem.NOT_A_DATE: LineProblem.MATRICULE_DATE,
    matricule.Problem.CHECK_DIGITS: LineProblem.MATRICULE_CHECK,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One declaration as the file says it, every field checked."""

    line: int
    number: str
    movement: str
    matricule: str
    last_name: str
    first_name: str
    cover: str
    fund: str
    day: date
    birth_date: date | None = None
    employer_number: str = ""
    employer_name: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that is not taken: the number of its declaration and the field, where there are."""

    line: int
    problem: LineProblem
    field: str = ""
    number: str = ""


class _Wrong(Exception):
    def __init__(self, problem: LineProblem, field: str = "") -> None:
        self.problem, self.field = problem, field


class DeclarationFile:
    """A file whose first line has been read. Raises `Refused` when there is nothing to be read."""

    def __init__(self, stream: BinaryIO, *, encoding: str = Encoding.UTF_8) -> None:
        self._encoding = encoding
        self._lines = _lines(stream)
        start = next(self._lines, None)
        if start is None:
            raise Refused(FileProblem.EMPTY)
        _number, first = start
        self._separator, self._columns = _header(first, encoding)

    def lines(self, *, after: int = 1) -> Iterator[tuple[int, bytes | None]]:
        """The lines behind line `after`, by their numbers; None for one that is too long."""
        return ((number, line) for number, line in self._lines if number > after)

    def read(self, lines: Iterable[tuple[int, bytes | None]]) -> Iterator[Row | Rejected]:
        """What the lines say; nothing for those that are empty."""
        for number, line in lines:
            if line is None:
                yield Rejected(number, LineProblem.LINE_TOO_LONG)
            elif line.strip():
                yield self._row(number, line)

    def _row(self, line: int, content: bytes) -> Row | Rejected:
        fields: dict[str, str] = {}
        try:
            fields = dict(zip(self._columns, self._fields(content), strict=True))
            return _checked(line, fields)
        except _Wrong as wrong:
            named = fields.get("number", "")
            number = named if _NUMBER.fullmatch(named) else ""
            return Rejected(line, wrong.problem, wrong.field, number)

    def _fields(self, content: bytes) -> list[str]:
        try:
            text = content.decode(self._encoding)
        except UnicodeDecodeError:
            raise _Wrong(LineProblem.LINE_ENCODING) from None
        if _CONTROL.search(text):
            raise _Wrong(LineProblem.CONTROL_CHARACTER)
        fields = _split(text, self._separator)
        if len(fields) != len(self._columns):
            raise _Wrong(LineProblem.COLUMN_COUNT)
        return [field.strip() for field in fields]


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) <= LONGEST_LINE or line.endswith(b"\n"):
            yield number, line.rstrip(b"\r\n")
            continue
        while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass
        yield number, None


def _header(first: bytes | None, encoding: str) -> tuple[str, list[str]]:
    """The separator and the names of the columns."""
    try:
        text = (first or b"").removeprefix(b"\xef\xbb\xbf").decode(encoding)
        if _CONTROL.search(text):  # two bytes a letter, a picture, an archive
            raise Refused(FileProblem.NOT_TEXT)
    except UnicodeDecodeError:
        raise Refused(FileProblem.NOT_TEXT) from None
    separator = max(SEPARATORS, key=text.count)
    try:
        columns = [name.strip().lower() for name in _split(text, separator)]
    except _Wrong:
        columns = []
    if missing := [name for name in REQUIRED if name not in columns]:
        raise Refused(FileProblem.NO_HEADER, columns=", ".join(missing))
    known = [name for name in columns if name in REQUIRED + OPTIONAL]
    if twice := sorted({name for name in known if known.count(name) > 1}):
        raise Refused(FileProblem.COLUMN_TWICE, columns=", ".join(twice))
    return separator, columns


def _split(text: str, separator: str) -> list[str]:
    if '"' not in text:
        return text.split(separator)
    try:
        return next(csv.reader([text], delimiter=separator, strict=True))
    except csv.Error:
        raise _Wrong(LineProblem.QUOTES) from None


def _checked(line: int, fields: dict[str, str]) -> Row:
    for name in REQUIRED:
        if not fields[name]:
            raise _Wrong(LineProblem.MISSING, name)
    if len(fields["number"]) > 40:
        raise _Wrong(LineProblem.TOO_LONG, "number")
    if not _NUMBER.fullmatch(fields["number"]):
        raise _Wrong(LineProblem.NOT_A_NUMBER, "number")
    for name, longest in _LONGEST.items():
        if len(fields.get(name, "")) > longest:
            raise _Wrong(LineProblem.TOO_LONG, name)
    employer = fields.get("employer_number", "")
    if employer and not _NUMBER.fullmatch(employer):
        raise _Wrong(LineProblem.NOT_A_NUMBER, "employer_number")
    for name, words in _WORDS.items():
        fields[name] = fields[name].lower()
        if fields[name] not in words:
            raise _Wrong(LineProblem.NOT_KNOWN, name)
    if problem := matricule.why_not(fields["matricule"]):
        raise _Wrong(_MATRICULE_PROBLEMS[problem], "matricule")
    number = matricule.normalised(fields["matricule"])
    born = _day(fields, "birth_date") if fields.get("birth_date") else None
    day = _day(fields, "day")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _Wrong(LineProblem.DAY_OUT_OF_RANGE, "day")
    return Row(
        line=line,
        number=fields["number"],
        movement=fields["movement"],
        matricule=number,
        last_name=fields["last_name"],
        first_name=fields["first_name"],
        cover=fields["cover"],
        fund=fields["fund"],
        day=day,
        birth_date=born or matricule.birth_date(number),
        employer_number=employer,
        employer_name=fields.get("employer_name", ""),
        reason=fields.get("reason", ""),
    )


def _day(fields: dict[str, str], name: str) -> date:
    text = fields[name]
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise _Wrong(LineProblem.NOT_A_DAY, name)
    return day
