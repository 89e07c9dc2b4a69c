"""Writing about a case on its page: the message, its files, the copy, taking it back."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from appointments.choices import Status
from cns_portal import clock, documents, procedures
from cns_portal.documents.models import Document
from cns_portal.inbox.tasks import deliver
from cns_portal.procedures import kinds, rules
from cns_portal.procedures.models import Reply
from cns_portal.procedures.purposes import ANSWER, REPLY
from cns_portal.procedures.tasks import follow_files
from tests.documents import samples
from tests.factories import AccountFactory, AppointmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path, monkeypatch):
    settings.PRIVATE_ROOT = str(tmp_path / "private")
    settings.CLAMAV_URL = ""
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def appointment(person):
    return AppointmentFactory(person=person)


@pytest.fixture
def case(appointment):
    return appointment.procedure


@pytest.fixture
def agent(db):
    return AccountFactory(agent=True)


def thread_of(case):
    return reverse("home:procedure", args=[case.reference]) + "?tab=messages"


def reply_to(case):
    return reverse("home:reply", args=[case.reference])


def picture(name="photo.jpg", content=samples.JPEG, kind="image/jpeg"):
    return SimpleUploadedFile(name, content, content_type=kind)


def some_picture(name="photo.jpg"):
    """Another one each time."""
    return picture(name, samples.picture("JPEG"))


def said(text="Moien", **more):
    return {"text": text, "sent_key": str(uuid.uuid4()), "send": "yes", **more}


def ask(case, agent, text="Which day?", **columns):
    asked = procedures.ask(case, text=text, by=agent, sent_key=uuid.uuid4(), **columns)
    deliver()
    return asked


# -- reading -----------------------------------------------------------------------------------


def test_a_question_stands_on_every_page_that_leads_to_it(me, case, agent):
    day = clock.today() + timedelta(days=5)
    ask(case, agent, until=day)
    assertContains(me.get("/en/espace/"), "Answer the question of the CNS")
    assertContains(me.get("/en/espace/"), "in 5 days")
    assertContains(me.get("/en/espace/procedures/"), "Waiting for you")
    overview = me.get(reverse("home:procedure", args=[case.reference]))
    assertContains(overview, "The CNS is waiting for you")
    assertContains(me.get(thread_of(case)), "Answer the CNS")


def test_both_sides_stand_in_the_order_of_time(me, case, agent):
    ask(case, agent, "Which day?")
    me.post(reply_to(case), said("On Monday."))
    procedures.answer(case, text="Thank you.", by=agent, sent_key=uuid.uuid4())
    deliver()
    page = me.get(thread_of(case)).content.decode()
    places = [page.index(text) for text in ("Which day?", "On Monday.", "Thank you.")]
    assert places == sorted(places)
    assert "You answered on" in page


def test_showing_the_thread_takes_the_mark_new_away(me, case, agent):
    ask(case, agent)
    first = me.get(thread_of(case), headers={"Sec-Purpose": "prefetch"})
    assertContains(first, "New")
    assertContains(me.get(thread_of(case)), "New")
    assertNotContains(me.get(thread_of(case)), "message--unread")


def test_the_name_of_an_agent_is_not_shown_to_the_person(me, case, agent):
    agent.first_name, agent.last_name = "Xaver", "Zufall"
    agent.save()
    ask(case, agent)
    for tab in ("overview", "messages", "history"):
        assertNotContains(me.get(thread_of(case), {"tab": tab}), "Zufall")


def test_markup_in_a_message_stays_text(me, case):
    me.post(reply_to(case), said("<script>alert(1)</script>"))
    assertNotContains(me.get(thread_of(case)), "<script>alert")


# -- writing -----------------------------------------------------------------------------------


def test_a_message_is_sent_and_the_question_closed(me, case, agent):
    ask(case, agent)
    answer = me.post(reply_to(case), said("On Monday."))
    assertRedirects(answer, thread_of(case))
    assertContains(me.get(thread_of(case)), "On Monday.")
    assertNotContains(me.get("/en/espace/"), "Answer the question of the CNS")
    assertContains(me.get("/en/espace/"), "There is nothing you have to do just now.")


def test_the_same_form_twice_writes_once(me, case):
    form = said("Twice?")
    me.post(reply_to(case), form)
    me.post(reply_to(case), form)
    assert Reply.objects.count() == 1


def test_an_empty_message_is_refused_with_a_sentence(me, case):
    page = me.post(reply_to(case), said("  "))
    assertContains(page, "Write a message, or add a file.")
    assertContains(page, "<title>Error:")
    assert not Reply.objects.exists()


def test_a_text_that_is_too_long_is_kept_and_refused(me, case):
    page = me.post(reply_to(case), said("x" * (rules.LONGEST + 1)))
    assertContains(page, "x" * 100)
    assert not Reply.objects.exists()


def test_several_files_go_with_the_message_without_a_script(me, case):
    me.post(reply_to(case), said("Two", files=[some_picture("1.jpg"), some_picture("2.jpg")]))
    page = me.get(thread_of(case))
    assertContains(page, "1.jpg")
    assertContains(page, "2.jpg")
    assertContains(page, "Being checked", count=2)


def test_each_bad_file_has_its_sentence_and_the_good_one_stays(me, case):
    page = me.post(
        reply_to(case),
        said(
            "Three",
            files=[
                some_picture("good.jpg"),
                picture("tool.exe", b"MZ" * 50, "application/octet-stream"),
                picture("empty.jpg", b""),
            ],
        ),
    )
    assertContains(page, "tool.exe: The chosen file is not a PDF, JPEG, PNG or HEIC file.")
    assertContains(page, "empty.jpg: The chosen file is empty.")
    assertContains(page, 'class="files__name">good.jpg')
    assertContains(page, "Three</textarea>")
    assert not Reply.objects.exists()
    me.post(reply_to(case), said("Three"))
    assert Reply.objects.get().enclosures.count() == 1


def test_files_are_added_and_removed_without_losing_the_text(me, case):
    added = me.post(
        reply_to(case),
        {"text": "Half a sent", "sent_key": str(uuid.uuid4()), "add": "yes", "files": picture()},
    )
    assertContains(added, "Half a sent</textarea>")
    document = Document.objects.get()
    removed = me.post(
        reply_to(case),
        {
            "text": "Half a sentence",
            "sent_key": str(uuid.uuid4()),
            "remove": str(document.public_id),
        },
    )
    assertContains(removed, "Half a sentence</textarea>")
    assertNotContains(removed, "photo.jpg")
    document.refresh_from_db()
    assert document.deleted_at is not None


def test_removing_what_is_not_there_does_nothing(me, stranger, case):
    me.post(reply_to(case), {"text": "", "remove": "nonsense"})
    me.post(reply_to(case), {"text": "", "remove": str(uuid.uuid4())})
    assert not Document.objects.exists()


def test_the_script_sends_one_file_and_gets_the_list(me, case):
    where = reverse("home:reply_file", args=[case.reference])
    taken = me.post(where, {"files": picture("one.jpg")})
    assertContains(taken, "one.jpg")
    again = me.post(where, {"files": picture("again.jpg")})
    assertContains(again, "You have already added this file")
    bad = me.post(where, {"files": picture("x.exe", b"MZ" * 9, "application/x-dosexec")})
    assertContains(bad, "x.exe: The chosen file is not")
    assertContains(me.post(where), "Choose a file.")
    assert me.get(where).status_code == 405


def test_there_is_a_limit_to_the_files_of_a_message(me, case):
    where = reverse("home:reply_file", args=[case.reference])
    for number in range(rules.MOST_FILES):
        assert me.post(where, {"files": some_picture(f"{number}.jpg")}).status_code == 200
    assertContains(
        me.post(where, {"files": some_picture("more.jpg")}),
        f"at most {rules.MOST_FILES} files",
    )


def test_a_file_that_turned_out_bad_must_be_removed_before_sending(me, case):
    broken = picture("broken.jpg", b"\xff\xd8\xff" + b"no picture" * 30)
    me.post(reverse("home:reply_file", args=[case.reference]), {"files": broken})
    documents.check_now(Document.objects.get().pk)
    assertContains(me.get(thread_of(case)), "The end of the file is missing.")
    assertContains(me.post(reply_to(case), said("With it")), "A file was not accepted.")
    assert not Reply.objects.exists()


def test_files_of_one_message_are_not_those_of_another_case(me, case, appointment, person):
    other = AppointmentFactory(person=person, agency=appointment.agency).procedure
    me.post(reverse("home:reply_file", args=[case.reference]), {"files": picture("mine.jpg")})
    assertNotContains(me.get(thread_of(other)), "mine.jpg")


def test_a_finished_case_says_why_nothing_can_be_written(me, person):
    over = AppointmentFactory(person=person, cancelled=True).procedure
    page = me.get(thread_of(over))
    assertContains(page, "This procedure is finished")
    assertNotContains(page, "Send the message")
    assertContains(me.post(reply_to(over), said()), "This procedure is finished")
    assert not Reply.objects.exists()


# -- files -------------------------------------------------------------------------------------


def file_address(case, document):
    return reverse("home:file", args=[case.reference, document.public_id])


@pytest.fixture
def sent_file(me, case, person):
    me.post(reply_to(case), said("With a file", files=[picture()]))
    document = Document.objects.get(purpose=REPLY)
    documents.check_now(document.pk)
    document.refresh_from_db()
    return document


def test_my_file_can_be_downloaded_when_it_is_checked(me, case, sent_file):
    answer = me.get(file_address(case, sent_file))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"
    assert "sandbox" in answer["Content-Security-Policy"]
    assertContains(me.get(thread_of(case), {"tab": "documents"}), "photo.jpg")


def test_an_unchecked_file_is_not_served(me, case):
    me.post(reply_to(case), said("With a file", files=[picture()]))
    assert me.get(file_address(case, Document.objects.get())).status_code == 404


def test_a_file_is_found_in_its_own_case_only(me, case, appointment, sent_file, person):
    other = AppointmentFactory(person=person, agency=appointment.agency).procedure
    assert me.get(file_address(other, sent_file)).status_code == 404
    nowhere = reverse("home:file", args=[case.reference, uuid.uuid4()])
    assert me.get(nowhere).status_code == 404


def test_an_agents_file_shows_with_the_message_it_came_with(me, case, agent, stranger):
    file = documents.store(picture("form.jpg"), dossier=None, by=agent, purpose=ANSWER)
    written = procedures.answer(
        case, text="Here it is.", by=agent, sent_key=uuid.uuid4(), documents=[file]
    )
    assert me.get(file_address(case, file)).status_code == 404
    documents.check_now(file.pk)
    follow_files()
    assert me.get(file_address(case, file)).status_code == 404  # posted, not delivered
    deliver()
    assert me.get(file_address(case, file)).status_code == 200
    written.refresh_from_db()
    message = reverse("home:message", args=[written.message.public_id])
    assertContains(me.get(message), file_address(case, file))
    assertContains(me.get(thread_of(case)), file_address(case, file))
    assertContains(me.get(thread_of(case), {"tab": "documents"}), "form.jpg")
    assert stranger.get(file_address(case, file)).status_code == 404


# -- the copy and taking back ------------------------------------------------------------------


def test_the_copy_of_what_was_sent_is_a_tagged_pdf(me, case):
    import io

    import pikepdf

    answer = me.get(reverse("home:copy", args=[case.reference]))
    assert answer["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as paper:
        assert paper.Root.MarkInfo.Marked
        assert str(paper.Root.Lang) == "en"
        assert b"pdfuaid" in paper.Root.Metadata.read_bytes()


def test_a_kind_without_a_copy_has_no_page_for_it(me, case, monkeypatch):
    from dataclasses import replace

    bare = replace(kinds.kind("appointment"), sent_copy=None, withdraw=None)
    monkeypatch.setitem(kinds._kinds, "appointment", bare)
    assert me.get(reverse("home:copy", args=[case.reference])).status_code == 404
    assert me.get(reverse("home:withdraw", args=[case.reference])).status_code == 404
    assert me.post(reverse("home:withdraw", args=[case.reference])).status_code == 404


def test_an_appointment_is_taken_back_by_its_own_rule(me, case, appointment):
    where = reverse("home:withdraw", args=[case.reference])
    assertContains(me.get(where), "Take it back")
    assertRedirects(me.post(where), reverse("home:procedure", args=[case.reference]))
    appointment.refresh_from_db()
    assert appointment.status == Status.CANCELLED
    again = me.post(where)
    assert again.status_code == 200
    assertContains(again, "It cannot be taken back")


def test_the_page_of_the_case_leads_to_the_rooms_own_page(me, case, appointment):
    page = me.get(reverse("home:procedure", args=[case.reference]))
    assertContains(page, reverse("appointments:cancel", args=[appointment.public_id]))


def test_looking_at_the_page_takes_nothing_back(me, case, appointment):
    me.get(reverse("home:withdraw", args=[case.reference]))
    appointment.refresh_from_db()
    assert appointment.status == Status.CONFIRMED


# -- strangers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["reply", "reply_file", "copy", "withdraw"])
def test_a_stranger_finds_no_page_of_the_case(stranger, client, case, appointment, name, method):
    where = reverse(f"home:{name}", args=[case.reference])
    assert getattr(stranger, method)(where, said()).status_code in {404, 405}
    assert getattr(client, method)(where, said()).status_code == 302
    assert not Reply.objects.exists()
    assert not Document.objects.exists()
    appointment.refresh_from_db()
    assert appointment.status == Status.CONFIRMED


def test_the_thread_costs_the_same_with_three_letters_and_with_sixty(
    me, case, agent, django_assert_num_queries, django_assert_max_num_queries
):
    def more(count):
        for _ in range(count):
            procedures.answer(case, text="One", by=agent, sent_key=uuid.uuid4())
            me.post(reply_to(case), said("Two"))
        deliver()
        me.get(thread_of(case))  # takes the marks away, which is a question of its own

    more(2)
    with django_assert_max_num_queries(18) as counted:
        me.get(thread_of(case))
    asked = len(counted.captured_queries)
    more(28)
    with django_assert_num_queries(asked):
        me.get(thread_of(case))
