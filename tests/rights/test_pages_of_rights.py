"""The pages of the rights: what is seen, what is sent, what a stranger sees, how many queries."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cns_portal import audit, documents, procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email
from cns_portal.rights.choices.requests import RightsKind, RightsState
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.notices import links
from cns_portal.rights.services import outside, working
from insured.choices import MandateScope
from tests.appointments.visitors import photo
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.acting import a_child, a_mandate, a_parent
from tests.insured.factories import CardFactory
from tests.rights.factories import RightsRequestFactory
from tests.rights.officers import an_officer

pytestmark = pytest.mark.django_db

PAGES = ("list", "missing", "correction", "restriction", "objection", "erasure", "question")
OUTSIDE = {
    "kind": "access",
    "text": "What do you hold on me?",
    "first_name": "Vera",
    "last_name": "Visitor",
    "matricule": "",
    "birth_date": "15/01/1980",
    "email": "vera@people.example",
}


@pytest.fixture
def me():
    return InsuredPersonFactory(signs_in=True)


@pytest.fixture
def mine(client, me):
    client.force_login(me.account)
    return client


def address(name: str, *args) -> str:
    return reverse(f"rights:{name}", args=args)


def key() -> str:
    return str(uuid.uuid4())


def looked_at(person, *, by) -> AuditEntry:
    card = CardFactory(person=person)
    return audit.record_view(by, card, purpose="insured.cards", dossier=person.dossier)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_and_asks_a_visitor_to_sign_in(mine, client, name):
    assert mine.get(address(name)).status_code == 200
    client.logout()
    assert client.get(address(name)).status_code == 302


def test_the_list_names_every_right_and_the_deadline_of_what_is_open(mine, me):
    sent = RightsRequestFactory(person=me)
    page = mine.get(address("list"))
    assertContains(page, sent.procedure.reference)
    assertContains(page, reverse("rights:erasure"))
    assertContains(page, "15, boulevard du Jazz")


def test_the_list_costs_the_same_whatever_its_length(mine, me, django_assert_max_num_queries):
    RightsRequestFactory(person=me)
    with django_assert_max_num_queries(12):
        mine.get(address("list"))
    RightsRequestFactory.create_batch(9, person=me, kind=RightsKind.CORRECTION)
    with django_assert_max_num_queries(12):
        page = mine.get(address("list"))
    assertContains(page, "Sent on", count=10)


def test_a_correction_is_sent_with_its_proof_and_what_stands_there_now(mine, me):
    said = {
        "field": "birth_place",
        "present": "",
        "proposed": "Wiltz",
        "text": "As in the birth certificate.",
        "evidence": photo(),
        "sent_key": key(),
    }
    me.birth_place = "Wltz"
    me.save()
    answer = mine.post(address("correction"), said)
    sent = RightsRequest.objects.get(person=me)
    assertRedirects(answer, address("request", sent.public_id))
    assert sent.details["present"] == "Wltz"
    assert sent.documents.count() == 1


def test_a_proof_that_has_to_be_chosen_again_is_spoken_of(mine):
    said = {"field": "birth_place", "proposed": "", "text": "As in the certificate."}
    page = mine.post(address("correction"), {**said, "evidence": photo(), "sent_key": key()})
    assertContains(page, "The file was not kept. Choose it again.")
    assert not RightsRequest.objects.exists()


def test_a_second_click_leads_to_what_the_first_one_sent(mine, me):
    said = {"text": "For how long?", "sent_key": key()}
    first = mine.post(address("question"), said)
    second = mine.post(address("question"), said)
    assert first.url == second.url
    assert RightsRequest.objects.count() == 1


def test_nothing_is_sent_before_the_law_was_read(mine):
    said = {"processing": "letters", "text": "No more", "sent_key": key()}
    page = mine.post(address("objection"), said)
    assertContains(page, "Read what the law says, then tick the box.")
    assert not RightsRequest.objects.exists()
    assert mine.post(address("objection"), {**said, "understood": "on"}).status_code == 302


def test_the_same_request_for_erasure_is_refused_while_one_is_open(mine, me):
    RightsRequestFactory(person=me, kind=RightsKind.ERASURE)
    said = {"text": "Please", "sent_key": key(), "understood": "on"}
    assertContains(mine.post(address("erasure"), said), "one is enough")


def test_the_page_of_erasure_shows_what_would_go_and_what_stays(mine):
    page = mine.get(address("erasure"))
    for words in ("What would go", "What stays, and why", "article 17(3)"):
        assertContains(page, words)


def test_a_rejected_file_keeps_what_was_typed(mine):
    said = {
        "field": "name",
        "proposed": "Klara",
        "text": "As in my passport.",
        "evidence": photo(b"MZ not a picture", name="passport.jpg"),
        "sent_key": key(),
    }
    page = mine.post(address("correction"), said)
    assertContains(page, "As in my passport.")
    assert not RightsRequest.objects.exists()


def test_one_look_can_be_asked_about(mine, me):
    agent = an_officer(last_name="Kuckuck")
    entry = looked_at(me, by=agent)
    assertContains(mine.get(reverse("insured:data_looks")), address("look", entry.pk))
    page = mine.get(address("look", entry.pk))
    assertContains(page, "An agent of the CNS")
    assertNotContains(page, "Kuckuck")
    mine.post(address("look", entry.pk), {"text": "I was not there.", "sent_key": key()})
    sent = RightsRequest.objects.get(person=me)
    assert (sent.kind, sent.details["look"]) == (RightsKind.ACCESS_QUESTION, entry.pk)


def test_a_look_at_somebody_elses_file_does_not_exist(mine):
    theirs = looked_at(InsuredPersonFactory(signs_in=True), by=an_officer())
    assert mine.get(address("look", theirs.pk)).status_code == 404
    assert mine.post(address("look", theirs.pk), {"text": "?"}).status_code == 404
    assert mine.get(address("look", 2**62)).status_code == 404


def test_the_page_of_a_request_shows_the_answer_and_what_can_be_done(mine, me):
    refused = RightsRequestFactory(person=me, answered_no=True)
    page = mine.get(address("request", refused.public_id))
    for words in ("The law asks for it.", "Article 21(1)", "CNPD", "Answered on"):
        assertContains(page, words)


def test_the_page_of_a_request_says_that_it_is_late(mine, me):
    late = RightsRequestFactory(person=me, days_ago=60)
    assertContains(mine.get(address("request", late.public_id)), "The answer is late")


def test_a_request_of_somebody_else_does_not_exist(mine):
    theirs = RightsRequestFactory()
    assert mine.get(address("request", theirs.public_id)).status_code == 404


def test_a_request_sent_without_signing_in_is_listed_for_whom_it_is_about(mine, me):
    sent = RightsRequestFactory(outside=True, person=me)
    page = mine.get(address("list"))
    assertContains(page, "sent without signing in")
    assert mine.get(address("request", sent.public_id)).status_code == 404


def test_whoever_holds_a_mandate_does_not_use_these_rights(client):
    mandate = a_mandate(*(scope.value for scope in MandateScope))
    client.force_login(mandate.holder.account)
    opened = {"file": str(mandate.grantor.dossier.public_id)}
    assert client.post(reverse("insured:open_file"), opened).status_code == 302
    for name in PAGES:
        assert client.get(address(name)).status_code == 403


def test_a_parent_uses_the_rights_of_a_child(client):
    parent = a_parent()
    child = a_child(parent)
    client.force_login(parent.account)
    client.post(reverse("insured:open_file"), {"file": str(child.dossier.public_id)})
    client.post(address("question"), {"text": "What do you hold on Max?", "sent_key": key()})
    sent = RightsRequest.objects.get()
    assert (sent.person, sent.sent_by) == (child, parent.account)
    assert sent.procedure.events.get().on_behalf_of == child.full_name


# -- without signing in -----------------------------------------------------------------------


def test_a_visitor_sends_a_request_and_is_told_its_reference(client):
    said = {**OUTSIDE, "identity_copy": photo(), "sent_key": key()}
    answer = client.post(address("outside"), said)
    assertRedirects(answer, address("outside_sent"))
    sent = RightsRequest.objects.get()
    assertContains(client.get(address("outside_sent")), sent.procedure.reference)
    assert (sent.applicant["first_name"], sent.procedure.contact_email) == (
        "Vera",
        "vera@people.example",
    )


def test_the_page_after_sending_shows_nothing_to_anybody_else(client):
    assertRedirects(client.get(address("outside_sent")), address("outside"))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"identity_copy": ""}, "Choose a file."),
        ({"birth_date": ""}, "Enter the matricule, or the date of birth instead."),
        ({"email": "nobody"}, "Enter an e-mail address"),
        ({"kind": "access_question"}, "Choose what you ask for|valid choice"),
        ({"text": ""}, "Write what you ask for."),
        ({"birth_date": "15/01/1780"}, "nobody was born on that day"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_sent(client, changed, words):
    said = {**OUTSIDE, "identity_copy": photo(), "sent_key": key(), **changed}
    page = client.post(address("outside"), said)
    assert any(one in page.content.decode() for one in words.split("|"))
    assert not RightsRequest.objects.exists()


def test_a_copy_that_has_to_be_chosen_again_is_spoken_of(client):
    lost = "The file was not kept. Choose it again."
    said = {**OUTSIDE, "sent_key": key(), "email": "nobody"}
    page = client.post(address("outside"), {**said, "identity_copy": photo()})
    assert lost in page.content.decode()
    assert lost not in client.post(address("outside"), said).content.decode()


def test_a_flood_of_requests_ends_on_a_clear_page(client):
    for _ in range(5):
        client.post(address("outside"), {**OUTSIDE, "identity_copy": photo(), "sent_key": key()})
    page = client.post(address("outside"), {**OUTSIDE, "identity_copy": photo(), "sent_key": key()})
    assert page.status_code == 429
    assert page["Retry-After"] == "86400"
    for words in (OUTSIDE["text"], "(+352) 27 57 1", "4, rue Mercier", "choose it again"):
        assert words.lower() in page.content.decode().lower()
    assert RightsRequest.objects.count() == 5


def test_a_form_that_arrives_twice_counts_once(client):
    for _ in range(4):
        client.post(address("outside"), {**OUTSIDE, "identity_copy": photo(), "sent_key": key()})
    same = {**OUTSIDE, "sent_key": key()}
    for _ in range(6):
        answer = client.post(address("outside"), {**same, "identity_copy": photo()})
        assertRedirects(answer, address("outside_sent"))
    assert RightsRequest.objects.count() == 5


def test_the_page_does_not_say_whether_the_address_or_the_place_was_too_much():
    def refused(emails, places):
        for email, place in zip(emails, places, strict=True):
            page = Client(REMOTE_ADDR=place).post(
                address("outside"),
                {**OUTSIDE, "email": email, "identity_copy": photo(), "sent_key": key()},
            )
        main = page.content.decode().partition("<main")[2].partition("</main>")[0]
        return page.status_code, page["Retry-After"], main

    of_an_address = refused(["vera@people.example"] * 6, [f"192.0.2.{n}" for n in range(6)])
    of_a_place = refused([f"v{n}@people.example" for n in range(11)], ["192.0.2.99"] * 11)
    assert of_an_address == of_a_place
    assert of_an_address[0] == 429
    assert "telephone" in of_an_address[2]


def test_a_flood_of_letters_keeps_the_last_one_and_a_known_one_still_arrives(client, linked):
    first = {"text": "First words", "sent_key": key()}
    client.post(link(linked), first)
    for _ in range(29):
        client.post(link(linked), {"text": "More", "sent_key": key()})
    page = client.post(link(linked), {"text": "My last words", "sent_key": key()})
    assert (page.status_code, page["Retry-After"]) == (429, "3600")
    assert page["Referrer-Policy"] == "no-referrer"
    assertContains(page, "My last words", status_code=429)
    assertRedirects(client.post(link(linked), first), link(linked))
    assert linked.letters.count() == 30


@pytest.fixture
def linked():
    return RightsRequestFactory(outside=True)


def link(request) -> str:
    return reverse("rights_links:link", args=[links.token(request)])


def test_the_link_shows_the_state_and_no_name(client, linked):
    page = client.get(link(linked))
    assertContains(page, linked.procedure.reference)
    for word in ("Vera", "Visitor", "vera@people.example", "I do not want it"):
        assertNotContains(page, word)
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]


def test_a_forged_link_opens_nothing(client, linked):
    address = link(linked)
    for forged in (address[:-3] + "zz/", "/data-request/x/", f"{address[:-1]}.x/"):
        assert client.get(forged).status_code == 404
    inside = RightsRequestFactory()
    assert client.get(link(inside)).status_code == 404


def test_looking_changes_nothing(client, linked):
    before = linked.changed_at
    client.get(link(linked))
    linked.refresh_from_db()
    assert (linked.state, linked.changed_at) == (RightsState.SENT, before)


def test_with_the_link_one_answers_and_takes_back(client, linked):
    officer = an_officer()
    working.take(linked.pk, agent=officer)
    outside.ask(linked.pk, agent=officer, text="Which year?", sent_key=uuid.uuid4())
    assertContains(client.get(link(linked)), "Which year?")
    said = {"text": "2025", "sent_key": key()}
    assertRedirects(client.post(link(linked), said), link(linked))
    assertContains(client.get(link(linked)), "2025")
    client.post(link(linked), {"withdraw": "yes"})
    linked.refresh_from_db()
    assert linked.state == RightsState.WITHDRAWN
    assertContains(client.get(link(linked)), "Deleted.")
    assertContains(client.post(link(linked), said | {"sent_key": key()}), "already answered")


@pytest.mark.parametrize("ended", ["answered", "withdrawn"])
def test_ninety_days_after_its_end_the_link_opens_nothing(client, ended):
    request = RightsRequestFactory(outside=True, answered_no=True)
    if ended == "withdrawn":
        request = RightsRequestFactory(outside=True)
        outside.withdraw(request.pk)
        request.refresh_from_db()
    closed_at = request.decided_at or request.withdrawn_at
    with time_machine.travel(closed_at + timedelta(days=90), tick=False):
        page = client.get(link(request))
        assertContains(page, "This link opens this page until")
        assertContains(page, request.procedure.reference)
    with time_machine.travel(closed_at + timedelta(days=91), tick=False):
        for page in (
            client.get(link(request)),
            client.post(link(request), {"text": "And now?", "sent_key": key()}),
            client.post(link(request), {"withdraw": "yes"}),
        ):
            assertContains(page, "This link has ended", status_code=410)
            assertContains(page, address("outside"), status_code=410)
            assertContains(page, "4, rue Mercier", status_code=410)
            assert page["Referrer-Policy"] == "no-referrer"
            assert "no-store" in page["Cache-Control"]
            said = page.content.decode()
            for word in (request.procedure.reference, "The law asks", "Vera", "I do not want it"):
                assert word not in said
    assert not request.letters.exists()


def test_the_link_of_an_open_request_never_ends_by_its_age(client, linked):
    with time_machine.travel(linked.sent_at + timedelta(days=400), tick=False):
        page = client.get(link(linked))
    assertContains(page, linked.procedure.reference)
    assertNotContains(page, "This link opens this page until")


def test_how_long_a_link_lasts_is_set(client, settings):
    settings.RIGHTS_LINK_DAYS = 5
    request = RightsRequestFactory(outside=True, answered_no=True)
    with time_machine.travel(request.decided_at + timedelta(days=6), tick=False):
        assert client.get(link(request)).status_code == 410


def test_another_copy_is_sent_with_the_link(client, linked):
    copy = linked.identity_copy
    type(copy).objects.filter(pk=copy.pk).update(
        state=documents.State.REJECTED, rejection="unreadable", checked_at=linked.sent_at
    )
    assertContains(client.get(link(linked)), "We need another copy")
    client.post(link(linked), {"copy": "yes", "identity_copy": photo()})
    linked.refresh_from_db()
    assert linked.identity_copy_id != copy.pk
    assertNotContains(client.get(link(linked)), "We need another copy")


def test_the_page_about_data_protection_names_today_s_addresses(client):
    page = client.get(reverse("home:privacy"))
    for words in ("4, rue Mercier", "15, boulevard du Jazz", address("outside"), address("list")):
        assertContains(page, words)
    assertNotContains(page, "route d'Esch")


def test_an_agent_has_no_file_and_so_no_rights_page(client):
    client.force_login(AccountFactory(agent=True))
    assert client.get(address("list")).status_code == 403


def test_a_conversation_goes_on_in_my_procedures(mine, me):
    sent = RightsRequestFactory(person=me)
    officer = an_officer()
    working.take(sent.pk, agent=officer)
    procedures.ask(sent.procedure, text="Which letter?", by=officer, sent_key=uuid.uuid4())
    page = mine.get(address("request", sent.public_id))
    assertContains(page, "Read the question and answer")
    assert Email.objects.filter(recipient=me.email).exists()
