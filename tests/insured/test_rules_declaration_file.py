"""Files of declarations, well written and hostile."""

from datetime import date
from io import BytesIO

import pytest

from cns_portal.kernel.refusal import Refused
from insured.choices.declaration_files import FileProblem, LineProblem
from insured.rules.declaration_file import LONGEST_LINE, DeclarationFile, Rejected, Row

HEADER = "number;movement;matricule;last_name;first_name;cover;fund;day;employer_number"
GOOD = "D-1;entry;1893120105732;Muster;Anna;compulsory;cns;2026-02-01;A-1"


def read(*lines, header=HEADER, encoding="utf-8", end="\n"):
    content = end.join([header, *lines, ""])
    return read_bytes(content.encode(encoding), encoding=encoding)


def read_bytes(content, **words):
    opened = DeclarationFile(BytesIO(content), **words)
    return list(opened.read(opened.lines()))


def with_field(name, value):
    names = HEADER.split(";")
    fields = GOOD.split(";")
    fields[names.index(name)] = value
    return ";".join(fields)


EXPECTED = Row(
    line=2,
    number="D-1",
    movement="entry",
    matricule="1893120105732",
    last_name="Muster",
    first_name="Anna",
    cover="compulsory",
    fund="cns",
    day=date(2026, 2, 1),
    birth_date=date(1893, 12, 1),
    employer_number="A-1",
)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([GOOD], {}),
        ([GOOD], {"end": "\r\n"}),
        ([GOOD], {"header": "\ufeff" + HEADER}),
        ([GOOD], {"header": HEADER.upper().replace(";", " ; ")}),
        ([GOOD.replace(";", ",")], {"header": HEADER.replace(";", ",")}),
        ([GOOD.replace(";", "\t")], {"header": HEADER.replace(";", "\t")}),
        ([GOOD + ";whatever"], {"header": HEADER + ";department"}),
        ([with_field("last_name", '"Muster"')], {}),
        ([with_field("matricule", "1893 1201 057 32")], {}),
        ([with_field("movement", "ENTRY")], {}),
        ([with_field("first_name", "  Anna ")], {}),
    ],
)
def test_one_declaration_in_many_spellings(lines, words):
    assert read(*lines, **words) == [EXPECTED]


def test_columns_stand_in_any_order():
    names = HEADER.split(";")
    fields = dict(zip(names, GOOD.split(";"), strict=True))
    names.reverse()
    assert read(";".join(fields[name] for name in names), header=";".join(names)) == [EXPECTED]


def test_fields_that_may_be_missing():
    header = HEADER + ";employer_name;birth_date;reason"
    line = GOOD + ';"Chez ""Anna""; Fils";1893-12-02;end of contract'
    (row,) = read(line, header=header)
    assert row.employer_name == 'Chez "Anna"; Fils'
    assert (row.birth_date, row.reason) == (date(1893, 12, 2), "end of contract")
    without = HEADER.removesuffix(";employer_number")
    (row,) = read(GOOD.removesuffix(";A-1"), header=without)
    assert row.employer_number == ""


def test_an_unknown_day_of_birth_stays_unknown():
    (row,) = read(with_field("matricule", "1999000000198"))
    assert row.birth_date is None


@pytest.mark.parametrize("encoding", ["windows-1252", "iso-8859-15", "utf-8"])
def test_letters_of_the_encoding_that_was_named(encoding):
    (row,) = read(with_field("last_name", "Müller-Weiß"), encoding=encoding)
    assert row.last_name == "Müller-Weiß"


def test_empty_lines_are_skipped_and_counted():
    lines = read("", GOOD, "   ", with_field("number", "D-2"))
    assert [(row.line, row.number) for row in lines] == [(3, "D-1"), (5, "D-2")]


def test_reading_goes_on_behind_a_line():
    content = "\n".join([HEADER, GOOD, with_field("number", "D-2")]).encode()
    opened = DeclarationFile(BytesIO(content))
    assert [row.number for row in opened.read(opened.lines(after=2))] == ["D-2"]


# -- Files in which nothing can be read -----------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", FileProblem.EMPTY),
        (b"\n", FileProblem.NO_HEADER),
        (GOOD.encode(), FileProblem.NO_HEADER),
        (HEADER.encode("utf-16"), FileProblem.NOT_TEXT),
        (HEADER.encode("utf-16-le"), FileProblem.NOT_TEXT),
        (b"PK\x03\x04\x14\x00\x06\x00", FileProblem.NOT_TEXT),
        (b"\x89PNG\r\n", FileProblem.NOT_TEXT),
        (HEADER.replace("matricule", "registration").encode(), FileProblem.NO_HEADER),
        ((HEADER + ";number").encode(), FileProblem.COLUMN_TWICE),
        (b"x" * 1_000_000, FileProblem.NO_HEADER),
        (b'"' + HEADER.encode(), FileProblem.NO_HEADER),
    ],
)
def test_files_that_are_none(content, problem):
    with pytest.raises(Refused) as caught:
        read_bytes(content)
    assert caught.value.reason == problem
    assert "{" not in caught.value.sentence


def test_a_missing_column_is_named():
    with pytest.raises(Refused) as caught:
        read(GOOD, header=HEADER.replace("fund", "found").replace("day", "date"))
    assert caught.value.details == {"columns": "fund, day"}


# -- Lines that are not taken ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("number", "", LineProblem.MISSING),
        ("number", "=1+1", LineProblem.NOT_A_NUMBER),
        ("number", "-1", LineProblem.NOT_A_NUMBER),
        ("number", "9" * 41, LineProblem.TOO_LONG),
        ("movement", "arrival", LineProblem.NOT_KNOWN),
        ("matricule", "", LineProblem.MISSING),
        ("matricule", "189312010573", LineProblem.MATRICULE_DIGITS),
        ("matricule", "１８９３120105732", LineProblem.MATRICULE_DIGITS),
        ("matricule", "1893130105732", LineProblem.MATRICULE_DATE),
        ("matricule", "1893120105733", LineProblem.MATRICULE_CHECK),
        ("last_name", " ", LineProblem.MISSING),
        ("first_name", "A" * 151, LineProblem.TOO_LONG),
        ("cover", "co_insured", LineProblem.NOT_KNOWN),
        ("fund", "aok", LineProblem.NOT_KNOWN),
        ("day", "01.02.2026", LineProblem.NOT_A_DAY),
        ("day", "20260201", LineProblem.NOT_A_DAY),
        ("day", "2026-W05-1", LineProblem.NOT_A_DAY),
        ("day", "2026-02-30", LineProblem.NOT_A_DAY),
        ("day", "1899-12-31", LineProblem.DAY_OUT_OF_RANGE),
        ("day", "2100-01-01", LineProblem.DAY_OUT_OF_RANGE),
        ("employer_number", "@SUM(A1)", LineProblem.NOT_A_NUMBER),
        ("employer_number", "7" * 21, LineProblem.TOO_LONG),
    ],
)
def test_a_field_that_is_wrong_is_named(field, value, problem):
    number = "" if field == "number" else "D-1"
    wrong, right = read(with_field(field, value), with_field("number", "D-2"))
    assert wrong == Rejected(2, problem, field, number)
    assert right.number == "D-2"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (with_field("last_name", "Mu\x00ster").encode(), LineProblem.CONTROL_CHARACTER),
        (with_field("last_name", "Mu\x1bster").encode(), LineProblem.CONTROL_CHARACTER),
        (with_field("last_name", "Mu\rster").encode(), LineProblem.CONTROL_CHARACTER),
        (with_field("last_name", "Mu\u2028ster").encode(), LineProblem.CONTROL_CHARACTER),
        (with_field("last_name", "Müller").encode("latin-1"), LineProblem.LINE_ENCODING),
        (with_field("last_name", "M" * 1_000_000).encode(), LineProblem.LINE_TOO_LONG),
        (GOOD.encode() + b";", LineProblem.COLUMN_COUNT),
        (b"D-1;entry", LineProblem.COLUMN_COUNT),
        (with_field("last_name", '"Muster').encode(), LineProblem.QUOTES),
        (with_field("last_name", '"Mus"ter').encode(), LineProblem.QUOTES),
        (b";" * LONGEST_LINE, LineProblem.COLUMN_COUNT),
    ],
)
def test_a_line_that_is_wrong_does_not_hold_up_the_next(line, problem):
    after = with_field("number", "D-2").encode()
    wrong, right = read_bytes(b"\n".join([HEADER.encode(), line, after]))
    assert (wrong.line, wrong.problem, wrong.field) == (2, problem, "")
    assert (right.line, right.number) == (3, "D-2")


def test_the_last_line_may_be_endless():
    lines = read_bytes(HEADER.encode() + b"\n" + b"x" * 1_000_000)
    assert lines == [Rejected(2, LineProblem.LINE_TOO_LONG)]
