"""Two windows on one question, or one form sent twice at once."""

import uuid
from datetime import timedelta

import pytest

from cns_portal import clock, procedures
from cns_portal.contact.choices.questions import QuestionRefusal
from cns_portal.contact.models import Letter, Question
from cns_portal.contact.services import closing, working
from cns_portal.inbox.models import Email
from cns_portal.procedures.models import Procedure
from cns_portal.procedures.selectors import out_of_step
from tests.contact.asking import an_agent, answered, of_a_person, of_a_visitor, taken
from tests.factories import InsuredPersonFactory
from tests.racing import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = 5


@pytest.fixture(autouse=True)
def nobody_is_woken(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


def test_a_form_that_arrives_twice_at_once_asks_once_and_leaves_no_empty_case():
    for _round in range(ROUNDS):
        key = uuid.uuid4()
        answers = at_once(*[lambda key=key: of_a_visitor(sent_key=key)] * 3)
        assert len({answer.pk for answer in answers}) == 1, answers
    assert Question.objects.count() == Procedure.objects.count() == ROUNDS
    assert Email.objects.count() == ROUNDS


def test_so_does_the_form_of_somebody_signed_in():
    person = InsuredPersonFactory(signs_in=True)
    for _round in range(ROUNDS):
        key = uuid.uuid4()
        answers = at_once(*[lambda key=key: of_a_person(person, sent_key=key)] * 3)
        assert len({answer.pk for answer in answers}) == 1, answers
    assert Question.objects.count() == Procedure.objects.count() == ROUNDS


def test_of_two_agents_who_take_it_at_once_one_has_it():
    agents = an_agent(), an_agent()
    for _round in range(ROUNDS):
        question = of_a_visitor(email=f"{_round}@visitors.example")
        answers = at_once(
            *[
                lambda agent=agent, question=question: working.take(question.pk, agent=agent)
                for agent in agents
            ]
        )
        assert answers.count(QuestionRefusal.NOT_YOURS) == 1, answers


def test_an_answer_and_a_closing_at_once_leave_what_the_history_says():
    for _round in range(ROUNDS):
        question = taken(of_a_visitor(email=f"{_round}@visitors.example"))
        at_once(
            lambda question=question: working.answer(
                question.pk,
                text="Yes.",
                agent=question.agent,
                sent_key=uuid.uuid4(),
            ),
            lambda question=question: closing.close_as_visitor(question.pk),
        )
        question.refresh_from_db()
        assert question.state in {"withdrawn", "closed"}
    assert not out_of_step().exists()


def test_a_reply_and_an_answer_at_once_do_not_wait_for_each_other_for_ever():
    for _round in range(ROUNDS):
        question = taken(of_a_person())
        at_once(
            lambda question=question: working.answer(
                question.pk,
                text="Yes.",
                agent=question.agent,
                sent_key=uuid.uuid4(),
            ),
            lambda question=question: procedures.reply(
                question.procedure,
                text="And?",
                by=question.person.account,
                sent_key=uuid.uuid4(),
            ),
        )
    assert not out_of_step().exists()


def test_who_writes_while_the_night_closes_it_is_not_lost(monkeypatch):
    for _round in range(ROUNDS):
        question = answered(of_a_visitor(email=f"{_round}@visitors.example"))
        Question.objects.update(changed_at=clock.now() - timedelta(days=40))
        answers = at_once(
            lambda: closing.close_quiet_ones(now=clock.now()),
            lambda question=question: closing.write_as_visitor(
                question.pk,
                text="Wait!",
                sent_key=uuid.uuid4(),
            ),
        )
        question.refresh_from_db()
        wrote = Letter.objects.filter(question=question, by=None).exists()
        assert question.state == ("being_checked" if wrote else "closed"), answers
        closing.close_as_visitor(question.pk)
