"""Files of declarations, read by the command and by the worker: cut, raced, killed, repeated."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cns_portal.kernel.refusal import Refused
from insured import tasks
from insured.choices import ImportState
from insured.choices.declaration_files import Encoding, FileProblem
from insured.models import Declaration, DeclarationImport, InsuredPerson, RejectedRow
from insured.services.declarations import importing
from tests.accounts.agents import an_agent
from tests.insured.declarations import a_file, a_row, everything, number_of
from tests.killing import killed_in
from tests.racing import at_once

database = pytest.mark.django_db
race = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROWS = [
    *(a_row(f"E-{person}", person=person) for person in range(30)),
    *(a_row(f"X-{person}", "exit", 20, person=person) for person in range(0, 30, 3)),
    *(a_row(f"Y-{person}", "exit", 25, person=person) for person in range(0, 30, 6)),
]


@pytest.fixture
def file(tmp_path):
    """Writes rows and bytes into a file; its path."""

    def write(*rows, **words):
        path = tmp_path / "declarations.csv"
        path.write_bytes(a_file(*rows, **words).getvalue())
        return path

    return write


def run(path, **options):
    """What the command prints."""
    out = io.StringIO()
    call_command("import_declarations", path, stdout=out, skip_checks=True, **options)
    return out.getvalue()


# -- The command ----------------------------------------------------------------------------------


@database
def test_the_command_says_what_changed(file):
    printed = run(file(*ROWS))
    for line in (
        "New declarations: 45",
        "Already known: 0",
        "Rejected lines: 0",
        "Persons' files opened: 30",
        "Periods opened: 30",
        "Declarations that came to contradict: 5",
    ):
        assert line in printed
    again = run(file(*ROWS))
    assert "New declarations: 0" in again
    assert "Already known: 45" in again


@database
def test_good_lines_land_and_bad_ones_are_named(file, tmp_path):
    wrong = a_row("D-2", person=2)
    rejected = tmp_path / "rejected.csv"
    printed = run(
        file(
            a_row("D-1"),
            b"D-2;entry;1893120105733;Muster;Anna;compulsory;cns;2026-01-01;A;Atelier",
            b"=HYPERLINK(1);entry;1893120105732;Muster;Anna;compulsory;cns;2026-01-01;A;Atelier",
            b"\x00" * 40,
            b"x" * 1_000_000,
            a_row("D-3", person=3),
        ),
        rejected=rejected,
    )
    assert "Rejected lines: 4" in printed
    assert "Line 3, matricule: The check digits of the matricule are wrong." in printed
    assert set(Declaration.objects.values_list("number", flat=True)) == {"D-1", "D-3"}
    assert wrong.number in rejected.read_text()
    lines = list(csv.reader(io.StringIO(rejected.read_text("utf-8-sig")), delimiter=";"))
    assert [line[:4] for line in lines] == [
        ["line", "number", "field", "reason"],
        ["3", "D-2", "matricule", "matricule_check"],
        ["4", "", "number", "not_a_number"],
        ["5", "", "", "control_character"],
        ["6", "", "", "line_too_long"],
    ]
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)


@database
def test_a_file_without_its_columns_is_not_read(file):
    with pytest.raises(CommandError, match="missing: fund"):
        run(file(*ROWS, header="number;movement;matricule;last_name;first_name;cover;day"))
    source = DeclarationImport.objects.get()
    assert (source.state, source.lines_read) == (ImportState.FAILED, 0)
    assert not Declaration.objects.exists()


@database
def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "nothing.csv")


@database
def test_letters_of_another_encoding(file, tmp_path):
    path = file(a_row(last_name="Müller"))
    path.write_bytes(path.read_bytes().decode().encode("windows-1252"))
    run(path, encoding="windows-1252")
    assert InsuredPerson.objects.get().last_name == "Müller"


# -- Cut in the middle ----------------------------------------------------------------------------


class Cut(Exception):
    pass


@database
@pytest.mark.parametrize("steps", range(1, 6))
def test_a_run_that_was_cut_goes_on_where_it_stopped(file, steps):
    path = file(*ROWS)

    def cut(source, left=[steps]):  # noqa: B006
        left[0] -= 1
        if not left[0]:
            raise Cut

    with path.open("rb") as content:
        source = importing.begin_or_go_on(content, name=path.name)
        with pytest.raises(Cut):
            importing.go_on(source, content, progress=cut, batch=10)
    before = Declaration.objects.count()
    assert before == min(steps * 10, len(ROWS))
    printed = run(path)
    assert f"Going on behind line {1 + before}." in printed
    assert "New declarations: 45" in printed, "the report is about the whole file"
    assert DeclarationImport.objects.count() == 1
    cut_then_continued = everything()
    Declaration.objects.all().delete()
    InsuredPerson.objects.first().periods.model.objects.all().delete()
    run(path)
    assert everything() == cut_then_continued


@database
def test_what_breaks_in_a_step_leaves_nothing_of_it(file, monkeypatch):
    path = file(*ROWS, b"nonsense")
    monkeypatch.setattr(importing, "_count", lambda *args, **counts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run(path)
    assert not Declaration.objects.exists()
    assert not RejectedRow.objects.exists()
    monkeypatch.undo()
    run(path)
    assert Declaration.objects.count() == len(ROWS)
    assert RejectedRow.objects.count() == 1


# -- The worker -----------------------------------------------------------------------------------


def received(*rows, **words):
    content = words.pop("content", None) or a_file(*rows)
    by = words.pop("by", None) or an_agent()
    return importing.receive(
        content, name="declarations.csv", encoding=Encoding.UTF_8, by=by, **words
    )


@database
def test_an_upload_waits_sealed_and_is_read_by_the_worker():
    source = received(*ROWS)
    assert source.state == ImportState.WAITING
    assert number_of(1).encode() not in bytes(source.content)
    tasks.import_declarations()
    source.refresh_from_db()
    assert (source.state, source.content) == (ImportState.DONE, None)
    assert (source.lines_read, source.lines_total) == (46, 46)
    assert (source.report["new"], source.report["files_opened"]) == (45, 30)
    assert Declaration.objects.filter(source=source).count() == 45
    assert importing.waiting() == []


@database
def test_a_worker_without_time_leaves_the_rest_to_the_next(monkeypatch):
    source = received(*ROWS)
    monkeypatch.setattr(
        importing.go_on, "__kwdefaults__", {**importing.go_on.__kwdefaults__, "batch": 10}
    )
    left = iter([True, True, False])
    assert not importing.go_on_with_upload(source.pk, has_time=lambda: next(left))
    source.refresh_from_db()
    assert (source.state, source.lines_read) == (ImportState.RUNNING, 21)
    tasks.import_declarations()
    source.refresh_from_db()
    assert (source.state, source.report["new"]) == (ImportState.DONE, 45)


@database
def test_an_upload_without_its_columns_is_refused_at_once():
    with pytest.raises(Refused) as caught:
        received(content=io.BytesIO(b"%PDF-1.7\n"))
    assert caught.value.reason == FileProblem.NO_HEADER
    assert not DeclarationImport.objects.exists()


@database
def test_an_upload_beyond_the_limit_is_refused():
    with pytest.raises(Refused) as caught:
        received(*ROWS, most=1000)
    assert caught.value.reason == FileProblem.TOO_BIG


@database
def test_an_upload_that_breaks_does_not_hold_up_the_next(monkeypatch):
    broken = received(a_row("D-1"))
    other = received(a_row("D-2", person=2), by=an_agent("another"))
    read = importing.go_on_with_upload

    def breaks(source_id, **words):
        if source_id == broken.pk:
            raise RuntimeError("broken")
        return read(source_id, **words)

    monkeypatch.setattr(importing, "go_on_with_upload", breaks)
    tasks.import_declarations()
    broken.refresh_from_db()
    other.refresh_from_db()
    assert (broken.state, other.state) == (ImportState.WAITING, ImportState.DONE)


# -- Races and kills ------------------------------------------------------------------------------


class TestAtOnce:
    pytestmark = race

    @pytest.mark.parametrize("attempt", range(2))
    def test_two_imports_of_one_file(self, file, attempt):
        """One of them does a line, never both."""
        path = file(*ROWS)

        def read(encoding):
            with path.open("rb") as content:
                source = importing.begin_or_go_on(content, name=path.name, encoding=encoding)
                return importing.go_on(source, content, batch=7)

        # As two imports of their own, and as two readers of the same one.
        other = Encoding.LATIN_9 if attempt else Encoding.UTF_8
        assert at_once(lambda: read(Encoding.UTF_8), lambda: read(other)) == [True, True]
        reports = [source.report for source in DeclarationImport.objects.all()]
        assert {source.state for source in DeclarationImport.objects.all()} == {ImportState.DONE}
        assert sum(report["new"] for report in reports) == len(ROWS)
        assert sum(report["files_opened"] for report in reports) == 30
        both = everything()
        run(path)
        assert everything() == both

    def test_opposite_orders_do_not_wait_for_each_other(self):
        def read(rows):
            content = a_file(*rows)
            source = importing.begin_or_go_on(content, name="declarations.csv")
            return importing.go_on(source, content, batch=5)

        backwards = list(reversed(ROWS))
        assert at_once(lambda: read(ROWS), lambda: read(backwards)) == [True, True]
        assert Declaration.objects.count() == len(ROWS)

    @pytest.mark.parametrize("where", ["refold_locked", "_open_files", "copy_in"])
    def test_a_killed_import_is_run_again(self, file, where):
        path = file(*ROWS)

        def work():
            with path.open("rb") as content:
                source = importing.begin_or_go_on(content, name=path.name)
                importing.go_on(source, content, batch=10)

        killed_in(work, where=f"insured.services.declarations.applying.{where}", call=2)
        assert Declaration.objects.count() in (0, 10)
        run(path)
        assert Declaration.objects.count() == len(ROWS)
        assert DeclarationImport.objects.get().report["new"] == len(ROWS)
        whole = everything()
        run(path)
        assert everything() == whole


# -- Many -----------------------------------------------------------------------------------------

COUNTED = """
    SELECT md5(string_agg(line, '|' ORDER BY line)), count(*) FROM (
        SELECT concat_ws(',', matricule, cover, first_day, last_day, employer_number) AS line
        FROM insured_affiliationperiod JOIN insured_insuredperson p ON p.id = person_id
        UNION ALL
        SELECT concat_ws(',', matricule, number, movement, effective_on, standing, contradiction)
        FROM insured_declaration JOIN insured_insuredperson p ON p.id = person_id
    ) AS everything
"""


def fingerprint():
    with connection.cursor() as cursor:
        # Without statistics a join of two new tables is planned as if they were empty.
        cursor.execute("ANALYZE insured_declaration, insured_affiliationperiod")
        cursor.execute("ANALYZE insured_insuredperson")
        cursor.execute(COUNTED)
        return cursor.fetchone()


@database
def test_a_hundred_thousand_declarations_twice_are_the_same_database(file):
    """Ten thousand people in five jobs one after the other, some told twice or not ended."""
    numbers = [number_of(person) for person in range(10_000)]
    tail = ";Muster;Anna;compulsory;cns;20"
    path = file(
        *(
            f"{person}-{year}-{movement};{movement};{numbers[person]}{tail}{year}-{day};"
            f"{year % 4};".encode()
            for person in range(10_000)
            for year in range(20, 25)
            for movement, day in (("entry", "01-15"), ("exit", "12-15"))
        )
    )
    assert "New declarations: 100000" in run(path)
    once = fingerprint()
    assert once[1] == 150_000
    assert "Already known: 100000" in run(path)
    assert fingerprint() == once
