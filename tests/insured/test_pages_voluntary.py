"""A lost job, and the application for voluntary insurance: what the pages say and refuse."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation

from insured.choices import Relation
from insured.models import Request
from tests.factories import InsuredPersonFactory
from tests.insured.acting import a_mandate, browser_of
from tests.insured.covered import child_of, co_insured, insured

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Europe/Luxembourg"))
ANSWERS = {
    "kind": "continued",
    "last_day": "",
    "lives_in_luxembourg": "yes",
    "covered_otherwise": "no",
    "may_be_co_insured": "no",
}
LOST = {"last_day": "30/11/2026", "illness": "yes", "covered_elsewhere": "no"}


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("cns_portal.clock.now", lambda: NOON)
    with translation.override("en"):
        yield


@pytest.fixture
def me():
    return InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")


@pytest.fixture
def browser(client, me):
    client.force_login(me.account)
    return client


def words(response) -> str:
    return " ".join(response.content.decode().split())


# -- a lost job -----------------------------------------------------------------------------------


def lost(browser, **answers):
    return browser.post(reverse("insured:lost_job"), LOST | answers)


def test_the_last_day_on_file_is_filled_in(browser, me):
    insured(me, date(2020, 3, 1), date(2026, 12, 31))
    assert 'value="31/12/2026"' in words(browser.get(reverse("insured:lost_job")))


def test_what_stays_for_me_and_the_family_until_when(browser, me):
    insured(me, date(2020, 3, 1))
    child = child_of(me, born=date(2015, 3, 1), first_name="Lou", last_name="Beispill")
    co_insured(child, me)
    text = words(lost(browser))
    assert text.count("1 December 2026 to 28 February 2027") == 2
    assert "1 March 2027 to 31 May 2027" in text
    assert "Only the illness under treatment is still covered." in text
    assert "Only an illness that was under treatment is still covered." in text  # the child's
    assert "from 1 June 2027 on" in text
    assert "151.41" in text
    assert "the amount of 1 May 2025" in text
    assert "Sunday 28 February 2027" in text
    assert "article 18, paragraph 2" in text


def test_nothing_of_an_illness_stands_in_an_address(browser, me):
    insured(me, date(2020, 3, 1))
    response = lost(browser)
    assert response.status_code == 200
    assert "Location" not in response
    text = words(browser.get(reverse("insured:lost_job"), LOST))
    assert "What stays until when" not in text


def test_without_an_illness_three_months_stay(browser, me):
    insured(me, date(2020, 3, 1))
    text = words(lost(browser, illness="no"))
    assert "from 1 March 2027 on" in text
    assert "31 May 2027" not in text


def test_covered_elsewhere_nothing_stays_and_nothing_is_offered(browser, me):
    insured(me, date(2020, 3, 1))
    text = words(lost(browser, covered_elsewhere="yes"))
    assert "Nothing is kept here" in text
    assert "Continued voluntary insurance is not open to you" in text
    assert "Whoever is insured otherwise" in text
    for step in ("Register as a job seeker", "Ask whether you can be co-insured"):
        assert step not in text
        assert step in words(lost(browser))


def test_a_short_job_leaves_nothing(browser, me):
    insured(me, date(2026, 8, 1))
    text = words(lost(browser))
    assert "Not covered: the insurance had lasted less than six months" in text
    assert "Continued voluntary insurance is not open to you" in text


def test_a_pension_goes_on(browser, me):
    insured(me, date(2020, 3, 1))
    insured(me, date(2021, 3, 1), cover="pension")
    spouse = InsuredPersonFactory(first_name="Paul", last_name="Beispill")
    co_insured(spouse, me, relation=Relation.SPOUSE)
    text = words(lost(browser))
    assert text.count("Another insurance on file goes on") == 2
    assert "What to do" not in text


def test_the_earlier_of_two_last_days_counts(browser, me):
    insured(me, date(2020, 3, 1), date(2026, 10, 31))
    text = words(lost(browser))
    assert "Another last day was declared" in text
    assert "1 November 2026 to 31 January 2027" in text


def test_without_any_work_on_file_the_page_says_so(browser):
    assert "No work is on file" in words(browser.get(reverse("insured:lost_job")))
    assert "nothing can be said" in words(lost(browser))


@pytest.mark.parametrize(
    "wrong",
    [
        {"last_day": "31/02/2026"},
        {"last_day": ""},
        {"illness": "perhaps"},
        {"covered_elsewhere": ""},
    ],
)
def test_a_wrong_answer_is_said_and_nothing_else(browser, me, wrong):
    insured(me)
    text = words(lost(browser, **wrong))
    assert "There is a problem" in text
    assert "What stays until when" not in text


# -- voluntary insurance --------------------------------------------------------------------------


def apply(browser, *, button="", **answers):
    pressed = {button: "yes"} if button else {}
    return browser.post(reverse("insured:voluntary"), ANSWERS | answers | pressed)


def test_before_the_form_the_page_says_what_is_open_and_why_not(browser, me):
    insured(me, date(2026, 8, 1), date(2026, 8, 21))
    text = words(browser.get(reverse("insured:voluntary")))
    assert "had lasted less than six months" in text
    assert "the request had to arrive within three months, by 21 November 2026" in text
    assert "Nothing known stands in the way" in text  # of the optional one
    assert "Benefits only after a waiting period, from 22 February 2027 on." in text
    assert "article 2, paragraph 2" in text


def test_the_deadline_is_said_with_its_date(browser, me):
    insured(me, date(2020, 3, 1), date(2026, 10, 15))
    text = words(browser.get(reverse("insured:voluntary")))
    assert "Friday 15 January 2027" in text
    assert "from 16 October 2026 on, without a gap" in text


def test_it_is_checked_changed_and_sent(browser, me):
    insured(me, date(2020, 3, 1), date(2026, 10, 15))
    text = words(apply(browser))
    assert "Check your answers before sending" in text
    assert "only then are you insured" in text
    assert not Request.objects.exists()

    text = words(apply(browser, button="change"))
    assert "Check the request" in text
    assert not Request.objects.exists()

    response = apply(browser, button="send")
    request = Request.objects.get()
    assert response["Location"] == reverse(
        "home:procedure", kwargs={"reference": request.procedure.reference}
    )
    assert (request.person, request.sent_by) == (me, me.account)
    again = words(browser.get(reverse("insured:voluntary")))
    assert "You have already sent such a request" in again
    assert "You have already sent such a request" in words(apply(browser, button="send"))
    assert Request.objects.count() == 1


@pytest.mark.parametrize("button", ["", "send"])
def test_everything_that_stands_in_the_way_is_said_at_once_and_nothing_is_sent(browser, me, button):
    insured(me, date(2026, 8, 1), date(2026, 8, 21))
    response = apply(
        browser,
        button=button,
        lives_in_luxembourg="no",
        covered_otherwise="yes",
        may_be_co_insured="yes",
    )
    alert = words(response).partition('role="alert"')[2].partition("</ul>")[0]
    assert alert.count("<li>") == 5
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "something"},
        {"kind": ""},
        {"last_day": "99/99/9999"},
        {"lives_in_luxembourg": ""},
        {"covered_otherwise": "maybe"},
    ],
)
def test_wrong_input_is_said_and_nothing_is_sent(browser, me, wrong):
    insured(me, date(2020, 3, 1), date(2026, 10, 15))
    text = words(apply(browser, button="send", **wrong))
    assert "There is a problem" in text
    assert not Request.objects.exists()


def test_whoever_acts_with_a_mandate_sends_it_for_the_person(me):
    helper = InsuredPersonFactory(signs_in=True)
    insured(me, date(2020, 3, 1), date(2026, 10, 15))
    a_mandate("insurance", grantor=me, holder=helper)
    browser = browser_of(helper, opened=me)
    assert "The person whose file is open" in words(browser.get(reverse("insured:family")))
    sent = apply(browser, button="send")
    request = Request.objects.get()
    assert (request.person, request.sent_by) == (me, helper.account)
    # The mandate does not open the procedure: a page that it opens says that it is sent.
    assert sent.url == reverse("insured:family_sent")
    page = words(browser.get(sent.url))
    assert request.procedure.reference in page
    assert reverse("home:procedure", args=[request.procedure.reference]) not in page


def test_a_mandate_for_something_else_opens_none_of_these_pages(me):
    helper = InsuredPersonFactory(signs_in=True)
    a_mandate("appointments", grantor=me, holder=helper)
    browser = browser_of(helper, opened=me)
    for name in ("family", "lost_job", "voluntary"):
        assert browser.get(reverse(f"insured:{name}")).status_code == 403


@pytest.mark.parametrize("language", ["fr", "de", "lb", "en"])
def test_the_pages_stand_in_every_language(browser, me, language):
    insured(me, date(2020, 3, 1), date(2026, 10, 15))
    with translation.override(language):
        for name in ("family", "lost_job", "voluntary"):
            response = browser.get(reverse(f"insured:{name}"))
            assert response.status_code == 200
            assert f'<html lang="{language}"' in words(response)
        answer = words(browser.post(reverse("insured:lost_job"), LOST))
    amount = "151.41" if language == "en" else "151,41"
    assert amount in answer
