"""The agents' window on what people write: a queue, and one page for each case."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cns_portal import documents, procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.documents.models import Document
from cns_portal.inbox.models import Message
from cns_portal.procedures import kinds
from cns_portal.procedures.models import Answer, Procedure, Reply
from cns_portal.procedures.tasks import follow_files
from tests.appointments.agents import window_of
from tests.documents import samples
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/procedures/procedure/"


@pytest.fixture
def theirs(monkeypatch):
    """The room shows its cases to agents called Anne."""
    kinds._kinds.pop("trial")
    procedures.declare_kind(
        "trial",
        label="Trial",
        states={"requested": "Requested"},
        visible_to=lambda account: Q() if account.first_name == "Anne" else Q(pk__in=()),
    )


def permitted(account, *codes):
    from django.contrib.auth.models import Permission

    account.user_permissions.add(
        *Permission.objects.filter(codename__in=codes, content_type__app_label="procedures")
    )
    return account


@pytest.fixture
def anne(theirs, db):
    return permitted(
        AccountFactory(agent=True, first_name="Anne", last_name="Agent"),
        "view_procedure",
        "answer_procedure",
    )


@pytest.fixture
def window(anne):
    return window_of(anne)


def page_of(procedure):
    return reverse("admin:procedures_procedure_change", args=[procedure.pk])


def said(text="It is done.", **more):
    return {"text": text, "sent_key": str(uuid.uuid4()), "until": "", **more}


def picture(content=samples.JPEG, name="letter.jpg"):
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def test_the_queue_shows_who_waits_and_records_who_was_seen(window, opened, write, anne):
    assertNotContains(window.get(LIST), opened.reference)
    write("It hurts since Monday.")
    page = window.get(LIST)
    assertContains(page, opened.reference)
    assertContains(page, "Claire Weber")
    assertNotContains(page, "Monday")
    seen = AuditEntry.objects.filter(purpose="procedures.list", actor=anne)
    assert seen.get().dossier == opened.dossier


def test_the_queue_leaves_when_it_was_answered(window, opened, write, answer):
    write()
    answer()
    assertNotContains(window.get(LIST), opened.reference)
    assertContains(window.get(LIST, {"turn": "every"}), opened.reference)


def test_the_first_page_counts_who_waits(window, write):
    write()
    assertContains(window.get("/admin/"), "Messages that wait for an answer")


def test_the_page_shows_both_sides_and_is_recorded_before_it_is_sent(
    window, opened, write, answer, anne
):
    written = write("It hurts since Monday.", on_behalf_of="Tom Weber")
    answer("We know.")
    page = window.get(page_of(opened))
    assertContains(page, "It hurts since Monday.")
    assertContains(page, "Tom Weber")
    assertContains(page, "We know.")
    assertContains(page, "Not read by the person yet")
    entry = AuditEntry.objects.get(purpose="procedures.conversation")
    assert (entry.actor, entry.dossier) == (anne, opened.dossier)
    written.refresh_from_db()
    assert written.read_at is not None


def test_an_answer_is_sent_from_the_page(window, opened, write):
    write()
    answered = window.post(page_of(opened), {**said("It is done."), "answer": "Send"})
    assertRedirects(answered, page_of(opened))
    assert Message.objects.get().body.startswith("It is done.")
    assert not procedures.needs_answer().exists()


def test_a_question_is_sent_from_the_page_with_its_last_day(window, opened):
    window.post(page_of(opened), {**said("Which day?", until="9/3/2026"), "ask": "Send"})
    question = Answer.objects.get()
    assert question.is_question
    assert str(question.until) == "2026-03-09"


def test_the_same_form_sent_twice_writes_once(window, opened):
    sent = {**said(), "answer": "Send"}
    window.post(page_of(opened), sent)
    window.post(page_of(opened), {**sent, "files": picture()})
    assert Answer.objects.count() == Message.objects.count() == 1
    assert not Document.objects.exists()


def test_a_file_goes_out_when_it_is_checked(window, opened):
    window.post(page_of(opened), {**said(), "answer": "Send", "files": picture()})
    assert not Message.objects.exists()
    assertContains(window.get(page_of(opened)), "Goes out when its files are checked")
    file = Answer.objects.get().enclosures.get().document
    documents.check_now(file.pk)
    follow_files()
    assert Message.objects.exists()
    assertContains(window.get(page_of(opened)), reverse("documents:show", args=[file.public_id]))


def test_a_bad_file_holds_the_answer_until_the_agent_lets_it_go(window, opened):
    broken = picture(b"\xff\xd8\xff" + b"no picture" * 30)
    window.post(page_of(opened), {**said(), "answer": "Send", "files": broken})
    written = Answer.objects.get()
    documents.check_now(written.enclosures.get().document_id)
    follow_files()
    page = window.get(page_of(opened))
    assertContains(page, "has not gone out")
    assertContains(window.get(LIST, {"turn": "held"}), opened.reference)
    window.post(page_of(opened), {"without": str(written.sent_key)})
    follow_files()
    assert Message.objects.exists()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (said(""), "this must be filled in"),
        (said("Words", until="yesterday"), "Enter a real date"),
        (said("Words", files=[picture(b"MZ", "virus.exe")]), "virus.exe"),
        (said("Words", sent_key="nonsense"), "Error"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_sent(window, opened, sent, sentence):
    page = window.post(page_of(opened), {**sent, "answer": "Send"})
    assert page.status_code == 200
    assert not Answer.objects.exists()
    assert sentence in page.content.decode() or "This field is required" in page.content.decode()


def test_that_no_answer_is_needed_is_noted(window, opened, write):
    write()
    window.post(page_of(opened), {"dealt_with": "yes"})
    assert not Reply.objects.waiting().exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_rooms_agent_finds_nothing(theirs, opened, write, method):
    write()
    bob = permitted(
        AccountFactory(agent=True, first_name="Bob"), "view_procedure", "answer_procedure"
    )
    window = window_of(bob)
    assert getattr(window, method)(page_of(opened), said()).status_code == 404
    assertNotContains(window.get(LIST), opened.reference)
    nowhere = reverse("admin:procedures_procedure_change", args=[987_654_321])
    assert getattr(window, method)(nowhere, said()).status_code == 404


def test_who_may_only_read_does_not_write(theirs, opened, write):
    write()
    reader = permitted(AccountFactory(agent=True, first_name="Anne"), "view_procedure")
    window = window_of(reader)
    assertNotContains(window.get(page_of(opened)), "Send as an answer")
    assert window.post(page_of(opened), {**said(), "answer": "x"}).status_code == 403
    assert not Answer.objects.exists()


def test_an_agent_opens_the_files_of_conversations_they_may_read(
    window, theirs, opened, write, upload
):
    from cns_portal.documents import registry
    from cns_portal.procedures.selectors.thread import agent_may_open

    assert agent_may_open in registry._agents
    file = upload(checked=True)
    write(documents=[file])
    address = reverse("documents:show", args=[file.public_id])
    assert window.get(address).status_code == 200
    bob = permitted(AccountFactory(agent=True, first_name="Bob"), "view_procedure")
    assert window_of(bob).get(address).status_code == 404


def test_the_queue_costs_the_same_with_three_cases_and_with_thirty(
    window, opened, write, dossier, django_assert_num_queries, django_assert_max_num_queries
):
    def more(count):
        for _ in range(count):
            write(
                procedure=procedures.open_procedure(
                    kind="trial",
                    dossier=dossier,
                    created_by=None,
                    contact_email="",
                    language="en",
                    state="requested",
                    actor_kind="person",
                )
            )

    more(3)
    with django_assert_max_num_queries(20) as counted:
        window.get(LIST)
    more(27)
    with django_assert_num_queries(len(counted.captured_queries)):
        assertContains(window.get(LIST), "Claire Weber", count=30)
    assert Procedure.objects.count() == 31
