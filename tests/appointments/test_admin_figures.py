"""The figures in the admin: who sees which agencies, which days, and the file that goes with it."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from appointments.models import Appointment
from appointments.presenters.figures_table import CANCELLED, COLUMNS
from appointments.rules.figures import Period
from cns_portal.web.spreadsheet import harmless
from tests.appointments.agents import LIST, agent_of, window_of
from tests.factories import (
    AccountFactory,
    AgencyFactory,
    AppointmentFactory,
    InsuredPersonFactory,
    at,
)

pytestmark = pytest.mark.django_db

FIGURES, FILE = f"{LIST}figures/", f"{LIST}figures/file.csv"
LAST_FRIDAY = date(2026, 2, 27)  # the stopped clock shows Monday, 2 March


@pytest.fixture(autouse=True)
def _some_appointments(stopped_clock, offers, agency):
    for number, fate in enumerate(("completed", "completed", "missed", "cancelled")):
        AppointmentFactory(agency=agency, starts_at=at(LAST_FRIDAY, 9, 15 * number), **{fate: True})


def rows_of(answer) -> list[dict[str, str]]:
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def of_level(answer, level):
    """The lines of that level about information at an agency."""
    kind = ("information", "on_site")
    return [
        row
        for row in rows_of(answer)
        if row["level"] == level and (row["topic"], row["channel"]) == kind
    ]


# -- who ------------------------------------------------------------------------------------


def test_an_agent_sees_the_figures_of_their_agencies_only(window, agency):
    other = AgencyFactory(name="Somewhere else", open=True)
    AppointmentFactory(agency=other, completed=True, starts_at=at(LAST_FRIDAY, 9))
    page = window.get(FIGURES)
    assertContains(page, "4 booked, of which 2 kept, 1 missed and 1 cancelled.")
    assertNotContains(page, other.name)
    assert {row["agency"] for row in rows_of(window.get(FILE))} == {agency.slug, ""}
    asked = window.get(FIGURES, {"period": "days", "agency": other.pk})
    assertContains(asked, "errornote")
    assert "report" not in asked.context
    assert window.get(FILE, {"agency": other.pk}).status_code == 302


def test_a_supervisor_sees_all_agencies(agency):
    other = AgencyFactory(open=True)
    AppointmentFactory(agency=other, completed=True, starts_at=at(LAST_FRIDAY, 9))
    window = window_of(AccountFactory(supervisor=True, language="en"))
    assertContains(window.get(FIGURES), "5 booked, of which 3 kept")
    assertContains(window.get(FIGURES, {"agency": other.pk}), "1 booked, of which 1 kept, 0 missed")


def test_nobody_else_finds_them(window):
    for address in (FIGURES, FILE):
        assert Client().get(address).status_code == 302
        insured = Client()
        insured.force_login(InsuredPersonFactory(signs_in=True).account)
        assert insured.get(address).status_code in {302, 403, 404}
        without_the_group = window_of(AccountFactory(agent=True))
        assert without_the_group.get(address).status_code == 404
        assert window.post(address).status_code == 405


def test_an_agent_without_agencies_is_told_so():
    window = window_of(agent_of())
    assertContains(window.get(FIGURES), "there is nothing to count")
    assert window.get(FILE).status_code == 404


def test_the_index_and_the_agenda_lead_there(window):
    for address in ("/admin/", LIST):
        assertContains(window.get(address), f'href="{FIGURES}"')


# -- which days ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({}, date(2026, 2, 2), date(2026, 3, 1)),
        ({"period": "week"}, date(2026, 2, 23), date(2026, 3, 1)),
        ({"period": "month"}, date(2026, 2, 1), date(2026, 2, 28)),
        (
            {"period": "own", "first": "2026-01-05", "last": "2026-03-20"},
            date(2026, 1, 5),
            date(2026, 3, 20),
        ),
    ],
)
def test_page_and_file_are_about_the_days_that_were_asked_for(window, asked, first, last):
    assert window.get(FIGURES, asked).context["report"].period == Period(first, last)
    file = window.get(FILE, asked)
    assert {(row["first_day"], row["last_day"]) for row in rows_of(file)} == {
        (first.isoformat(), last.isoformat())
    }
    assert f'filename="appointment-figures_{first}_{last}.csv"' in file["Content-Disposition"]


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("", "2026-02-01", "Please give both days."),
        ("2026-02-02", "2026-02-01", "The last day must not be before the first day."),
        ("2025-01-01", "2026-02-01", "Please choose at most 366 days."),
        ("yesterday", "2026-02-01", "Enter a valid date."),
    ],
)
def test_impossible_days_are_explained(window, first, last, sentence):
    asked = {"period": "own", "first": first, "last": last}
    page = window.get(FIGURES, asked)
    assertContains(page, sentence)
    assert "charts" not in page.context
    assert FIGURES in window.get(FILE, asked)["Location"]


def test_a_whole_leap_year_is_possible(window):
    last = date(2024, 1, 1) + timedelta(days=365)
    asked = {"period": "own", "first": "2024-01-01", "last": last.isoformat()}
    assertContains(window.get(FIGURES, asked), "0 booked")


# -- what ------------------------------------------------------------------------------------


def test_the_file_has_the_numbers_of_the_page(window):
    page, file = window.get(FIGURES), window.get(FILE)
    lines = [*page.context["lines"]]
    kinds = [row for row in rows_of(file) if row["level"] == "kind"]
    everything = [row for row in rows_of(file) if row["level"] == "everything"]
    for line, row in zip(lines, [*kinds, *everything], strict=True):
        assert [cell if cell != "–" else "" for cell in line.cells] == [
            row[column.code] for column in COLUMNS
        ]
    for line, row in zip(page.context["cancelled_lines"], [*kinds, *everything], strict=True):
        assert line.cells == [row[column.code] for column in CANCELLED]
    (row,) = of_level(file, "kind")
    assert (row["booked"], row["kept"], row["missed"], row["cancelled"]) == ("4", "2", "1", "1")
    assert row["cancelled_by_person"] == "1"


def test_every_chart_has_a_caption_and_a_table(window):
    text = window.get(FIGURES).content.decode()
    assert text.count("<figure") == text.count("<figcaption") == 6
    assert len(re.findall(r"<summary id=\"table-\w+\">The numbers as a table", text)) == 6
    assert not re.search(r"\sstyle\s*=", text)


def test_the_file_names_nobody(window, agency):
    person = InsuredPersonFactory(signs_in=True, last_name="Geheimnis")
    kept = AppointmentFactory(
        agency=agency, person=person, completed=True, starts_at=at(LAST_FRIDAY, 14)
    )
    text = window.get(FILE).content.decode()
    for secret in (
        person.last_name, person.matricule, person.email, kept.procedure.reference,
        kept.check_in_code, str(kept.public_id),
    ):  # fmt: skip
        assert secret not in text


@pytest.mark.parametrize("name", ["=1+1", "+49", "-cmd", "@sum", "\t=1", "\r=1"])
def test_a_name_is_never_a_formula(window, agency, name):
    agency.name = name
    agency.save()
    names = {row["agency_name"] for row in rows_of(window.get(FILE))}
    assert names == {harmless(name), ""}
    assert harmless(name) == f"'{name}"
    assert harmless("Esch-sur-Alzette") == "Esch-sur-Alzette"


def test_a_name_with_a_semicolon_stays_one_cell(window, agency):
    agency.name = 'Esch; "Belval"'
    agency.save()
    assert of_level(window.get(FILE), "kind")[0]["agency_name"] == 'Esch; "Belval"'


def test_looking_changes_nothing(window):
    before = list(Appointment.objects.order_by("pk").values())
    window.get(FIGURES), window.get(FILE)
    assert list(Appointment.objects.order_by("pk").values()) == before
