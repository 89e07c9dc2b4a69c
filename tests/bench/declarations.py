"""Files of declarations: how many a minute, and what a page costs when many people are insured."""

import time
from collections.abc import Iterator
from io import BytesIO
from itertools import islice

from tests.bench.browser import Browser, Measure, in_this_process
from tests.bench.day import signed_in

LINES = 50_000
A_BATCH = 4_000
HEADER = "number;movement;matricule;last_name;first_name;cover;fund;day;employer_number\n"


def everything(agent: str) -> Iterator[Measure]:
    """All measures of this file; `agent` is the name of a supervisor."""
    yield _checking()
    yield from _importing()
    yield from _one_more()
    queue = "/admin/insured/declaration/"
    yield Browser(signed_in(agent)).measure(
        f"agent's queue of contradictions, {LINES} people", queue
    )


def _lines(movement: str, day: str) -> bytes:
    from cns_portal.demo.volume import invented_matricule

    rows = (
        f"{movement}-{number};{movement};{invented_matricule(5_000_000 + number)};Muster;Anna;"
        f"compulsory;cns;{day};20010000{number % 90:02d}\n"
        for number in range(LINES)
    )
    return (HEADER + "".join(rows)).encode()


def _read(content: bytes) -> None:
    from insured.services.declarations import importing

    file = BytesIO(content)
    importing.go_on(importing.begin_or_go_on(file, name="bench.csv"), file)


def _timed(name: str, content: bytes) -> Measure:
    begun = time.perf_counter()
    _read(content)
    return Measure(name, (time.perf_counter() - begun) * 1000, "–", len(content))


def _checking() -> Measure:
    """The floor of an import: reading and checking the lines, without a database."""
    from insured.rules.declaration_file import DeclarationFile

    content = _lines("entry", "2026-01-01")
    begun = time.perf_counter()
    opened = DeclarationFile(BytesIO(content))
    read = sum(1 for _ in opened.read(opened.lines()))
    took = (time.perf_counter() - begun) * 1000
    return Measure(f"declarations: {read} lines checked", took, "–", len(content))


def _importing() -> Iterator[Measure]:
    entries = _lines("entry", "2026-01-01")
    yield _timed(f"declarations: {LINES} entries of new people", entries)
    yield _timed(f"declarations: {LINES} lines that are known", entries)
    yield _timed(f"declarations: {LINES} exits", _lines("exit", "2026-03-31"))


def _one_more() -> Iterator[Measure]:
    """A batch and a single declaration among all those people."""
    from django.db import connection

    from insured.rules.declaration_file import DeclarationFile
    from insured.services import declarations

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    opened = DeclarationFile(BytesIO(_lines("again", "2026-05-01").replace(b";again;", b";entry;")))
    rows = opened.read(opened.lines())
    yield in_this_process(
        f"declarations: a batch of {A_BATCH} among them",
        (lambda: declarations.apply(islice(rows, A_BATCH)) for _ in range(3)),
    )
    yield in_this_process(
        "declarations: a single one among them",
        (lambda: declarations.apply(islice(rows, 1)) for _ in range(30)),
    )
