"""The two requests on their pages: what is said, what is refused and at which field."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation

from cns_portal.documents.models import Document
from insured.choices import RequestKind
from insured.choices.acting import PageScope
from insured.models import Request
from tests.factories import InsuredPersonFactory
from tests.incapacity.factories import CertificateFactory
from tests.incapacity.sheets import sheet
from tests.insured.acting import a_mandate, browser_of
from tests.insured.factories import RequestFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Europe/Luxembourg"))
STAY = {
    "reason": "serious_illness",
    "country": "PT",
    "address": "Rua Nova 1, Lisboa",
    "telephone": "+351 912 345 678",
    "first": "01/12/2026",
    "last": "05/12/2026",
    "because": "",
}


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("cns_portal.clock.now", lambda: NOON)
    with translation.override("en"):
        yield


@pytest.fixture
def me():
    return InsuredPersonFactory(signs_in=True, language="en", country="LU")


@pytest.fixture
def browser(me):
    return browser_of(me)


def ill(person, first=date(2026, 11, 2), last=date(2026, 12, 31), **facts):
    return CertificateFactory(person=person, first_day=first, last_day=last, **facts)


def words(response) -> str:
    return " ".join(response.content.decode().split())


def ask(browser, name="stay_abroad", **answers):
    said = (STAY if name == "stay_abroad" else {"first": "22/11/2026", "because": ""}) | answers
    return browser.post(reverse(f"incapacity:{name}"), said, follow=True)


# -- staying abroad -------------------------------------------------------------------------------


def test_a_stay_is_sent_and_stands_above_the_form_without_why(browser, me):
    ill(me)
    shown = words(ask(browser, proof=sheet()))
    request = Request.objects.get()
    assert request.procedure.reference in shown
    assert "Portugal, from 1 December 2026 to 5 December 2026" in shown
    assert request.details["reason"] == "serious_illness"
    assert request.documents.count() == 1


@pytest.mark.parametrize("name", ["outings", "stay_abroad"])
def test_without_a_certificate_the_page_says_why_there_is_no_form(browser, me, name):
    ill(me, last=date(2026, 11, 21))
    shown = words(browser.get(reverse(f"incapacity:{name}")))
    assert "covers today or a later day" in shown
    assert "Send the request" not in shown
    assert ask(browser, name).status_code == 200
    assert Request.objects.count() == 0


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"reason": ""}, "Choose why you want or have to stay abroad."),
        ({"reason": "holidays"}, "Select a valid choice"),
        ({"country": ""}, "Choose the country in which you want to stay."),
        ({"country": "LU"}, "You live in this country"),
        ({"address": ""}, "Enter the address at which you want to stay."),
        ({"telephone": "by pigeon"}, "Enter a telephone number in digits"),
        ({"first": "yesterday"}, "Enter a real date"),
        ({"first": "21/11/2026"}, "must be authorised before it begins"),
        ({"first": "06/12/2026"}, "The last day lies before the first day."),
        ({"first": "01/02/2027", "last": "02/02/2027"}, "No certificate of yours covers any"),
        ({"last": "05/12/9026"}, "Enter a day between 1925 and 2125."),
        ({"reason": "birth"}, "Add the certificate of death or of birth"),
        ({"because": "x" * 501}, "at most 500 characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(browser, me, answers, sentence):
    ill(me)
    response = ask(browser, **answers)
    shown = words(response)
    assert sentence in shown
    assert "<title>Error:" in shown
    assert "Rua Nova 1, Lisboa" in shown or "address" in answers
    assert Request.objects.count() == 0


def test_a_file_of_a_wrong_kind_is_refused_at_its_field_and_not_kept(browser, me):
    ill(me)
    response = ask(browser, proof=sheet("virus.exe", content=b"MZ", declared="text/plain"))
    assert "proof" in response.context["form"].errors
    assert Document.objects.count() == 0


def test_no_file_is_kept_of_what_the_rule_refuses(browser, me):
    ill(me)
    ask(browser, country="LU", proof=sheet())
    assert Document.objects.count() == 0


@pytest.mark.parametrize("answers", [{"telephone": "by pigeon"}, {"country": "LU"}])
def test_a_file_that_has_to_be_chosen_again_is_spoken_of(browser, me, answers):
    ill(me)
    lost = "The file was not kept. Choose it again."
    assert lost in words(ask(browser, proof=sheet(), **answers))
    assert lost not in words(ask(browser, **answers))


def test_a_second_click_sends_nothing_twice_and_keeps_no_file(browser, me):
    ill(me)
    ask(browser, proof=sheet())
    shown = words(ask(browser, proof=sheet()))
    assert "You have already asked to stay abroad on some of these days." in shown
    assert Request.objects.count() == 1
    assert Document.objects.count() == 1


# -- the restrictions -----------------------------------------------------------------------------


def test_the_first_day_is_filled_in_and_one_request_is_enough(browser, me):
    ill(me)
    assert 'value="22/11/2026"' in words(browser.get(reverse("incapacity:outings")))
    shown = words(ask(browser, "outings"))
    assert "From 22 November 2026" in shown
    assert "You have already asked" in shown
    assert "Send the request" not in shown
    again = ask(browser, "outings")
    assert Request.objects.count() == 1
    assert again.status_code == 200


def test_six_weeks_are_said_before_anything_is_typed(browser, me):
    ill(me, last=date(2026, 12, 13))
    shown = words(browser.get(reverse("incapacity:outings")))
    assert "Your certificates together cover 42 days" in shown
    assert "Send the request" not in shown


def test_what_the_doctor_forbids_is_said(browser, me):
    ill(me, outings="forbidden")
    shown = words(browser.get(reverse("incapacity:outings")))
    assert "the doctor does not allow going out" in shown


def test_a_day_that_no_certificate_covers_is_refused_at_its_field(browser, me):
    ill(me)
    response = ask(browser, "outings", first="01/01/2027")
    assert "Send the prolongation first." in words(response)
    assert "first" in response.context["form"].errors


# -- who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["outings", "stay_abroad"])
def test_who_acts_for_somebody_asks_in_their_name_and_only_with_that_mandate(name):
    mandate = a_mandate(PageScope.INCAPACITY)
    ill(mandate.grantor)
    acting = browser_of(mandate.holder, opened=mandate.grantor)
    assert ask(acting, name).status_code == 200
    request = Request.objects.get()
    assert request.person == mandate.grantor
    assert request.procedure.events.first().on_behalf_of == mandate.grantor.full_name
    other = a_mandate(PageScope.APPOINTMENTS)
    closed = browser_of(other.holder, opened=other.grantor)
    assert closed.get(reverse(f"incapacity:{name}")).status_code == 403


@pytest.mark.parametrize("name", ["outings", "stay_abroad"])
def test_nobody_elses_requests_are_listed(browser, me, name):
    ill(me)
    kind = RequestKind.STAY_ABROAD if name == "stay_abroad" else RequestKind.LIFT_RESTRICTIONS
    details = {"first": "2026-12-01", "last": "2026-12-02", "country": "PT"}
    strangers = RequestFactory(kind=kind, details=details)
    shown = words(browser.get(reverse(f"incapacity:{name}")))
    assert strangers.procedure.reference not in shown


@pytest.mark.parametrize("name", ["outings", "stay_abroad"])
def test_the_page_costs_the_same_however_much_was_asked(
    browser, me, name, django_assert_num_queries, django_assert_max_num_queries
):
    ill(me)
    url = reverse(f"incapacity:{name}")
    browser.get(url)
    with django_assert_max_num_queries(10) as counted:
        browser.get(url)
    details = {"first": "2026-12-01", "last": "2026-12-02", "country": "PT"}
    for _ in range(4):
        for kind in (RequestKind.STAY_ABROAD, RequestKind.LIFT_RESTRICTIONS):
            RequestFactory(person=me, kind=kind, details=details, accepted=True)
    with django_assert_num_queries(len(counted)):
        browser.get(url)
