"""What is kept of questions, and when it goes."""

from datetime import timedelta

import pytest

from cns_portal import clock
from cns_portal.contact.models import Letter, Question
from cns_portal.contact.privacy import Questions, VisitorsQuestions
from cns_portal.contact.services import closing
from cns_portal.inbox.models import Email, Message
from cns_portal.privacy import holdings
from cns_portal.procedures.models import Procedure, Reply
from tests.contact.asking import answered, of_a_person, of_a_visitor
from tests.factories import InsuredPersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_is_woken(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


def closed(question, *, days_ago: int) -> Question:
    moment = clock.now() - timedelta(days=days_ago)
    if question.is_visitors:
        closing.close_as_visitor(question.pk)
    else:
        closing.withdraw(question.procedure, actor=question.person.account)
    Question.objects.filter(pk=question.pk).update(changed_at=moment)
    return Question.objects.get(pk=question.pk)


def test_both_are_declared():
    assert {"contact.questions", "contact.visitors_questions"} <= {one.code for one in holdings()}


@pytest.mark.parametrize(
    ("holding", "asker", "days"),
    [(Questions(), of_a_person, 730), (VisitorsQuestions(), of_a_visitor, 182)],
)
def test_a_closed_question_goes_after_its_time_with_everything_about_it(holding, asker, days):
    old = closed(answered(asker()), days_ago=days + 1)
    reference = old.procedure.reference
    young, still_open = closed(asker(), days_ago=days - 1), asker()
    now = clock.now()
    assert holding.due(now=now) == 1
    assert holding.forget(now=now) == 1
    assert holding.due(now=now) == 0
    assert set(Question.objects.all()) == {young, still_open}
    assert not Procedure.objects.filter(reference=reference).exists()
    assert not Email.objects.filter(reference=reference).exists()
    assert not Message.objects.filter(reference=reference).exists()
    assert not Letter.objects.exists()
    assert not Reply.objects.exists()


def test_neither_takes_the_questions_of_the_other():
    closed(of_a_person(), days_ago=400), closed(of_a_visitor(), days_ago=100)
    assert Questions().forget(now=clock.now()) == 0
    assert VisitorsQuestions().forget(now=clock.now()) == 0


def test_an_export_hands_out_the_questions_of_this_person_and_nobody_elses():
    person = InsuredPersonFactory(signs_in=True)
    mine = of_a_person(person)
    of_a_person(), of_a_visitor()
    (rows,) = Questions().rows_of(person.dossier)
    assert list(rows) == [mine]


def test_erasing_waits_for_an_open_question_and_takes_the_closed_ones():
    person = InsuredPersonFactory(signs_in=True)
    closed(of_a_person(person), days_ago=1)
    still_open = of_a_person(person)
    holding, now = Questions(), clock.now()
    assert [str(one.what) for one in holding.obstacles(person.dossier, now=now)] == [
        "A question to the CNS is not closed yet."
    ]
    assert holding.would_erase(person.dossier, now=now).gone == 1
    assert holding.erase(person.dossier, now=now).gone == 1
    assert Question.objects.get() == still_open
    closed(still_open, days_ago=0)
    assert holding.obstacles(person.dossier, now=now) == ()


def test_what_a_visitor_asked_is_nobodys_to_erase():
    person = InsuredPersonFactory(signs_in=True)
    closed(of_a_visitor(email=person.email), days_ago=1)
    assert VisitorsQuestions().erase(person.dossier, now=clock.now()).gone == 0
    assert Question.objects.exists()
