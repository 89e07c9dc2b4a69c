"""A copy is read by people: nothing in its pages is a code, and every column has a name.

The person of whom every table knows something is `marie`. What is raw is found by its looks,
independently of what the rooms declare; the JSON keeps the codes.
"""

import io
import re

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import translation

from cns_portal.privacy import copying, naming, saying, words
from cns_portal.rights.services import archive
from tests.rights.copies import Copy
from tests.rights.test_everything_is_in_the_copy import TABLES, marie  # noqa: F401

pytestmark = pytest.mark.django_db

RAW = re.compile(
    r"^[a-z]+(?:[_.:-][a-z0-9_]+)*$"  # code, a_code, room.code
    r"|^[A-Z]{2,3}$"  # LU, EUR
    r"|\d{4}-\d\d-\d\d"  # a day as programs write it
    r"|[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{32}"  # keys and digests
    r"|\b[a-z]+_[a-z_]+\b"
    r"|[{}<>]|\b(?:None|True|False)\b"
    r"|^\d+[.,]\d+$"  # an amount of what?
)
IN_WORDS = {"yes", "no", "you", "oui", "non", "vous", "ja", "nein", "Sie"}
# What somebody has typed, or what is named so: shown as it is.
AS_IT_IS = {
    "documents.Document.original_name",
    "inbox.Attachment.filename",
    "accounts.Account.username",
    "socialaccount.SocialAccount.uid",
    "reimbursements.Bill.number",
}
LETTERS = {"inbox.Message.body", "inbox.Email.text_body"}
"""They hold addresses of pages."""


@pytest.fixture(scope="module")
def told(marie):  # noqa: F811
    """For each language every value of the copy: (column, value)."""
    found: dict[str, list] = {}
    tables = copying.Copier.tables

    def noted(self, holding, dossier):
        for table in tables(self, holding, dossier):
            model = apps.get_model(table.name)
            for record in table.records:
                for value in record.values:
                    if value.name != "file":
                        column = f"{model._meta.label}.{value.name}"
                        found[language].append((column, value))
            yield table

    patch = pytest.MonkeyPatch()
    patch.setattr(copying.Copier, "tables", noted)
    for language in ("en", "fr", "de"):
        found[language] = []
        file = io.BytesIO()
        archive.write(marie, file, language=language, progress=lambda done, total: None)
        found[f"{language} copy"] = Copy(file.getvalue())
    patch.undo()
    return found


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_no_value_is_a_code(told, language):
    raw = {
        (column, line)
        for column, value in told[language]
        if column not in AS_IT_IS | LETTERS and not isinstance(value.plain, dict | list)
        for line in value.words.splitlines()
        if RAW.search(line) and line not in IN_WORDS
    }
    assert sorted(raw) == []


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_no_part_of_what_is_kept_as_json_is_a_code(told, language):
    raw = {
        (column, said)
        for column, value in told[language]
        if isinstance(value.plain, dict | list)
        for line in value.words.splitlines()
        if RAW.search(said := line.partition(": ")[2] or line) and said not in IN_WORDS
    }
    assert sorted(raw) == []


def test_the_data_keep_the_codes(told):
    rows = told["en copy"].rows
    assert {row["state"] for row in rows["reimbursements.claim"]} >= {"paid", "draft"}
    assert "claim.sent" in {row["what"] for row in rows["procedures.procedureevent"]}
    assert {row["country"] for row in rows["insured.insuredperson"]} == {"LU"}


@pytest.mark.parametrize(
    ("language", "words_there"),
    [
        ("en", ["Luxembourg", "Bank account proposed", "yes", "12 April 1985", "62.60\xa0€"]),
        ("fr", ["Luxembourg", "Compte bancaire proposé", "oui", "12 avril 1985", "62,60\xa0€"]),
        ("de", ["Luxemburg", "Bankkonto vorgeschlagen", "ja", "12. April 1985", "62,60\xa0€"]),
    ],
)
def test_it_is_said_in_the_language_of_the_copy(told, language, words_there):
    said = {line for _column, value in told[language] for line in value.words.splitlines()}
    assert [word for word in words_there if word not in said] == []


def test_the_first_page_says_what_is_not_in_it(told):
    index = told["en copy"].files["index.html"].decode()
    assert "What is not in this copy" in index
    assert "questions that were asked without signing in" in index


def test_no_name_of_a_column_is_a_code(told):
    labels = {value.label for _column, value in told["en"] if value.words}
    assert sorted(label for label in labels if RAW.search(label) or not label) == []


def test_every_line_of_the_trail_says_what_was_done(told):
    deeds = [v for column, v in told["en"] if column == "audit.AuditEntry.action"]
    assert sorted({value.plain for value in deeds if not value.words}) == []


def test_what_a_person_sent_is_named(told):
    purposes = [v for column, v in told["en"] if column == "documents.Document.purpose"]
    assert sorted({value.plain for value in purposes if not value.words}) == []


# -- what is declared, for rows that nobody has yet ----------------------------------------------


def columns():
    """Every column that a copy may show to people."""
    for label in TABLES:
        for one in apps.get_model(label)._meta.concrete_fields:
            if not one.primary_key and not copying.is_technical(one):
                yield one


def test_every_number_with_decimals_and_every_json_says_how_it_is_read():
    special = (models.DecimalField, models.JSONField, ArrayField)
    silent = [
        str(one)
        for one in columns()
        if (isinstance(one, special) or type(one).__name__ == "SealedJSON")
        and one.name not in words.of(one.model).columns
    ]
    assert silent == []


def test_what_other_rows_point_at_has_a_title():
    silent = {
        one.related_model._meta.label
        for one in columns()
        if one.is_relation and not naming.table_of_people(one)
        if words.of(one.related_model).title is None
    }
    assert sorted(silent) == []


def test_every_column_that_is_spoken_of_exists():
    for label, said in words.declared().items():
        names = {one.name for one in apps.get_model(label)._meta.get_fields()}
        assert {*said.columns, *said.labels, *said.technical} <= names, label


# -- the words themselves -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "said"),
    [("12.5", "12.50\xa0€"), ("[…]", "[…]"), (None, ""), ("1234567.8", "1\xa0234\xa0567.80\xa0€")],
)
def test_money(value, said):
    assert saying.money(value) == said


def test_another_currency_and_a_share():
    assert saying.money("3", "CHF") == "3.00\xa0CHF"
    assert (saying.share("0.88"), saying.share("1.0000")) == ("88\xa0%", "100\xa0%")


@pytest.mark.parametrize("say", [saying.day, saying.moment])
def test_a_day_that_was_somebody_elses_stays_hidden(say):
    assert say("[…]") == "[…]"


def test_a_card_leaves_out_what_is_empty_and_what_it_does_not_know():
    say = saying.card(
        name=("Name", saying.in_words),
        born=("Born", saying.day),
        papers=("Papers", saying.each(saying.card(kind=("Kind", saying.in_words)))),
    )
    told = {"name": "Marie", "born": "", "other": "x", "papers": [{"kind": "A"}, {"kind": "B"}]}
    assert say(told) == "Name: Marie\nPapers:\nKind: A\nKind: B"
    with translation.override("fr"):
        assert say({"name": "Marie"}) == "Name\xa0: Marie"


def test_a_choice_that_is_none_is_said_as_it_is():
    assert saying.one_of(models.TextChoices("Some", "A B"))("C") == "C"
