"""The record of processing operations: made of the declarations, as a page and as a file."""

import csv
import io
from dataclasses import dataclass

import pytest
from django.urls import reverse
from django.utils import translation

from cns_portal.home.presenters import record
from cns_portal.keeping import Category, Holding, Measure, Persons, Recipient
from cns_portal.privacy import holdings

COLUMNS = [
    *("Part of the portal", "Operation", "Purpose", "What", "Legal basis", "Whose data"),
    *("Categories of data", "Recipients", "Kept for", "Measures"),
]


@dataclass(eq=False)
class Letters(Holding):
    code = "accounts.letters"
    label = "Letters"
    what = "=HYPERLINK(1)"
    why = "+1"
    legal_basis = "@law"
    keep_for = "-2 days"
    persons = (Persons.INSURED, Persons.AGENTS)
    categories = (Category.HEALTH,)
    recipients = (Recipient.BANK,)
    measures = (Measure.SEALED,)


def rows_of(text):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


@pytest.mark.django_db
def test_everybody_reads_every_operation_with_its_purpose_and_period(client):
    answer = client.get(reverse("home:record"))
    words = answer.content.decode()
    with translation.override("en"):
        for holding in holdings():
            anchor = record.Operation(holding).anchor
            assert f'id="{anchor}"' in words
    assert "Who did what, and who looked at your data" in words
    assert "Six years after the last step." in words
    assert "Health-related data; Occupation and employment" in words


@pytest.mark.django_db
def test_each_operation_is_folded_under_its_name_and_a_list_leads_to_the_parts(client):
    page = client.get(reverse("home:record")).content.decode()
    assert page.count('<details class="details record__operation">') == len(holdings())
    for area in record.areas(holdings()):
        assert f'href="#{area.code}"' in page
        assert f'<h2 id="{area.code}">' in page


@pytest.mark.django_db
def test_the_file_has_one_line_for_each_operation(client):
    answer = client.get(reverse("home:record_file"))
    heads, *lines = rows_of(answer.content.decode())
    assert heads == COLUMNS
    assert len(lines) == len(holdings())
    assert all(len(line) == len(COLUMNS) and all(line) for line in lines)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "record-of-processing.csv" in answer["Content-Disposition"]


def test_nothing_in_the_file_is_a_formula():
    _heads, line = rows_of(record.csv_of([Letters()]))
    assert line == [
        *("Signing in", "Letters", "'+1", "'=HYPERLINK(1)", "'@law"),
        "Persons who are or were affiliated to Luxembourg's social security; Agents of the CNS",
        *("Health-related data", "The bank that carries out the payments", "'-2 days"),
        "Encrypted where they are stored",
    ]


def test_the_parts_of_the_portal_are_in_order_and_every_one_has_a_name():
    areas = record.areas(holdings())
    assert [area.code for area in areas] == sorted({area.code for area in areas})
    assert all(area.name and area.operations for area in areas)


@pytest.mark.django_db
def test_neither_asks_the_database_for_anything(client, django_assert_num_queries):
    for name in ("home:record", "home:record_file"):
        with django_assert_num_queries(0):
            assert client.get(reverse(name)).status_code == 200


@pytest.mark.django_db
def test_the_page_about_data_protection_leads_to_the_record(client):
    assert reverse("home:record") in client.get(reverse("home:privacy")).content.decode()
