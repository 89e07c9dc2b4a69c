"""The officer's queue and pages: order, what is recorded, who may look, what can be done."""

import uuid

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cns_portal import audit, clock, documents
from cns_portal.audit.models import AuditEntry
from cns_portal.rights.choices.requests import RightsKind, RightsState
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.services import working
from tests.accounts.agents import search
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.agents import an_agent, window_of
from tests.insured.factories import CardFactory
from tests.rights.factories import RightsRequestFactory
from tests.rights.officers import QUEUE, an_officer, page_of, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return an_officer()


@pytest.fixture
def window(officer):
    return window_of(officer)


def taken(officer, **columns) -> RightsRequest:
    return working.take(RightsRequestFactory(**columns).pk, agent=officer)


def shown(window, query: str = "") -> list:
    return list(window.get(f"{QUEUE}{query}").context["cl"].result_list)


def views() -> list[tuple[str, str]]:
    found = AuditEntry.objects.filter(kind="view").order_by("pk")
    return list(found.values_list("purpose", "subject_id"))


def test_what_is_due_first_stands_first_so_that_the_late_ones_are_on_top(window):
    fresh, late = RightsRequestFactory(), RightsRequestFactory(days_ago=50)
    soon = RightsRequestFactory(days_ago=27)
    assert shown(window) == [late, soon, fresh]
    assert shown(window, "?due=late") == [late]
    assertContains(window.get(QUEUE), "days late")


def test_the_numbers_count_what_their_lists_show(window, officer):
    taken(officer)
    RightsRequestFactory(days_ago=50)
    RightsRequestFactory(answered_no=True)
    for queue in window.get(QUEUE).context["queues"]:
        query = queue["address"] if queue["address"] != "?" else ""
        assert len(shown(window, query)) == queue["count"], queue["label"]


def test_a_search_finds_references_people_and_e_mail_addresses(window):
    one, other = RightsRequestFactory(), RightsRequestFactory(outside=True)
    RightsRequestFactory()
    for words, expected in (
        (one.procedure.reference, [one]),
        (one.person.matricule, [one]),
        ("vera@people.example", [other]),
    ):
        page = search(window, QUEUE, words)
        assert list(page.context["cl"].result_list) == expected


def test_each_line_is_recorded_once_and_each_page_once(window):
    request = RightsRequestFactory()
    window.get(QUEUE)
    assert views() == [("rights.list", str(request.pk))]
    window.get(page_of(request))
    assert views()[1:] == [("rights.page", str(request.pk))]


def test_who_is_no_officer_sees_nothing():
    request = RightsRequestFactory()
    for account in (an_agent(), AccountFactory(agent=True)):
        window = window_of(account)
        assert window.get(QUEUE).status_code in {302, 403, 404}
        assert window.get(page_of(request)).status_code == 404
        assert window.post(page_of(request, "take")).status_code == 404
    request.refresh_from_db()
    assert request.state == RightsState.SENT


def test_a_request_is_taken_and_refused_with_its_articles(window, officer):
    request = RightsRequestFactory(kind=RightsKind.ERASURE, details={"text": "All of it"})
    assertRedirects(window.post(page_of(request, "take")), page_of(request))
    form = window.get(page_of(request, "refuse"))
    assert form.context["form"]["bases"].initial == ["art_17_3_b"]
    assertContains(form, "What an erasure would do now")
    said = {"words": "The law asks for it.", "bases": ["art_17_3_b"], "seen": seen(request)}
    preview = window.post(page_of(request, "refuse"), {**said, "_preview": "1"})
    assertContains(preview, "Article 17(3)(b)")
    assertRedirects(window.post(page_of(request, "refuse"), said), page_of(request))
    request.refresh_from_db()
    assert (request.state, request.decided_by) == (RightsState.REFUSED, officer)


def test_an_answer_without_an_article_is_not_sent(window, officer):
    request = taken(officer)
    page = window.post(page_of(request, "refuse"), {"words": "No.", "seen": seen(request)})
    assertContains(page, "Name the legal basis of the answer")
    request.refresh_from_db()
    assert request.state == RightsState.BEING_CHECKED


def test_granting_a_correction_writes_the_line(window, officer):
    details = {"field": "birth_place", "present": "Wltz", "proposed": "Wiltz", "text": ""}
    request = taken(officer, kind=RightsKind.CORRECTION, details=details)
    form = window.get(page_of(request, "accept"))
    assert form.context["form"]["written"].initial == "Wiltz"
    said = {"words": "Done.", "bases": ["art_16"], "written": "Wiltz", "seen": seen(request)}
    window.post(page_of(request, "accept"), said)
    request.person.refresh_from_db()
    assert request.person.birth_place == "Wiltz"


def test_granting_says_which_body_corrects_what_the_portal_does_not_keep(window, officer):
    details = {"field": "affiliation", "present": "", "proposed": "2024", "text": ""}
    request = taken(officer, kind=RightsKind.CORRECTION, details=details)
    page = window.get(page_of(request, "accept"))
    assertContains(page, "Centre commun")
    assertNotContains(page, "What is written into the file")


def test_the_time_is_extended_with_reasons(window, officer):
    request = taken(officer)
    page = window.post(page_of(request, "extend"), {"reasons": ""})
    assertContains(page, "Give the reasons")
    window.post(page_of(request, "extend"), {"reasons": "Five rooms have to answer."})
    request.refresh_from_db()
    assert request.extended_at is not None
    assertNotContains(window.get(page_of(request)), page_of(request, "extend"))


def test_a_question_to_somebody_outside_goes_behind_their_link(window, officer):
    request = taken(officer, outside=True)
    said = {"ready": "", "words": "Which year?", "sent_key": str(uuid.uuid4())}
    assertRedirects(window.post(page_of(request, "ask"), said), page_of(request))
    assertContains(window.get(page_of(request)), "Which year?")
    assert window.get(page_of(request, "write")).status_code == 302


def test_the_officer_says_whose_data_it_is(window, officer):
    request, person = taken(officer, outside=True), InsuredPersonFactory(signs_in=True)
    assertNotContains(window.get(page_of(request)), page_of(request, "accept"))
    window.post(page_of(request, "identify"), {"matricule": person.matricule, "compared": "on"})
    request.refresh_from_db()
    assert request.person == person
    assertContains(window.get(page_of(request)), page_of(request, "accept"))


def test_who_asks_without_sign_in_is_shown_in_words(window):
    request = RightsRequestFactory(outside=True)
    page = window.get(page_of(request)).content.decode()
    assert "Tuesday 15 January 1980" in page or "15 January 1980" in page
    assert "1980-01-15" not in page


def test_the_copy_is_seen_by_the_officer_only_and_that_is_recorded(window):
    request = RightsRequestFactory(outside=True)
    documents.check_now(request.identity_copy_id)
    address = reverse("documents:show", args=[request.identity_copy.public_id])
    assert window.get(address).status_code == 200
    assert views()[-1] == ("rights_identity", str(request.identity_copy_id))
    assert window_of(an_agent()).get(address).status_code == 404


def test_the_officer_sees_who_looked(window, officer):
    nosy = an_agent(first_name="Nosy", last_name="Parker")
    person = InsuredPersonFactory(signs_in=True)
    card = CardFactory(person=person)
    entry = audit.record_view(nosy, card, purpose="insured.cards", dossier=person.dossier)
    details = {"look": entry.pk, "at": clock.now().isoformat(), "who": "An agent", "text": "?"}
    request = taken(officer, person=person, kind=RightsKind.ACCESS_QUESTION, details=details)
    page = window.get(page_of(request))
    assertContains(page, "Nosy Parker")
    assertContains(page, nosy.username)


def test_a_request_that_a_colleague_has_can_be_taken_over_but_not_answered(window):
    colleague = an_officer(first_name="Carl")
    request = taken(colleague)
    page = window.get(page_of(request))
    assertContains(page, page_of(request, "take-over"))
    assertNotContains(page, page_of(request, "refuse"))
    assertContains(page, "has this request since")


def test_the_index_counts_what_waits(window):
    RightsRequestFactory(days_ago=50)
    page = window.get(reverse("admin:index"))
    assertContains(page, "Requests about personal data that are late")


def test_the_list_costs_the_same_whatever_its_length(window, django_assert_max_num_queries):
    RightsRequestFactory()
    with django_assert_max_num_queries(25):
        window.get(QUEUE)
    RightsRequestFactory.create_batch(8)
    with django_assert_max_num_queries(25):
        assert len(shown(window)) == 9
