"""Each promise of the tables of questions, broken once."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from cns_portal import clock
from cns_portal.contact.models import Letter, Question
from tests.contact.asking import an_agent, of_a_person, of_a_visitor, taken

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("promise", "columns"),
    [
        ("question_topic_is_known", {"topic": "weather"}),
        ("question_state_is_known", {"state": "lost"}),
        ("question_is_a_persons_or_a_visitors", {"sender": None}),
        ("question_with_an_agent_was_taken", {"taken_at": clock.now()}),
        ("question_being_worked_on_has_an_agent", {"state": "being_checked"}),
        ("question_waits_for_an_answer_until_a_day", {"answer_until": clock.today()}),
    ],
)
def test_a_question_keeps_its_promises(promise, columns):
    question = of_a_visitor()
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(**columns)


def test_a_question_waits_until_a_day_iff_it_waits():
    question = taken(of_a_visitor())
    broken = pytest.raises(IntegrityError, match="question_waits_for_an_answer_until_a_day")
    with broken, transaction.atomic():
        Question.objects.filter(pk=question.pk).update(state="needs_you")


def test_a_question_from_a_file_has_no_sender_besides():
    question = of_a_person()
    broken = pytest.raises(IntegrityError, match="question_is_a_persons_or_a_visitors")
    with broken, transaction.atomic():
        Question.objects.filter(pk=question.pk).update(sender={"name": "Vera"})


def test_a_form_asks_once():
    first, second = of_a_visitor(), of_a_visitor()
    with pytest.raises(IntegrityError, match="question_is_sent_once"), transaction.atomic():
        Question.objects.filter(pk=second.pk).update(sent_key=first.sent_key)


def a_letter(question, **columns) -> Letter:
    columns = {"sent_key": uuid.uuid4(), "written_at": clock.now(), "text": "More", **columns}
    return Letter.objects.create(question=question, **columns)


def test_a_letter_is_written_once():
    question = of_a_visitor()
    letter = a_letter(question)
    with pytest.raises(IntegrityError, match="letter_is_sent_once"), transaction.atomic():
        a_letter(question, sent_key=letter.sent_key)


@pytest.mark.parametrize(
    ("promise", "columns"),
    [
        ("letter_that_asks_is_an_agents", {"is_question": True}),
        ("letter_of_an_agent_waits_for_nobody", {"by": "agent", "dealt_with_at": clock.now()}),
        ("letter_of_an_agent_waits_for_nobody", {"by": "agent", "read_at": clock.now()}),
    ],
)
def test_a_letter_keeps_its_promises(promise, columns):
    if columns.get("by"):
        columns = {**columns, "by": an_agent()}
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        a_letter(of_a_visitor(), **columns)


def test_what_is_written_is_sealed():
    a_letter(of_a_visitor(), text="About the thyroid")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM contact_letter")
        assert b"thyroid" not in bytes(cursor.fetchone()[0])


def test_a_question_and_a_letter_say_which_row_they_are_and_nothing_else():
    question = of_a_visitor()
    assert str(question) == f"question {question.pk}"
    assert str(a_letter(question)).startswith("letter ")
