"""Forms for care abroad at the agents' window, and a file that goes with a letter."""

from datetime import timedelta

import pytest
from pytest_django.asserts import assertContains, assertRedirects

from cns_portal import clock, documents
from cns_portal.procedures.selectors import thread
from insured.choices import RequestKind, RequestState
from insured.models import Paper
from insured.services import requests as services
from tests.appointments.visitors import photo
from tests.factories import InsuredPersonFactory
from tests.insured.agents import an_agent, request_page, window_of
from tests.insured.factories import PeriodFactory, RequestFactory

pytestmark = pytest.mark.django_db

TODAY = clock.today()


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path, monkeypatch):
    settings.PRIVATE_ROOT = str(tmp_path / "private")
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def agent():
    return an_agent()


@pytest.fixture
def window(agent):
    return window_of(agent)


@pytest.fixture
def frontier_worker():
    person = InsuredPersonFactory(signs_in=True, country="DE", locality="Trier")
    PeriodFactory(person=person, first_day=TODAY - timedelta(days=400), last_day=None)
    return person


AT_HOME = {
    "country": "DE",
    "street": "Beispielstraße 7",
    "town": "54290 Trier",
    "returns_weekly": True,
    "residence_fund": "Beispielkasse",
}


def taken(agent, **columns):
    return services.take(RequestFactory(**columns).pk, agent=agent)


def reloaded(item):
    item.refresh_from_db()
    return item


def test_a_form_is_accepted_issued_and_answered(window, agent, frontier_worker):
    item = taken(
        agent,
        person=frontier_worker,
        kind=RequestKind.S1,
        details=AT_HOME,
    )
    assertContains(window.get(request_page(item)), "Beispielkasse")
    window.post(request_page(item, "accept"))
    page = window.get(request_page(item))
    assert "Issue the form" in [str(deed["label"]) for deed in page.context["deeds"]]
    assertRedirects(window.post(request_page(item, "issue")), request_page(item))
    assert reloaded(item).state == RequestState.ISSUED
    assert Paper.objects.get(request=item).kind == "s1"
    sent = {
        "answered_on": TODAY.isoformat(),
        "name_1": "Lena Erfunden",
        "born_1": "2015-05-06",
        "accepted_1": "on",
        "first_1": TODAY.isoformat(),
    }
    assertContains(window.post(request_page(item, "answer"), {}), "This field is required.")
    assertRedirects(window.post(request_page(item, "answer"), sent), request_page(item))
    assert (reloaded(item).state, item.answer_kind) == (RequestState.ANSWERED, "s071")
    [member] = item.details["family"]
    assert (member["name"], member["accepted"]) == ("Lena Erfunden", True)


def test_planned_care_needs_a_favourable_opinion(window, agent):
    person = InsuredPersonFactory(signs_in=True)
    PeriodFactory(person=person, first_day=TODAY - timedelta(days=400), last_day=None)
    item = taken(
        agent,
        person=person,
        kind=RequestKind.S2,
        details={
            "country": "DE",
            "hospital": "Klinikum Beispiel",
            "place": "Trier",
            "care": "hospital",
            "treatment": "A planned operation",
            "first": (TODAY + timedelta(days=20)).isoformat(),
            "last": (TODAY + timedelta(days=25)).isoformat(),
        },
    )
    answer = window.post(request_page(item, "accept"), {"words": "Good luck."})
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
    assertContains(answer, "Good luck.")
    assert reloaded(item).state == RequestState.BEING_CHECKED
    opinion = {"opinion": "favourable", "given_on": TODAY.isoformat()}
    assertRedirects(window.post(request_page(item, "opinion"), opinion), request_page(item))
    window.post(request_page(item, "accept"))
    assert reloaded(item).state == RequestState.ACCEPTED


def test_a_file_goes_with_a_letter_once_it_was_checked(window, frontier_worker):
    item = RequestFactory(person=frontier_worker, kind=RequestKind.S1, details=AT_HOME)
    key = window.get(request_page(item, "write")).context["form"]["sent_key"].value()
    sent = {"words": "Here is the form.", "sent_key": key, "file": photo()}
    assertRedirects(window.post(request_page(item, "write"), sent), request_page(item))
    [letter] = thread.answers_to(item.procedure)
    [enclosure] = letter.enclosures.all()
    assert letter.message_id is None
    page = window.get(request_page(item))
    assertContains(page, "Waits until its file is checked")
    documents.check_now(enclosure.document_id)
    assertContains(window.get(request_page(item)), f"/documents/{enclosure.document.public_id}")


def test_a_file_of_a_wrong_kind_is_refused_and_the_words_stay(window, frontier_worker):
    item = RequestFactory(person=frontier_worker, kind=RequestKind.S1, details=AT_HOME)
    key = window.get(request_page(item, "write")).context["form"]["sent_key"].value()
    strange = photo()
    strange.name, strange.content_type = "virus.exe", "application/x-msdownload"
    sent = {"words": "Here is the form.", "sent_key": key, "file": strange}
    answer = window.post(request_page(item, "write"), sent)
    assertContains(answer, "Here is the form.")
    assert "file" in answer.context["form"].errors
    assert not thread.answers_to(item.procedure).exists()
