"""My certificates and day by day: what is seen, what a stranger sees, what it costs."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from tests.incapacity import counted
from tests.incapacity.factories import CertificateFactory, DiagnosisFactory
from tests.insured.families import child_of, worker

pytestmark = pytest.mark.django_db

SPACE = "/en/espace/incapacity/"
DAYS, CSV = f"{SPACE}days/", f"{SPACE}days/days.csv"
PAGES = [SPACE, DAYS, f"{DAYS}?of=benefit", f"{DAYS}?of=leave", CSV]


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("cns_portal.clock.now", lambda: counted.NOW)


@pytest.fixture
def marie():
    return counted.long_ill()


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def text_of(answer) -> str:
    """The words of a page with single spaces."""
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def rows_of(answer) -> list[dict[str, str]]:
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


# -- my certificates ----------------------------------------------------------------------------


def test_without_certificates_the_page_says_so():
    answer = signed_in(worker()).get(SPACE)
    assertContains(answer, "No certificates sent yet")
    assertContains(answer, "<b>0</b> of 77 days", html=False)
    assertContains(answer, "No certificate of this year counts")
    assertContains(answer, "No child of yours is on file")


def test_the_figures_and_their_sentences(marie):
    text = text_of(signed_in(marie).get(SPACE))
    for sentence in (
        "<b>77</b> days; the limit of 77 is reached",
        "Counted in the 18 months from 1 June 2025 to 30 November 2026.",
        "In November 2026 your employer pays.",
        "3 of these days are in certificates that are still being checked.",
        "Day 77 is 17 November 2026: from December 2026 on the CNS pays.",
        "From October 2027 on your employer pays again, unless days are added.",
        "<b>77</b> of 546 days, 78 weeks",
        "Counted in the 104 weeks from 25 November 2024 to 22 November 2026.",
        "If you were unable to work without a break from tomorrow on, benefit would last until",
        "Labour Code, article L. 121-6 (3)",
        "Social Security Code, article 14 (2)",
    ):
        assert sentence in text


def test_below_the_limit_it_says_from_when_the_cns_would_pay():
    person = worker()
    CertificateFactory(person=person, accepted=True)
    text = text_of(signed_in(person).get(SPACE))
    assert "<b>5</b> of 77 days" in text
    assert (
        "If you were unable to work without a break from tomorrow on, the CNS would pay from "
        "March 2027 on." in text
    )
    assert "still being checked" not in text


def test_beyond_the_78_weeks_it_says_so():
    person = worker()
    CertificateFactory(
        person=person, accepted=True, first_day=date(2025, 1, 1), last_day=date(2026, 12, 31)
    )
    answer = signed_in(person).get(SPACE)
    assertContains(answer, "The limit is passed.")


def test_the_limit_in_a_certificate_that_still_runs_has_its_day():
    person = worker()
    first = counted.TODAY - timedelta(days=540)
    CertificateFactory(
        person=person, accepted=True, first_day=first, last_day=first + timedelta(days=600)
    )
    assertContains(
        signed_in(person).get(SPACE),
        "Your certificates go beyond the limit: 27 November 2026 is the last day with benefit.",
    )


def test_each_child_has_its_days(marie):
    person = counted.with_everything()
    text = text_of(signed_in(person).get(SPACE))
    assert "<b>Lea Beispill</b>, 2 years old" in text
    assert "9.5 of 12 days are left for the ages 0 to 3." in text
    assert "They serve until 9 May 2028; then the next age band begins." in text
    assert "0 of 5 days are left for the ages 13 to 17." in text
    assert "2 days more than there are: an agent decides about them." in text
    assert "At this age only while the child is in hospital." in text


def test_what_waits_to_be_sent_comes_before_what_was_sent():
    text = text_of(signed_in(counted.with_everything()).get(SPACE))
    places = [
        text.index(word)
        for word in ("Arrived electronically</h2>", "Not sent yet</h2>", ">Sent</h2>", "The year")
    ]
    assert places == sorted(places)
    assert "Illness, from 16 November 2026 on" in text
    assert "Illness, 18 November 2026 to 22 November 2026" in text


def test_an_entry_says_what_for_and_how_far(marie):
    text = text_of(signed_in(marie).get(SPACE))
    assert "Illness, 15 November 2026 to 17 November 2026" in text
    assert "Sent on 18 November 2026, reference" in text


def test_the_list_has_pages():
    person = worker()
    for week in range(11):
        CertificateFactory(person=person, first_day=date(2026, 1, 5) + timedelta(weeks=week))
    client = signed_in(person)
    assertContains(client.get(SPACE), 'class="sheets__title"', count=10)
    assertContains(client.get(f"{SPACE}?page=2"), 'class="sheets__title"', count=1)


# -- the year -----------------------------------------------------------------------------------


def test_the_year_in_words_and_drawn():
    client = signed_in(counted.with_everything())
    answer = client.get(SPACE)
    text = text_of(answer)
    assert "<b>1 November 2026 to 17 November 2026</b>: 17 days, Illness (still being checked)" in (
        text
    )
    assert "<b>12 January 2026 to 16 January 2026</b>: 5 days, Leave for family reasons" in text
    assert "2 February 2026" not in text[text.index("The same in words") :]
    assertContains(answer, "year-day--illness", count=77 + 1)  # and the legend
    assertContains(answer, "year-day--today", count=1)
    assertContains(answer, "year-day--maternity", count=25 + 1)


def test_another_year_is_one_link_away():
    client = signed_in(counted.with_everything())
    assertContains(client.get(SPACE), f"{SPACE}?year=2025#calendar")
    answer = client.get(f"{SPACE}?year=2025")
    assertContains(answer, "The year 2025")
    assertContains(answer, "12 days away from work in 2025")
    assertNotContains(answer, "year-day--today")


@pytest.mark.parametrize("year", ["", "0", "99999", "abc", "-1", "2026.5", "٢٠٢٦"])
def test_nonsense_in_the_address_is_no_trouble(marie, year):
    answer = signed_in(marie).get(SPACE, {"year": year, "page": year, "of": year})
    assert answer.status_code == 200


# -- day by day ---------------------------------------------------------------------------------


def test_the_77th_day_is_marked_and_months_say_who_pays(marie):
    text = text_of(signed_in(marie).get(DAYS))
    assert "Tuesday 17 November 2026" in text
    assert "77: the limit" in text
    assert "From 1 June 2025 to 30 November 2026 there are 77 days: 77 are reached" in text
    assert "Conventions of this portal" in text
    assert "In November 2026 your employer pays." in text


def test_every_change_that_is_told_can_be_followed_also_after_a_year_of_incapacity():
    person = worker()
    CertificateFactory(person=person, first_day=counted.TODAY, last_day=date(2027, 11, 30))
    answer = signed_in(person).get(DAYS)
    told = answer.context["months"].changes
    assert "From April 2029 on your employer pays again" in told[-1]
    assertContains(answer, '<b class="month__name">April 2029</b>')


def test_months_without_anything_to_tell_are_not_listed():
    answer = signed_in(worker()).get(DAYS)
    assertContains(answer, "No day counts in these months.")
    assertNotContains(answer, "month__name")


def test_each_day_that_enters_or_leaves_the_104_weeks_is_told():
    person = worker()
    CertificateFactory(
        person=person, accepted=True, first_day=date(2024, 11, 25), last_day=date(2024, 11, 29)
    )
    CertificateFactory(person=person, accepted=True)
    text = text_of(signed_in(person).get(f"{DAYS}?of=benefit"))
    assert "+1: Illness (Accepted)" in text
    assert "−1: 25 November 2024 is too old now" in text


def test_every_day_of_leave_says_from_which_band():
    text = text_of(signed_in(counted.with_everything()).get(f"{DAYS}?of=leave"))
    assert "Wednesday 14 January 2026" in text
    assert "0 to 3 years" in text
    assert "13 to 17 years, only in hospital" in text
    assert "Monday to Friday without public holidays are counted." in text


def test_days_for_ages_that_are_past_have_lapsed():
    person = worker()
    child = child_of(person, born=date(2019, 11, 23))  # seven tomorrow
    CertificateFactory(
        person=person, family=True, child=child, accepted=True,
        first_day=date(2023, 11, 20), last_day=date(2023, 11, 22),
    )  # fmt: skip
    address = f"{DAYS}?of=leave"
    rows = [row[2:] for row in signed_in(person).get(address).context["children"][0].band_rows]
    assert rows == [["12", "3", "none (9 lapsed)"], ["18", "0", "18"], ["5", "0", "5"]]
    assertContains(signed_in(person).get(address), "none (9 lapsed)", count=1)


def test_days_without_a_place_say_why():
    person = worker()
    child = child_of(person, born=date(2012, 1, 1))
    CertificateFactory(person=person, family=True, child=child)
    assertContains(
        signed_in(person).get(f"{DAYS}?of=leave"),
        "From 13 to 17 the leave is only for a child in hospital.",
        count=5,
    )


def test_the_file_has_every_day_and_agrees_with_the_pages(marie):
    answer = signed_in(marie).get(CSV)
    assert answer["Content-Disposition"] == 'attachment; filename="days.csv"'
    rows = {row["Day"]: row for row in rows_of(answer)}
    last = rows["2026-11-17"]
    assert last["Certificate"] == "Illness"
    assert last["State"] == "Received"
    assert last["Days in the 18 months that end with this one, so far"] == "77"
    assert last["Who pays in this month"] == "Your employer"
    assert last["Days in the 104 weeks that end with the day"] == "77"
    assert rows["2026-12-01"]["Who pays in this month"] == "The CNS"
    assert rows["2027-10-01"]["Who pays in this month"] == "Your employer"
    assert sum(row["Counts towards day 77"] == "yes" for row in rows.values()) == 77
    days = [date.fromisoformat(day) for day in rows]
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]


def test_the_file_has_the_leave_of_each_child():
    rows = rows_of(signed_in(counted.with_everything()).get(CSV))
    leave = {row["Day"]: row["Leave for family reasons"] for row in rows}
    assert leave["2026-01-14"].startswith("Lea ")
    assert leave["2026-01-14"].endswith(": 0.5")
    assert leave["2026-01-15"] == ""


def test_a_certificate_without_measure_makes_no_page_without_measure():
    person = worker()
    CertificateFactory(person=person, last_day=date(2199, 12, 31))
    client = signed_in(person)
    for address in PAGES:
        assert len(client.get(address).content) < 1_000_000
    assert rows_of(client.get(CSV))[-1]["Day"] == "2029-11-30"


# -- who may, and what it costs -----------------------------------------------------------------


@pytest.mark.parametrize("address", PAGES)
def test_a_visitor_signs_in_first(address):
    answer = Client().get(address)
    assert answer.status_code == 302
    assert "next=" in answer["Location"]


@pytest.mark.parametrize("address", PAGES)
def test_nobody_sees_somebody_elses_days(marie, address):
    answer = signed_in(worker()).get(address)
    assert answer.status_code == 200
    assertNotContains(answer, "17 November 2026")
    assertNotContains(answer, "Illness (")


@pytest.mark.parametrize("address", PAGES)
def test_no_page_knows_a_diagnosis(marie, address):
    for certificate in marie.certificates.all():
        DiagnosisFactory(certificate=certificate, code="F32.1")
    assertNotContains(signed_in(marie).get(address), "F32.1")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_costs_the_same_whatever_there_is(address):
    def asked(client) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    person = worker()
    child = child_of(person, born=date(2024, 5, 10))
    CertificateFactory(person=person, family=True, child=child)
    CertificateFactory(person=person, draft=True)
    CertificateFactory(person=person, arrived=True)
    client = signed_in(person)
    client.get(address)
    few = asked(client)
    for week in range(1, 12):
        first = date(2026, 11, 16) - timedelta(weeks=week)
        CertificateFactory(person=person, first_day=first)
        CertificateFactory(person=person, draft=True)
        CertificateFactory(person=person, arrived=True, first_day=first)
        CertificateFactory(
            person=person, family=True, first_day=first, child=child_of(person, born=first)
        )
    assert asked(client) == few


@pytest.mark.parametrize("language", ["fr", "de", "lb"])
def test_the_pages_speak_every_language(marie, language):
    client = signed_in(marie)
    for address in PAGES:
        assert client.get(address.replace("/en/", f"/{language}/")).status_code == 200
