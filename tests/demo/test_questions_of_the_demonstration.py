"""The questions that the demonstration begins with."""

import pytest

from cns_portal.contact.models import Letter, Question
from cns_portal.content.models import PageOpinion
from cns_portal.demo import families, people, questions
from cns_portal.kernel.identifying import found_in
from cns_portal.procedures.selectors import out_of_step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_is_woken(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def accounts():
    people.seed_people()
    families.seed_families()
    return people.seed_agents()


def test_there_is_one_question_for_each_thing_to_try_and_a_second_start_adds_none(accounts):
    assert questions.seed_questions(accounts) == 3
    assert questions.seed_questions(accounts) == 0
    states = Question.objects.order_by("state").values_list("state", flat=True)
    assert list(states) == ["answered", "needs_you", "sent"]
    assert Question.objects.of_visitors().count() == Letter.objects.count() == 1
    assert not out_of_step().exists()


def test_the_agents_of_the_demonstration_may_answer(accounts):
    questions.seed_questions(accounts)
    assert accounts["agent.esch"].has_perm("contact.answer_question")


def test_there_are_opinions_that_name_nobody(accounts):
    assert questions.seed_opinions() == len(questions.OPINIONS)
    assert questions.seed_opinions() == 0
    assert not any(found_in(one.comment) for one in PageOpinion.objects.all())
