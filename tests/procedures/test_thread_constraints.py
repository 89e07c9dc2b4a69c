"""Every promise of the tables of a conversation, broken once."""

import uuid
from datetime import date

import pytest
from django.db import IntegrityError

from cns_portal import clock
from cns_portal.procedures.models import Answer, Enclosure, Reply

pytestmark = pytest.mark.django_db

KEY = uuid.UUID(int=7)


def test_a_reply_is_written_once_for_each_form(opened, write, person):
    write(sent_key=KEY)
    with pytest.raises(IntegrityError, match="reply_is_sent_once"):
        Reply.objects.create(
            procedure=opened, sent_key=KEY, written_at=clock.now(), text="x", created_by=person
        )


def test_an_answer_is_written_once_for_each_form(opened, answer, agent):
    answer(sent_key=KEY)
    with pytest.raises(IntegrityError, match="answer_is_sent_once"):
        Answer.objects.create(
            procedure=opened, sent_key=KEY, written_at=clock.now(), text="x", by=agent
        )


@pytest.mark.parametrize(
    ("promise", "columns"),
    [
        ("answer_to_a_question_needs_one", {"answered_at": clock.now()}),
        ("answer_with_a_last_day_is_a_question", {"until": date(2026, 3, 2)}),
    ],
)
def test_the_database_refuses_an_answer(answer, promise, columns):
    written = answer()
    with pytest.raises(IntegrityError, match=promise):
        Answer.objects.filter(pk=written.pk).update(**columns)


def test_a_file_goes_with_a_reply_or_an_answer(upload):
    with pytest.raises(IntegrityError, match="enclosure_goes_with_a_reply_or_an_answer"):
        Enclosure.objects.create(position=1, document=upload())


def test_two_files_never_have_the_same_place(write, upload):
    written = write(documents=[upload()])
    with pytest.raises(IntegrityError, match="enclosure_has_its_own_place"):
        Enclosure.objects.create(reply=written, position=1, document=upload())
