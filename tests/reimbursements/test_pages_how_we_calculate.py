"""“How we calculate”: made of the values, open to everybody, by the one engine."""

from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from reimbursements.choices.act_labels import LABELS
from reimbursements.choices.care import Setting
from reimbursements.choices.parameters import MARKS
from reimbursements.presenters import tariff_values
from reimbursements.rules.calculator import calculated
from reimbursements.rules.tariff_files import DATA, published, read, texts_of
from reimbursements.services import loading_tariffs
from tests.reimbursements.test_services_loading_tariffs import (
    NEXT_LETTER,
    PAST_LETTER,
    files_with,
)

TODAY = date(2026, 11, 22)
ASKED = {
    "code": "C1",
    "day": "20/11/2026",
    "amount": "65,00",
    "fee": "",
    "quantity": "1",
    "age": "adult",
    "setting": "out_patient",
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("cns_portal.clock.today", lambda: TODAY)


@pytest.fixture
def loaded():
    return loading_tariffs.load_published()


def text(response):
    """The page as it reads, with ordinary spaces."""
    return " ".join(unescape(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


def page(name="how", **asked):
    with translation.override("en"):
        address = reverse(f"reimbursements:{name}")
    response = Client().get(address, asked)
    assert response.status_code == 200
    return text(response)


def calculate(**changes):
    with translation.override("en"):
        response = Client().post(reverse("reimbursements:how"), ASKED | changes)
    return text(response)


def test_every_parameter_stands_on_the_page(loaded):
    shown = page()
    with translation.override("en"):
        for name in published().values:
            label, detail = tariff_values.label_of(name)
            assert label in shown, name
            assert detail in shown, name
            assert label != name, f"{name} has no label"


def test_every_act_stands_on_its_page(loaded):
    shown = page("how_acts", day="22/11/2026")
    for code in published().acts:
        assert f"<span>{code}</span>" in shown


def test_a_value_is_shown_with_its_day_its_basis_and_its_source(loaded):
    shown = page()
    assert "5.2346 €" in shown
    assert "<b>88 %</b>" in shown
    assert "Statuts de la CNS, art. 154bis" in shown
    assert "The source names no first day." in shown
    assert "25.50 € from 1 January 2024 on" in shown
    assert "holds since 21 November 2024" not in calculate()
    assert str(MARKS["B"]) in shown


def test_what_is_not_confirmed_or_not_known_is_left_to_an_agent_and_said_so(loaded):
    shown = page()
    assert "not confirmed: 80 %" in shown
    assert "81.84 € from 1 May 2025 on" in shown
    decides = shown.split("For these kinds of care no share")[1].split("</ul>")[0]
    assert "Home visit of a doctor" in decides
    assert "Nursing care" in decides
    assert "Transport" in decides
    assert "Consultation of a doctor" not in decides
    assert "Psychotherapy" not in decides


def test_the_values_of_another_day_can_be_seen(loaded):
    assert "<b>26.14 €</b>" in page(day="31/12/2025")
    assert "<b>26.79 €</b>" in page()
    assert "<b>57.70 €</b>" in page("how_acts", day="01/10/2023")
    assert "<b>62.60 €</b>" in page("how_acts", day="2026-09-01")


@pytest.mark.parametrize("nonsense", ["32/13/2026", "soon", "\x00", "9999999999"])
def test_a_day_that_is_none_shows_today(loaded, nonsense):
    assert "<b>26.79 €</b>" in page(day=nonsense)


def test_acts_are_found_by_code_and_by_words(loaded):
    assert "<span>C17</span>" in page("how_acts", search="c17")
    found = page("how_acts", search="paediatrician visit")
    assert "<span>V10</span>" in found
    assert "<span>C6</span>" not in found
    assert "No act found" in page("how_acts", search="surely nothing")


def test_the_calculator_answers_with_every_amount_and_why(loaded):
    shown = calculate()
    assert "Accepted in part" in shown or "Accepted" in shown
    for amount in ("65.00 €", "55.09 €", "7.51 €", "2.40 €"):
        assert amount in shown
    assert "coefficient" in shown or "× 11.95" in shown
    assert "RGD 21.12.1998, art. 4" in shown


def test_the_calculator_is_the_engine(loaded):
    line = calculated(
        published(),
        code="C1",
        day=TODAY,
        amount=Decimal("65.00"),
        fee=Decimal("5.00"),
        quantity=1,
        is_minor=False,
        setting=Setting.OUT_PATIENT,
    )
    assert (line.invoiced, line.reimbursed, line.participation, line.over_tariff, line.refused) == (
        Decimal("70.00"),
        Decimal("55.09"),
        Decimal("7.51"),
        Decimal("2.40"),
        Decimal("5.00"),
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"age": "minor"}, "62.60 €"),
        ({"code": "c 1 n", "amount": "125,20"}, "110.18 €"),
        ({"code": "V1", "amount": "78,60"}, "An agent decides"),
        ({"day": "31/05/2026"}, "An agent decides"),
        ({"fee": "5,00"}, "5.00 €"),
        ({"code": "HEARING-AID", "amount": "1200", "age": "minor"}, "1 200.00 €"),
    ],
)
def test_the_calculator_knows_ages_letters_days_and_what_it_does_not_know(loaded, changes, said):
    assert said in calculate(**changes)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": ""}, "Enter the code of the act"),
        ({"day": "31/02/2026"}, "Enter a real date"),
        ({"amount": "a lot"}, "Enter the amount in euros"),
        ({"quantity": "0"}, "Enter how many times"),
    ],
)
def test_the_calculator_says_what_is_missing(loaded, changes, said):
    shown = calculate(**changes)
    assert said in shown
    assert "<title>Error:" in shown


def test_before_the_first_load_the_pages_say_that_an_agent_decides():
    assert "No values have been loaded yet" in page()
    assert "No act found" in page("how_acts")
    assert "Nothing has been loaded" in page("how_changes")
    assert "An agent decides" in calculate() or "not in the nomenclature" in calculate()


def test_a_change_is_shown_with_what_held_before(loaded):
    loading_tariffs.load(files=files_with(NEXT_LETTER), name="Index of January 2027")
    shown = page("how_changes")
    assert "Index of January 2027" in shown
    change = shown.split("Key letter of the doctors")[1].split("</tr>")[0]
    assert "1 January 2027" in change
    assert "5.2346 €" in change
    assert "5.30 €" in change
    assert "The first load" in shown
    assert "5.30 € from 1 January 2027 on" in page()
    assert "<b>5.2346 €</b>" in page()
    assert "<b>5.30 €</b>" in page(day="01/01/2027")


def test_a_change_of_the_past_is_marked(loaded):
    loading_tariffs.load(files=files_with(PAST_LETTER), past_is_meant=True)
    assert "Care from 1 October 2026 on is touched" in page("how_changes")


def test_a_tariff_holds_since_its_key_letter_changed(loaded):
    loading_tariffs.load(files=files_with(PAST_LETTER), past_is_meant=True)
    shown = page("how_acts", search="C17")
    assert "<b>49.00 €</b>" in shown
    assert "1 October 2026" in shown


def test_a_correction_shows_what_was_believed(loaded):
    wrong = '{ since = 2026-06-01, ended = true, source = "not found", mark = "N" }'
    right = '{ since = 2026-06-01, amount = "83.90", source = "test", mark = "A" }'
    loading_tariffs.load(
        files=files_with(instead=(wrong, right)),
        corrections=[("dental_full_cover", date(2026, 6, 1))],
        past_is_meant=True,
    )
    change = page("how_changes").split("Ordinary dental care")[1].split("</tr>")[0]
    assert "Correction" in change
    assert "no value: an agent decides" in change
    assert "83.90 €" in change


@pytest.mark.parametrize("name", ["how", "how_acts", "how_changes"])
def test_a_page_costs_the_same_however_much_was_loaded(loaded, django_assert_max_num_queries, name):
    files = files_with(NEXT_LETTER)
    loading_tariffs.load(files=files)
    page(name)
    with django_assert_max_num_queries(5):
        page(name)


def test_every_label_of_an_act_can_be_translated():
    files = read(texts_of(DATA))
    assert {act.label for act in files.acts} == set(LABELS)


def test_the_foot_of_every_page_and_the_map_of_the_site_lead_there(client):
    assert 'href="/en/how-we-calculate/"' in client.get("/en/").content.decode()
    by_the_map_too = client.get("/en/sitemap/").content.decode()
    assert by_the_map_too.count('href="/en/how-we-calculate/"') == 2
