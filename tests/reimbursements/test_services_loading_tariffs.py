"""Loading tariffs: once, whole, never over what is in force, and never silently into the past."""

import shutil
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cns_portal.audit.models import AuditEntry
from reimbursements.choices.tariffs import LoadRefusal
from reimbursements.models import ActValue, ParameterValue, TariffLoad
from reimbursements.rules.tariff_amounts import amount_of
from reimbursements.rules.tariff_files import DATA, published, read, texts_of
from reimbursements.selectors import tariffs
from reimbursements.services import loading_tariffs
from tests.racing import done_at_once

TODAY = date(2026, 11, 22)
LETTER = '{ since = 2026-06-01, amount = "5.2346",'
NEXT_LETTER = """
  { since = 2027-01-01, amount = "5.3000", source = "test", mark = "A" },
"""
PAST_LETTER = """
  { since = 2026-10-01, amount = "5.3000", source = "test", mark = "A" },
"""

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr("cns_portal.clock.today", lambda: TODAY)


def texts_with(more="", *, instead=None):
    """The files of the repository with another entry behind the doctors' key letter."""
    texts = texts_of(DATA)
    parameters = texts["parameters.toml"]
    assert parameters.count(LETTER) == 1
    if instead:
        parameters = parameters.replace(*instead)
    head, tail = parameters.split(LETTER)
    line, rest = tail.split("\n", 1)
    return texts | {"parameters.toml": f"{head}{LETTER}{line}\n{more}{rest}"}


def files_with(more="", **changes):
    return read(texts_with(more, **changes))


def refusals(**arguments):
    with pytest.raises(loading_tariffs.NotLoaded) as refused:
        loading_tariffs.load(**arguments)
    return {(problem.refusal, *problem.place[1:]) for problem in refused.value.problems}


def test_the_first_load_brings_everything_and_the_same_picture_as_the_files():
    stored = loading_tariffs.load_published()
    files = read(texts_of(DATA))
    assert ActValue.objects.count() == len(files.acts)
    assert ParameterValue.objects.count() == len(files.values)
    assert stored.touches_from is None
    loaded = tariffs.current()
    assert (loaded.acts, loaded.values) == (published().acts, published().values)
    assert str(loaded.value("complementary_share", TODAY).amount) == "0.025"
    assert str(loaded.value("rate.dental.adult", TODAY).amount) == "0.88"
    assert str(loaded.value("claim.limit", TODAY).amount) == "2"
    assert AuditEntry.objects.filter(action="tariffs.loaded").count() == 1


def test_a_second_load_changes_nothing():
    first = loading_tariffs.load_published()
    assert loading_tariffs.load_published() is None
    assert list(TariffLoad.objects.all()) == [first]


def test_a_comment_in_a_file_is_no_load():
    loading_tariffs.load_published()
    texts = texts_of(DATA)
    texts["parameters.toml"] += "\n# seen again\n"
    assert loading_tariffs.load(files=read(texts)) is None


def test_nothing_is_known_before_the_first_load():
    assert tariffs.current().act("C1", TODAY) is None


def test_a_change_from_a_day_to_come_is_loaded_and_earlier_care_keeps_its_tariff():
    loading_tariffs.load_published()
    stored = loading_tariffs.load(files=files_with(NEXT_LETTER), name="January")
    assert stored.touches_from is None
    assert stored.changes == {"added": [["value", "key_letter.doctors", "2027-01-01"]]}
    now = tariffs.current()
    assert amount_of(now, "C1", date(2026, 12, 31)).amount == Decimal("62.60")
    assert amount_of(now, "C1", date(2027, 1, 1)).amount == Decimal("63.30")
    assert now.version != tariffs.before(stored).version
    assert amount_of(tariffs.before(stored), "C1", date(2027, 1, 1)).amount == Decimal("62.60")


def test_an_entry_that_is_loaded_is_never_edited():
    loading_tariffs.load_published()
    texts = texts_of(DATA)
    texts["parameters.toml"] = texts["parameters.toml"].replace('"5.2346"', '"5.2347"')
    assert refusals(files=read(texts)) == {
        (LoadRefusal.EDITED, "key_letter.doctors", date(2026, 6, 1))
    }
    assert TariffLoad.objects.count() == 1
    assert tariffs.current().value("key_letter.doctors", TODAY).amount == Decimal("5.2346")


@pytest.mark.parametrize("past_is_meant", [True, False])
def test_an_edit_is_refused_whatever_is_said_about_the_past(past_is_meant):
    loading_tariffs.load_published()
    texts = texts_of(DATA)
    texts["acts/doctors.csv"] = texts["acts/doctors.csv"].replace("11.95", "11.96")
    assert (LoadRefusal.EDITED, "C1", date(2026, 9, 1)) in refusals(
        files=read(texts), past_is_meant=past_is_meant
    )


def test_an_entry_is_never_removed():
    loading_tariffs.load_published()
    texts = texts_of(DATA)
    lines = texts["acts/thermal.csv"].splitlines(keepends=True)
    texts["acts/thermal.csv"] = "".join(lines[:-1])
    assert refusals(files=read(texts)) == {(LoadRefusal.MISSING, "T261", date(1999, 1, 1))}


def test_a_change_of_the_past_has_to_be_meant():
    loading_tariffs.load_published()
    files = files_with(PAST_LETTER)
    assert refusals(files=files) == {
        (LoadRefusal.IN_THE_PAST, "key_letter.doctors", date(2026, 10, 1))
    }
    stored = loading_tariffs.load(files=files, past_is_meant=True)
    assert stored.touches_from == date(2026, 10, 1)
    assert amount_of(tariffs.current(), "C1", date(2026, 9, 30)).amount == Decimal("62.60")
    assert amount_of(tariffs.current(), "C1", date(2026, 10, 1)).amount == Decimal("63.30")


def test_a_change_from_today_on_needs_no_word_and_is_looked_at():
    loading_tariffs.load_published()
    files = files_with(PAST_LETTER.replace("2026-10-01", TODAY.isoformat()))
    assert loading_tariffs.load(files=files).touches_from == TODAY


def test_a_correction_keeps_what_was_believed_beside_what_is_right():
    loading_tariffs.load_published()
    found = (
        '{ since = 2026-06-01, ended = true, source = "not found", mark = "N" }',
        '{ since = 2026-06-01, amount = "83.90", source = "test", mark = "A" }',
    )
    files = files_with(instead=found)
    entry = ("dental_full_cover", date(2026, 6, 1))
    assert refusals(files=files) == {(LoadRefusal.EDITED, *entry)}
    assert refusals(files=files, corrections=[entry]) == {(LoadRefusal.IN_THE_PAST, *entry)}
    stored = loading_tariffs.load(files=files, corrections=[entry], past_is_meant=True)
    assert stored.touches_from == date(2026, 6, 1)
    assert tariffs.current().value("dental_full_cover", TODAY).amount == Decimal("83.90")
    assert tariffs.before(stored).value("dental_full_cover", TODAY) is None
    wrong, right = ParameterValue.objects.filter(
        name="dental_full_cover", valid_from=date(2026, 6, 1)
    ).order_by("pk")
    assert (wrong.amount, wrong.replaced_with) == (None, stored)
    assert (right.amount, right.replaced_with) == (Decimal("83.90"), None)


def test_a_correction_of_nothing_is_refused():
    loading_tariffs.load_published()
    entry = ("hospital_day", date(2026, 6, 1))
    assert refusals(files=files_with(NEXT_LETTER), corrections=[entry]) == {
        (LoadRefusal.NOTHING_TO_CORRECT, *entry)
    }


def test_the_picture_is_read_once_and_asked_for_with_one_statement(django_assert_num_queries):
    loading_tariffs.load_published()
    tariffs.current()
    with django_assert_num_queries(2):
        assert tariffs.current() is tariffs.current()


# -- the command -----------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    def write(texts):
        place = tmp_path / "data"
        shutil.copytree(DATA, place, dirs_exist_ok=True)
        for name, text in texts.items():
            (place / name).write_text(text, encoding="utf-8")
        return place

    return write


def run(*arguments):
    out, errors = StringIO(), StringIO()
    call_command("load_tariffs", *map(str, arguments), stdout=out, stderr=errors)
    return out.getvalue() + errors.getvalue()


def test_the_command_shows_what_changes_and_says_when_nothing_does():
    assert "+ C1 from 2026-09-01: – → 11.95 × key_letter.doctors" in run("--check")
    assert not TariffLoad.objects.exists()
    assert "+ key_letter.doctors from 2026-06-01: – → 5.2346 euro" in run()
    assert run() == "Everything is loaded already.\n"


def test_the_command_shows_the_value_before_and_after(folder):
    run()
    place = folder(texts_with(NEXT_LETTER))
    line = "+ key_letter.doctors from 2027-01-01: 5.2346 euro → 5.3000 euro"
    assert line.replace("5.3000", "5.30") in run("--check", "--folder", place)
    assert TariffLoad.objects.count() == 1
    assert "Loaded as January" in run("--name", "January", "--folder", place)


def test_the_command_refuses_an_edit_with_a_sentence(folder):
    run()
    texts = texts_of(DATA)
    texts["parameters.toml"] = texts["parameters.toml"].replace('"26.79"', '"27.00"')
    place = folder(texts)
    for arguments in (["--check"], [], ["--past"]):
        with pytest.raises(CommandError, match="hospital_day from 2026-06-01 is already loaded"):
            run("--folder", place, *arguments)
    said = run(
        "--folder", place, "--past", "--correct", "hospital_day@2026-06-01", "--name", "Correction"
    )
    assert "! hospital_day from 2026-06-01: 26.79 euro → 27.00 euro" in said
    assert "Care from 2026-06-01 on is touched" in said


def test_the_command_names_mistakes_and_a_wrong_entry(folder):
    place = folder({"parameters.toml": "[[parameter"})
    with pytest.raises(CommandError, match="The files have mistakes"):
        run("--folder", place)
    with pytest.raises(CommandError, match="is no entry such as"):
        run("--correct", "hospital_day")
    with pytest.raises(CommandError, match="cannot be read"):
        run("--folder", "/nowhere")


def test_a_start_does_not_wait_for_a_refusal(folder):
    run()
    place = folder(texts_with(PAST_LETTER))
    assert "changes care that has already been given" in run("--lenient", "--folder", place)
    assert TariffLoad.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_loads_at_once_are_one():
    found = done_at_once(*[loading_tariffs.load_published] * 2)
    assert sorted(stored is None for stored in found) == [False, True]
    assert TariffLoad.objects.count() == 1
