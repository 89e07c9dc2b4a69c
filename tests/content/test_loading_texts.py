"""The portal's own texts come in once, and give way to editors."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from cns_portal import clock
from cns_portal.content.choices import actions
from cns_portal.content.choices.entries import Kind
from cns_portal.content.models import Entry, SearchEntry, Text
from cns_portal.content.selectors import editing, reading
from cns_portal.content.services import loading, seed_files, writing
from cns_portal.content.services.seed_files import SeedError
from tests.content.written import a_draft, publish, words
from tests.factories import AccountFactory

BODY = """
icon = "shield"
related = ["procedure/book"]
sources = ["https://one.example", "https://two.example"]

[en]
title = "The fund"
summary = "It pays."

[fr]
title = "La caisse"
summary = "Elle paie."

[details]
address = ["4, rue Mercier", "L-2144 Luxembourg"]
phones = [{ number = "(+352) 27 57 1", hours = "workdays 08:00-16:00" }, { number = "(+352) 2" }]
hours = "mon-fri 08:30-11:30; sat 09:00-10:00"
source = "https://one.example"
checked_on = 2026-11-01
"""
PROCEDURE = """
action = "appointments.book"
publish_on = 2026-10-01
position = 5
contacts = ["fund"]

[en]
title = "Book"
summary = "Meet somebody."
how_to_proceed = "Choose a day."
keywords = "meet"
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    write(tmp_path, "body/fund", BODY)
    write(tmp_path, "procedure/book", PROCEDURE)
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    file = folder / f"{name}.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")


def load(folder: Path) -> loading.Loaded:
    return loading.load(seed_files.read_all(folder))


def counts(done: loading.Loaded) -> tuple[int, ...]:
    return done.created, done.changed, done.published, done.left_alone


@pytest.mark.django_db
def test_everything_in_the_files_is_there_for_readers(folder):
    assert counts(load(folder)) == (2, 2, 3, 0)
    today = clock.today()
    shown = reading.page(Kind.PROCEDURE, "book", "fr", today=today)
    assert (shown.text.how_to_proceed, shown.lang) == ("Choose a day.", "en")
    assert (shown.entry.publish_on, shown.entry.position) == (date(2026, 10, 1), 5)
    assert shown.action.url_name == "appointments:new"
    (fund,) = reading.contacts(shown.entry, "fr", today=today)
    assert (fund.text.title, fund.entry.publish_on) == ("La caisse", today)
    assert fund.entry.sources == "https://one.example\nhttps://two.example"
    body = fund.entry.body
    assert body.address == "4, rue Mercier\nL-2144 Luxembourg"
    assert body.phones == "(+352) 27 57 1 | workdays 08:00-16:00\n(+352) 2"
    assert body.hours == "mon-fri 08:30-11:30\nsat 09:00-10:00"
    assert [page.entry.slug for page in reading.related(fund.entry, "en", today=today)] == ["book"]
    assert editing.sides(fund.entry)["fr"].state == "up_to_date"
    assert SearchEntry.objects.count() == 8


@pytest.mark.django_db
def test_once_more_changes_nothing(folder):
    load(folder)
    before = list(Text.objects.order_by("pk").values()), list(Entry.objects.order_by("pk").values())
    assert counts(load(folder)) == (0, 0, 0, 0)
    after = list(Text.objects.order_by("pk").values()), list(Entry.objects.order_by("pk").values())
    assert after == before


@pytest.mark.django_db
def test_what_is_new_in_a_file_is_published_as_a_new_version(folder):
    load(folder)
    write(folder, "procedure/book", PROCEDURE.replace("Choose a day.", "Choose a day and a time."))
    write(folder, "body/fund", BODY.replace('(+352) 2"', '(+352) 3"'))
    assert counts(load(folder)) == (0, 1, 1, 0)
    assert Text.objects.published().get(entry__slug="book").version == 2
    assert "(+352) 3" in Entry.objects.get(slug="fund").body.phones


@pytest.mark.django_db
def test_what_an_editor_wrote_is_never_overwritten(folder):
    load(folder)
    editor = AccountFactory(agent=True)
    entry = Entry.objects.get(slug="fund")
    a_draft(entry, "fr", words("À nous"), actor=editor)
    publish(entry, "fr", actor=editor)
    a_draft(entry, "en", words("A draft of ours"), actor=editor)
    write(
        folder,
        "body/fund",
        BODY.replace("The fund", "Other").replace("La caisse", "Autre").replace("shield", "euro"),
    )
    assert counts(load(folder)) == (0, 0, 0, 1)
    sides = editing.sides(entry)
    assert sides["fr"].published.title == "À nous"
    assert (sides["en"].published.title, sides["en"].draft.title) == ("The fund", "A draft of ours")
    assert Entry.objects.get(slug="fund").icon == "shield"


@pytest.mark.django_db
def test_the_other_languages_of_an_editors_page_still_come_in(folder):
    load(folder)
    editor, entry = AccountFactory(agent=True), Entry.objects.get(slug="fund")
    a_draft(entry, "fr", words("À nous"), actor=editor)
    write(folder, "body/fund", BODY + '\n[de]\ntitle = "Die Kasse"\nsummary = "Sie zahlt."\n')
    assert counts(load(folder)) == (0, 0, 1, 1)
    assert editing.sides(entry)["de"].published.title == "Die Kasse"
    assert Entry.objects.get(slug="fund").changed_by is None


@pytest.mark.django_db
def test_what_an_editor_changed_for_all_languages_stays_although_a_text_comes_in(folder):
    load(folder)
    editor, entry = AccountFactory(agent=True), Entry.objects.get(slug="book")
    values = {name: getattr(entry, name) for name in writing.Common.__slots__}
    writing.change_entry(
        entry.pk,
        seen=entry.saves,
        common=writing.Common(**{**values, "position": 77}),
        actor=editor,
    )
    write(folder, "procedure/book", PROCEDURE.replace("Meet somebody.", "Meet us."))
    assert counts(load(folder)) == (0, 0, 1, 1)
    entry.refresh_from_db()
    assert (entry.position, entry.changed_by) == (77, editor)
    assert counts(load(folder)) == (0, 0, 0, 1)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("poem/x", "", "poem"),
        ("procedure/x", "[en", "procedure/x"),
        ("procedure/x", 'colour = "red"\n' + PROCEDURE, "unknown: colour"),
        ("procedure/x", PROCEDURE + 'poem = "x"', "unknown: poem"),
        ("procedure/x", PROCEDURE.replace("[en]", "[fr]"), "no English text"),
        ("procedure/x", PROCEDURE.replace("Choose a day.", ""), "en: no_body"),
        ("procedure/x", PROCEDURE.replace("appointments.book", "a.b"), "declared the action a.b"),
        ("procedure/x", PROCEDURE.replace('"fund"', '"lost"'), "body/lost is not there"),
        ("procedure/x", 'grid = "need"\n' + PROCEDURE, "grid_for_situations"),
        ("procedure/Not-An-Address", PROCEDURE, "not_an_address"),
        ("procedure/x", PROCEDURE.replace("2026-10-01", '"soon"'), "no day: 'soon'"),
        ("procedure/x", PROCEDURE + '\n[details]\nsource = "x"', "only bodies have details"),
        ("body/x", BODY.replace("08:30-11:30", "8-11"), "hours that cannot be read: 8-11"),
        ("body/x", BODY.replace('source = "https://one.example"', ""), "without source"),
        ("body/x", BODY + 'colour = "red"', "unknown in details: colour"),
        ("body/x", BODY + 'part_of = "lost"', "body/lost is not there"),
    ],
)
def test_what_is_wrong_in_a_file_is_said(folder, name, text, expected):
    write(folder, name, text)
    with pytest.raises(SeedError) as error:
        seed_files.read_all(folder)
    assert any(expected in line for line in error.value.wrong), error.value.wrong


@pytest.mark.django_db
def test_the_command_says_what_it_did(folder, monkeypatch):
    monkeypatch.setattr(seed_files, "FOLDER", folder)
    monkeypatch.setattr(seed_files.read_all, "__defaults__", (folder,))
    said = StringIO()
    call_command("load_content", stdout=said)
    assert said.getvalue().startswith("2 pages are new, 2 were changed, 3 texts published")
    as_it_was = list(SearchEntry.objects.order_by("entry", "language").values("title", "words"))
    SearchEntry.objects.update(title="", words="folded:1")
    call_command("load_content", stdout=said)
    anew = SearchEntry.objects.order_by("entry", "language").values("title", "words")
    assert list(anew) == as_it_was
    write(folder, "procedure/x", "nothing = 1")
    with pytest.raises(CommandError, match="procedure/x: unknown: nothing"):
        call_command("load_content", stdout=said)
    listed = StringIO()
    call_command("load_content", actions=True, stdout=listed)
    assert "appointments.book: Book an appointment (appointments:new)" in listed.getvalue()


def test_every_page_that_a_room_declares_is_there():
    assert len(actions.declared) > 25
    assert all(reverse(action.url_name) for action in actions.declared.values())


def test_a_code_leads_to_one_page():
    with pytest.raises(ValueError, match=r"appointments\.book leads to appointments:new already"):
        actions.declare_action("appointments.book", label="x", url_name="appointments:list")
    assert actions.declared["appointments.book"].url_name == "appointments:new"
    assert not actions.declared["appointments.book"].needs_sign_in
