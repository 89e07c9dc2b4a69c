"""Writing to and fro: what is kept, who is told, what waits for whom."""

import uuid
from datetime import date

import pytest

from cns_portal import audit, documents, procedures
from cns_portal.accounts.models import Account, Dossier
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email, Message
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures import kinds, rules, selectors
from cns_portal.procedures.choices import Refusal
from cns_portal.procedures.models import Answer, Enclosure, Reply
from cns_portal.procedures.selectors import thread
from cns_portal.procedures.services import posting
from cns_portal.procedures.services.thread import note_read, send_without_rejected
from cns_portal.procedures.tasks import follow_files

pytestmark = pytest.mark.django_db

KEY = uuid.UUID(int=7)
BROKEN = b"\xff\xd8\xff" + b"this is no picture" * 20


def events(procedure) -> list[str]:
    return [event.what for event in procedures.history(procedure)]


def end(procedure) -> None:
    procedures.add_event(
        procedure,
        what="trial.over",
        phase="done",
        state="over",
        actor=audit.SYSTEM,
        actor_kind="system",
    )


# -- the person writes -------------------------------------------------------------------------


def test_a_reply_is_kept_told_in_the_history_and_in_the_trail(opened, write, person):
    written = write("  It hurts since Monday.  ")
    assert Reply.objects.get().text == "It hurts since Monday."
    assert (written.created_by, written.on_behalf_of) == (person, "")
    assert events(opened) == ["trial.received", "procedure.replied"]
    entry = AuditEntry.objects.get(action="procedure.replied")
    assert (entry.actor, entry.dossier) == (person, opened.dossier)
    assert "Monday" not in str(entry.details)


def test_a_reply_is_unreadable_in_the_database(opened, write):
    write("It hurts since Monday.")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM procedures_reply")
        assert b"Monday" not in bytes(cursor.fetchone()[0])


def test_the_same_form_sent_twice_writes_once(opened, write):
    first, second = write(sent_key=KEY), write("Something else", sent_key=KEY)
    assert first.pk == second.pk
    assert Reply.objects.count() == 1
    assert events(opened) == ["trial.received", "procedure.replied"]


def test_the_key_of_a_form_means_nothing_in_another_case(write, opened, dossier):
    other = procedures.open_procedure(
        kind="trial",
        dossier=dossier,
        created_by=None,
        contact_email="",
        language="en",
        state="requested",
        actor_kind="person",
    )
    write(sent_key=KEY)
    write(sent_key=KEY, procedure=other)
    assert Reply.objects.count() == 2


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_there_is_something_to_send(write, text):
    with pytest.raises(Refused) as refused:
        write(text)
    assert refused.value.reason == Refusal.NOTHING_WRITTEN


def test_a_file_alone_is_a_message(write, upload):
    write("", documents=[upload()])
    assert Enclosure.objects.get().position == 1


def test_nobody_writes_in_a_finished_case(opened, write):
    end(opened)
    with pytest.raises(Refused) as refused:
        write()
    assert refused.value.reason == Refusal.FINISHED


def test_what_was_sent_before_the_end_is_not_refused_when_it_comes_again(opened, write):
    first = write(sent_key=KEY)
    end(opened)
    assert write(sent_key=KEY).pk == first.pk


def test_a_reply_says_for_whom_it_was_written(opened, write):
    write(on_behalf_of="Tom Weber")
    assert Reply.objects.get().on_behalf_of == "Tom Weber"
    assert procedures.history(opened).last().on_behalf_of == "Tom Weber"


def test_a_case_without_a_file_of_a_person_has_no_conversation(write, answer):
    nobodys = procedures.open_procedure(
        kind="trial",
        dossier=None,
        created_by=audit.VISITOR,
        contact_email="vera@people.example",
        language="en",
        state="requested",
        actor_kind="person",
    )
    for verb in (write, answer):
        with pytest.raises(Refused) as refused:
            verb(procedure=nobodys)
        assert refused.value.reason == Refusal.NOT_A_DIALOGUE


# -- files -------------------------------------------------------------------------------------


def test_files_keep_their_order_and_may_still_be_waiting(write, upload):
    files = [upload(name=f"{n}.jpg") for n in range(3)]
    write(documents=files)
    kept = Enclosure.objects.order_by("position").values_list("document__original_name", flat=True)
    assert list(kept) == ["0.jpg", "1.jpg", "2.jpg"]


def test_a_stranger_encloses_nothing_of_others(write, upload, opened):
    """Files of another dossier, another account, another purpose, deleted, used, or unknown."""
    other = Account.objects.create_user("other")
    gone = upload()
    documents.delete(gone, by=audit.SYSTEM, reason="test")
    used = upload()
    write(documents=[used])
    for file in (
        upload(dossier=Dossier.objects.create()),
        upload(by=other),
        upload(purpose="identity_copy"),
        gone,
        used,
    ):
        with pytest.raises(Refused) as refused:
            write("With a file", documents=[file])
        assert refused.value.reason == Refusal.FILE_GONE
    assert Reply.objects.count() == 1


def test_one_file_is_not_enclosed_twice_in_one_letter(write, upload):
    file = upload()
    with pytest.raises(Refused) as refused:
        write(documents=[file, file])
    assert refused.value.reason == Refusal.FILE_GONE
    assert not Reply.objects.exists()


def test_a_file_known_to_be_bad_is_not_sent(write, upload):
    with pytest.raises(Refused) as refused:
        write(documents=[upload(BROKEN, checked=True)])
    assert refused.value.reason == Refusal.FILE_REJECTED


def test_there_is_a_limit_to_the_files_of_a_letter(write, upload):
    with pytest.raises(Refused) as refused:
        write(documents=[upload() for _ in range(rules.MOST_FILES + 1)])
    assert refused.value.reason == Refusal.TOO_MANY_FILES
    assert str(rules.MOST_FILES) in refused.value.sentence


def test_the_person_is_told_once_of_a_file_that_turns_out_bad(write, upload, opened):
    file = upload(BROKEN, name="scan.jpg")
    write("With a file", documents=[file])
    follow_files()
    assert not Message.objects.exists()
    documents.check_now(file.pk)
    follow_files()
    follow_files()
    told = Message.objects.get()
    assert "scan.jpg" in told.body
    assert file.public_id.hex not in told.body
    assert told.reference == opened.reference
    announced = Email.objects.get()
    assert "scan.jpg" not in announced.text_body + announced.subject


def test_a_letter_in_use_keeps_its_files_from_the_sweep(write, upload):
    file = upload()
    write(documents=[file])
    assert not documents.discard(file, by=audit.SYSTEM, reason="test")


# -- agents write ------------------------------------------------------------------------------


def test_an_answer_is_a_message_in_the_language_of_the_case(opened, answer):
    opened.language = "fr"
    opened.save(update_fields=["language"])
    answer("C’est fait.")
    told = Message.objects.get()
    assert told.body.startswith("C’est fait.")
    assert f"/fr/espace/procedures/{opened.reference}/?tab=messages" in told.body
    assert told.language == "fr"
    assert events(opened)[-1] == "procedure.answered"


def test_the_email_says_that_there_is_a_message_and_nothing_else(answer, opened):
    answer("You are insured since May.")
    announced = Email.objects.get()
    for part in (announced.subject, announced.text_body, announced.html_body):
        assert "May" not in part
        assert opened.reference not in part
        assert "Claire" not in part


def test_an_agents_form_sent_twice_writes_once(answer, ask):
    assert answer(sent_key=KEY).pk == answer("Other words", sent_key=KEY).pk
    assert ask(sent_key=KEY).pk == ask(sent_key=KEY).pk
    assert Message.objects.count() == Answer.objects.count() == 1


def test_an_answer_waits_for_its_files_and_then_goes_out_once(answer, agents_file):
    file = agents_file()
    written = answer(documents=[file])
    follow_files()
    assert not Message.objects.exists()
    documents.check_now(file.pk)
    assert posting.post_ready() == 1
    assert posting.post_ready() == 0
    written.refresh_from_db()
    assert Message.objects.get() == written.message


def test_an_answer_with_a_bad_file_stays_until_the_agent_decides(answer, agents_file, agent):
    good, bad = agents_file(), agents_file(BROKEN)
    written = answer(documents=[good, bad])
    for file in (good, bad):
        documents.check_now(file.pk)
    follow_files()
    assert not Message.objects.exists()
    send_without_rejected(written, by=agent)
    follow_files()
    written.refresh_from_db()
    assert written.message is not None
    assert [one.document_id for one in written.enclosures.all()] == [good.pk]
    with pytest.raises(Refused) as refused:
        send_without_rejected(written, by=agent)
    assert refused.value.reason == Refusal.ALREADY_SENT


def test_an_agent_writes_something(answer, ask):
    for verb in (answer, ask):
        with pytest.raises(Refused) as refused:
            verb("   ")
        assert refused.value.reason == Refusal.TEXT_MISSING


def test_a_finished_case_is_answered_but_not_asked_about(opened, answer, ask):
    end(opened)
    answer("One more thing.")
    assert "tab=messages" not in Message.objects.get().body
    with pytest.raises(Refused) as refused:
        ask()
    assert refused.value.reason == Refusal.FINISHED


# -- whose turn it is --------------------------------------------------------------------------


def test_a_question_is_open_until_the_person_writes(opened, ask, write, dossier):
    question = ask(until=date(2026, 3, 9))
    assert "9" in Message.objects.get().body
    assert list(selectors.all_of(dossier).needing_the_person()) == [opened]
    assert thread.open_questions([opened.pk]) == [question]
    write("On Monday.")
    assert not selectors.all_of(dossier).needing_the_person().exists()
    assert list(selectors.all_of(dossier).in_progress()) == [opened]
    question.refresh_from_db()
    assert question.answered_at is not None


def test_a_question_whose_file_is_being_checked_is_not_open_yet(ask, agents_file, dossier):
    ask(documents=[agents_file()])
    assert not selectors.all_of(dossier).needing_the_person().exists()


def test_the_end_of_a_case_ends_its_questions(opened, ask, dossier):
    ask()
    end(opened)
    assert not selectors.all_of(dossier).needing_the_person().exists()
    assert list(selectors.all_of(dossier).decided()) == [opened]


def test_a_reply_waits_until_an_agent_answers_or_notes_that_none_is_needed(
    opened, write, answer, agent
):
    write("First")
    waiting_since = procedures.needs_answer().get().waiting_since
    write("Are you there?")
    assert procedures.needs_answer().get().waiting_since == waiting_since
    answer()
    assert not procedures.needs_answer().exists()
    write("Thank you")
    assert procedures.deal_with(opened, by=agent) == 1
    assert not procedures.needs_answer().exists()
    assert procedures.deal_with(opened, by=agent) == 0
    assert AuditEntry.objects.filter(action="procedure.dealt_with").count() == 1


def test_whoever_waits_longest_comes_first(opened, write, dossier, person):
    other = procedures.open_procedure(
        kind="trial",
        dossier=dossier,
        created_by=None,
        contact_email="",
        language="en",
        state="requested",
        actor_kind="person",
    )
    write(procedure=other)
    write()
    write(procedure=other)
    assert list(procedures.needs_answer()) == [other, opened]


def test_reading_is_noted_the_first_time(opened, write):
    written = write()
    note_read(opened)
    written.refresh_from_db()
    first = written.read_at
    note_read(opened)
    written.refresh_from_db()
    assert written.read_at == first is not None


# -- what the room does ------------------------------------------------------------------------


def with_rules(**rules_of_the_room) -> None:
    kinds._kinds.pop("trial")
    procedures.declare_kind("trial", label="Trial", **rules_of_the_room)


def move(procedure, state, what, by, actor_kind):
    procedures.add_event(
        procedure,
        what=what,
        phase="being_checked",
        state=state,
        actor=by,
        actor_kind=actor_kind,
    )


def test_the_room_moves_its_state_when_somebody_asks_and_when_somebody_answers(
    opened, ask, write, dossier
):
    def asked(procedure, *, by, text):
        move(procedure, "needs_you", "trial.asked", by, "agent")

    def replied(procedure, *, by, on_behalf_of):
        move(procedure, "checking", "trial.answered", by, "person")
        return True

    with_rules(asks=["needs_you"], asked=asked, replied=replied, answer_within={"needs_you": 14})
    question = ask()
    opened.refresh_from_db()
    assert opened.current_state == "needs_you"
    assert (question.until - question.written_at.date()).days in {14, 15}  # Luxembourg's day
    write()
    assert events(opened) == ["trial.received", "trial.asked", "trial.answered"]
    assert not selectors.all_of(dossier).needing_the_person().exists()


def test_a_room_that_says_no_leaves_nothing_behind(opened, ask):
    def asked(procedure, *, by, text):
        raise Refused(Refusal.FINISHED)

    with_rules(asked=asked)
    with pytest.raises(Refused):
        ask()
    assert not Answer.objects.exists()
    assert not Message.objects.exists()
    assert events(opened) == ["trial.received"]


def test_a_room_may_ask_with_a_message_of_its_own(opened, agent, dossier):
    from cns_portal import inbox

    message = inbox.post_message(
        dossier=dossier,
        reference=opened.reference,
        title="A question",
        body="Which day?",
        language="en",
        idempotency_key="own",
    )
    procedures.note_question(opened, text="Which day?", by=agent, message=message)
    assert list(selectors.all_of(dossier).needing_the_person()) == [opened]
    assert events(opened) == ["trial.received"]


# -- forgetting --------------------------------------------------------------------------------


def test_everything_goes_with_the_case(opened, write, answer, upload):
    from cns_portal import inbox

    write(documents=[upload()])
    answer()
    inbox.forget_about(opened.reference)
    procedures.forget(opened)
    assert not Reply.objects.exists()
    assert not Answer.objects.exists()
    assert not Enclosure.objects.exists()
