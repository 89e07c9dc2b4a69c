"""Living and being treated abroad, and where care is covered: the pages."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from cns_portal.documents.models import Document
from insured.choices import RequestKind
from insured.models import Request
from insured.services import abroad, requests
from tests.appointments.visitors import photo
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.acting import a_mandate, browser_of
from tests.insured.factories import PeriodFactory

pytestmark = pytest.mark.django_db
PAGE, REGISTER = "/en/espace/family/abroad/", "/en/espace/family/abroad/register/"
CARE, WHERE = "/en/espace/family/abroad/care/", "/en/where-covered/"
SECRET = "a knee that hurts in the rain"


@pytest.fixture(autouse=True)
def _sunday_noon(settings, tmp_path, monkeypatch):
    settings.PRIVATE_ROOT = str(tmp_path / "private")
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)
    with time_machine.travel("2026-11-22T11:00:00Z", tick=False):
        yield


def somebody(country="FR", **columns):
    person = InsuredPersonFactory(signs_in=True, country=country)
    PeriodFactory(person=person, **columns)
    return person


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def see(client, way=PAGE, **query) -> str:
    answer = client.get(way, query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def issued():
    person, agent = somebody(), AccountFactory(agent=True)
    request = abroad.ask_to_register(
        person=person, actor=person.account, form=RequestKind.S1, returns_weekly=True
    )
    requests.take(request.pk, agent=agent)
    requests.accept(request.pk, agent=agent)
    abroad.issue(request.pk, agent=agent)
    return Request.objects.select_related("person", "procedure").get(pk=request.pk), agent


def test_a_mandate_for_insurance_leads_to_no_page_that_it_does_not_open():
    helper, person = InsuredPersonFactory(signs_in=True), somebody()
    a_mandate("insurance", grantor=person, holder=helper)
    browser = browser_of(helper, opened=person)
    sent = browser.post(REGISTER, {"returns_weekly": "yes"})
    reference = Request.objects.get().procedure.reference
    for way in (sent.url, PAGE):
        page = see(browser, way)
        assert reference in page
        assert f"/espace/procedures/{reference}/" not in page


def planned_care(**changed) -> dict:
    return {
        "country": "DE",
        "hospital": "Klinik Musterstadt",
        "place": "Musterstadt",
        "care": "hospital",
        "treatment": SECRET,
        "first": "11/01/2027",
        "last": "15/01/2027",
        "report": photo(),
        **changed,
    }


# -- living abroad -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "sentence"),
    [
        ("FR", "your form is “Form S1 for the country of residence”"),
        ("BE", "your form is “Form BL1 for Belgium”"),
        ("LU", "Your address is in Luxembourg."),
        ("US", "An agent tells you what applies where you live."),
    ],
)
def test_the_page_names_the_form_or_why_there_is_none(country, sentence):
    shown = see(signed_in(somebody(country)))
    assert sentence in shown
    assert (REGISTER in shown) == (country in {"FR", "BE"})


def test_where_the_form_comes_by_itself_the_page_says_so():
    person = somebody("FR")
    assert "usually comes by itself" not in see(signed_in(person))
    person.postcode = "57100"
    person.save()
    assert "usually comes by itself" in see(signed_in(person))


def test_the_form_is_asked_for_with_one_page():
    person = somebody()
    client = signed_in(person)
    assert "returns_weekly" in see(client, REGISTER)
    answer = client.post(REGISTER, {"returns_weekly": "yes", "residence_fund": "CPAM Moselle"})
    request = Request.objects.get()
    assert answer["Location"] == f"/en/espace/procedures/{request.procedure.reference}/"
    assert request.details["residence_fund"] == "CPAM Moselle"
    assert request.procedure.reference in see(client)


def test_whoever_has_asked_is_led_to_what_was_asked():
    person = somebody()
    client = signed_in(person)
    client.post(REGISTER, {"returns_weekly": "no"})
    reference = Request.objects.get().procedure.reference
    assert f"You have already asked for it: {reference}" in see(client)
    shown = see(client, REGISTER)
    assert "You have already asked for this form" in shown
    assert "returns_weekly" not in shown
    again = client.post(REGISTER, {"returns_weekly": "no"})
    assert again.status_code == 200
    assert Request.objects.count() == 1


def test_whoever_may_not_ask_reads_why_instead_of_a_form():
    shown = see(signed_in(somebody("LU")), REGISTER)
    assert "Your address is in Luxembourg." in shown
    assert "returns_weekly" not in shown


def test_whoever_sends_it_all_the_same_is_refused():
    answer = signed_in(somebody("LU")).post(REGISTER, {"returns_weekly": "yes"})
    assert answer.status_code == 200
    assert not Request.objects.exists()


def test_an_issued_form_can_be_downloaded_and_its_answer_sent(issued):
    request, _agent = issued
    client = signed_in(request.person)
    shown = see(client)
    answer_page = f"{PAGE}{request.procedure.reference}/answer/"
    assert answer_page in shown
    assert str(request.papers.get().public_id) in shown
    assert "S071" in see(client, answer_page)
    assert client.post(answer_page, {"file": photo()})["Location"] == PAGE
    assert "You have sent us the answer." in see(client)
    again = client.post(answer_page, {"file": photo()}).content.decode()
    assert "You have sent the answer already." in again
    assert Document.objects.present().count() == 1


def test_what_the_other_fund_decided_stands_on_the_page(issued):
    request, agent = issued
    family = [{"name": "Zoé Beispill", "born": "", "accepted": True, "first": "2026-11-01"}]
    abroad.record_answer(request.pk, agent=agent, answered_on=date(2026, 11, 20), family=family)
    client = signed_in(request.person)
    shown = see(client)
    assert "Answered with S071 on 20 November 2026." in shown
    assert "Member of the family since 1 November 2026" in shown
    answer_page = f"{PAGE}{request.procedure.reference}/answer/"
    assert client.get(answer_page).status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_finds_no_request_of_somebody_else(issued, method):
    request, _agent = issued
    way = f"{PAGE}{request.procedure.reference}/answer/"
    other = signed_in(somebody())
    assert getattr(other, method)(way).status_code == 404
    assert getattr(Client(), method)(way).status_code in {302, 403}
    assert request.procedure.reference not in see(other)


# -- planned care ------------------------------------------------------------------------------


def test_planned_care_is_asked_for_with_the_report_and_stays_out_of_lists():
    person = somebody("LU", fund="cmfep")
    client = signed_in(person)
    assert "also for members of the CMFEP" in see(client, CARE)
    answer = client.post(CARE, planned_care())
    request = Request.objects.get()
    assert request.details["treatment"] == SECRET
    assert request.documents.get().kind == "medical_report"
    assert answer["Location"] == f"/en/espace/procedures/{request.procedure.reference}/"
    for way in (PAGE, "/en/espace/", "/en/espace/procedures/", "/en/espace/messages/"):
        assert SECRET not in see(client, way)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"care": "outpatient"}, "This care needs no authorisation"),
        ({"first": "01/11/2026", "last": "02/11/2026"}, "before the care begins"),
        ({"last": "01/01/2027"}, "The last day cannot lie before the first one."),
        ({"country": "LU"}, "Select a valid choice."),
        ({"report": ""}, "Choose the file with the report of your doctor."),
    ],
)
def test_what_cannot_be_asked_for_keeps_no_file(changed, sentence):
    answer = signed_in(somebody("LU")).post(CARE, planned_care(**changed))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    had_a_file = changed.get("report") != ""
    assert ("The file was not kept. Choose it again." in answer.content.decode()) is had_a_file
    assert not Request.objects.exists()
    assert not Document.objects.exists()


# -- where am I covered ------------------------------------------------------------------------

ASKED = {"residence": "LU", "country": "DE", "care": "hospital", "timing": "planned"}


def test_anybody_may_ask_and_gets_the_answer_with_its_source():
    shown = see(Client(), WHERE, **ASKED)
    assert "The CNS must authorise this care before it begins" in shown
    assert "Form S2" in shown
    assert "Regulation (EC) 883/2004, article 20" in shown
    assert "https://cns.public.lu/" in shown


def test_the_country_of_whoever_has_signed_in_is_chosen_already():
    shown = see(signed_in(somebody("BE")), WHERE)
    assert '<option value="BE" selected>' in shown


def test_the_answer_does_not_depend_on_who_asks():
    shown = see(signed_in(somebody("BE")), WHERE, **ASKED)
    assert '<option value="LU" selected>' in shown


def test_what_is_missing_is_asked_for():
    shown = see(Client(), WHERE, residence="LU")
    assert "Choose the country in which you are treated." in shown


@pytest.mark.parametrize("changed", [{"residence": "XX"}, {"care": "magic"}, {"timing": "%00"}])
def test_what_no_list_offers_is_refused(changed):
    shown = see(Client(), WHERE, **{**ASKED, **changed})
    assert "answer-title" not in shown


def test_the_form_of_an_agreement_says_when_to_order_it():
    shown = see(Client(), WHERE, **{**ASKED, "country": "TR", "timing": "urgent"})
    assert "Order form TR/L 3 from us at least 15 days before you leave." in shown


def test_who_needs_another_nationality_is_warned():
    urgent = {**ASKED, "timing": "urgent"}
    assert "nationals of a country of the EU" in see(Client(), WHERE, **{**urgent, "country": "CH"})
    assert "nationals of a country of the EU" not in see(Client(), WHERE, **urgent)


def test_nothing_can_be_sent_to_it():
    assert Client().post(WHERE, ASKED).status_code == 405
