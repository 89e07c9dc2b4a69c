"""“When I am ill”: the rules for everybody, and a calculator that keeps nothing."""

from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from incapacity.choices.asking import StayReason
from incapacity.choices.certificates import Cause, Sequel
from incapacity.choices.which_sheet import OnTheSheet, SheetAdvice, advice_for
from incapacity.parameters import outings
from incapacity.presenters import when_i_am_ill as presenters
from incapacity.presenters.entitlements import entitlements

TODAY = date(2026, 11, 22)
ASKED = {
    "cause": Cause.ILLNESS.value,
    "sequel": Sequel.INITIAL.value,
    "first_day": "23/11/2026",
    "last_day": "04/12/2026",
    "earlier_last_day": "",
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("cns_portal.clock.today", lambda: TODAY)


@pytest.fixture
def address():
    with translation.override("en"):
        return reverse("incapacity:when_i_am_ill")


def text_of(response):
    return " ".join(unescape(response.content.decode()).split())


def asked(client, address, **changed):
    return client.post(address, {**ASKED, **changed})


def test_a_single_day_is_named_once(client, address):
    text = text_of(asked(client, address, cause="family", last_day=ASKED["first_day"]))
    assert '<p class="ill__asked">Monday 23 November 2026</p>' in text


def test_anybody_reads_every_rule_with_its_text(client, address):
    text = text_of(client.get(address))
    with translation.override("en"):
        for situation in presenters.situations(TODAY):
            assert situation.label in text
            for due in (situation.told, situation.employer, situation.cns):
                assert due.rule in text
            for basis in situation.bases:
                assert basis in text
        for line, source in presenters.OutingRules(TODAY).lines:
            assert line in text
            assert source in text
        for said in (*presenters.OutingRules(TODAY).always, *presenters.on_the_sheet()):
            assert said in text
        for sheet in presenters.sheets():
            assert sheet.text in text
        for one in entitlements(TODAY):
            assert one.title in text
            assert " ".join(one.sentences) in text
        for reason in StayReason:
            assert str(reason.label) in text
    assert "French, German and English" in text


def test_days_of_leave_are_told_from_the_values_that_count_them():
    with translation.override("en"):
        sentences = [one.sentences[0] for one in entitlements(TODAY)]
    assert "day 77" in sentences[0]
    assert "18 calendar months" in sentences[0]
    assert sentences[1] == "Sickness benefit is limited to 78 weeks within 104 weeks."
    assert sentences[2] == (
        "For each child: 12 days from 0 to 3 years, 18 days from 4 to 12 years and "
        "5 days from 13 to 17 years, only in hospital."
    )
    assert "8 weeks before the expected date and 12 weeks after the birth" in sentences[3]


def test_the_page_asks_the_database_nothing(client, address):
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
        asked(client, address)
    assert [query["sql"] for query in queries] == []


def test_the_rules_are_told_from_the_values_in_force(client, address, monkeypatch):
    known = outings.DAYS_AT_HOME.on(TODAY)
    changed = type(known)(9, known.basis, known.sureness)
    monkeypatch.setattr(
        "incapacity.parameters.outings.DAYS_AT_HOME",
        outings.Timeline((date(2020, 1, 1), changed)),
    )
    text = text_of(client.get(address))
    assert "On the first 9 days" in text
    assert "From day 10 on" in text


def test_the_calculator_answers_in_words(client, address):
    text = text_of(asked(client, address))
    assert "Send sheet 1 to the CNS by Wednesday 25 November 2026: 3 days left." in text
    assert "Monday 23 November 2026 to Friday 4 December 2026" in text
    assert "Monday 23 November 2026 to Friday 27 November 2026" in text  # at home
    assert "You may go out from 10:00 to 12:00 and from 14:00 to 18:00" in text


def test_without_a_last_day_two_weeks_are_shown(client, address):
    text = text_of(asked(client, address, last_day=""))
    assert "From Monday 23 November 2026 on" in text
    assert "these are the first two weeks" in text


def test_a_prolongation_counts_from_the_earlier_certificate(client, address):
    text = text_of(asked(client, address, sequel="prolongation", earlier_last_day="27/11/2026"))
    assert "Send sheet 1 to the CNS by Monday 30 November 2026: 8 days left." in text
    assert "We count from Saturday 28 November 2026" in text
    assert "days are counted from the beginning of the first certificate" in text


def test_for_another_leave_no_calendar_is_drawn(client, address):
    text = text_of(asked(client, address, cause="family"))
    assert "as soon as possible" in text
    assert "When you may leave the house on these days" not in text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"first_day": ""}, "Enter the first day of absence, for example 24/11/2026."),
        ({"first_day": "31/11/2026"}, "Enter a real date as day/month/year"),
        ({"first_day": "yesterday"}, "Enter a real date as day/month/year"),
        ({"first_day": "31/05/2011", "last_day": ""}, "The rules are known from 1 June 2011 on."),
        ({"first_day": "01/01/0001", "last_day": ""}, "The rules are known from 1 June 2011 on."),
        ({"first_day": "23/11/2027", "last_day": ""}, "This day is more than a year ahead."),
        ({"first_day": "31/12/9999", "last_day": ""}, "This day is more than a year ahead."),
        ({"last_day": "22/11/2026"}, "The last day lies before the first day."),
        ({"last_day": "23/11/2027"}, "That is longer than a year. Check the year."),
        ({"last_day": "31/12/9999"}, "That is longer than a year. Check the year."),
        (
            {"sequel": "prolongation", "earlier_last_day": "04/12/2026"},
            "The earlier certificate does not end before this one: it prolongs nothing.",
        ),
        (
            {"sequel": "prolongation", "earlier_last_day": "22/11/2025"},
            "This day is more than a year away. Check the year.",
        ),
        (
            {"sequel": "prolongation", "earlier_last_day": "22/11/0001", "last_day": ""},
            "This day is more than a year away. Check the year.",
        ),
        (
            {"sequel": "prolongation", "earlier_last_day": "31/12/9999", "last_day": ""},
            "This day is more than a year away. Check the year.",
        ),
        ({"cause": "boredom"}, "Select a valid choice."),
        ({"sequel": "sideways"}, "Select a valid choice."),
    ],
)
def test_wrong_input_is_named_kept_and_not_calculated(client, address, changed, said):
    response = asked(client, address, **changed)
    text = text_of(response)
    assert response.status_code == 200
    assert said in text
    assert "There is a problem" in text
    assert 'id="answer"' not in response.content.decode()
    for name in ("first_day", "last_day"):
        assert (
            f'value="{ {**ASKED, **changed}[name] }"' in response.content.decode()
            or not ({**ASKED, **changed}[name])
        )


def test_an_earlier_certificate_is_only_looked_at_for_a_prolongation(client, address):
    text = text_of(asked(client, address, earlier_last_day="31/12/2030"))
    assert "Send sheet 1 to the CNS by Wednesday 25 November 2026" in text


def test_days_of_illness_never_stand_in_an_address(client, address):
    page = client.get(address, ASKED).content.decode()
    assert 'id="answer"' not in page
    assert "23/11/2026" not in page.split("</header>")[1]


@pytest.mark.parametrize("language", ["de", "en", "fr", "lb"])
def test_it_is_whole_in_every_language(client, language):
    with translation.override(language):
        address = reverse("incapacity:when_i_am_ill")
    for response in (client.get(address), asked(client, address)):
        assert response.status_code == 200
        assert "{day" not in response.content.decode()


@pytest.mark.parametrize(
    ("country", "advice"),
    [
        ("LU", SheetAdvice.LUXEMBOURG),
        ("FR", SheetAdvice.FRANCE),
        ("DE", SheetAdvice.GERMANY),
        ("BE", SheetAdvice.BELGIUM),
        ("PT", SheetAdvice.OTHER),
        ("", SheetAdvice.OTHER),
    ],
)
def test_each_country_has_its_sheet(country, advice):
    assert advice_for(country) == advice
    assert len(OnTheSheet) == 5


def test_it_stands_at_the_foot_of_every_page(client, address):
    home = client.get(reverse("home:front")).content.decode()
    assert f'href="{address}"' in home.replace("/fr/", "/en/")
