"""What changes with each step of a question, who is told, what is written down."""

import uuid
from datetime import timedelta

import pytest

from cns_portal import audit, clock, procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.contact.choices.questions import QuestionRefusal, QuestionState
from cns_portal.contact.models import Letter, Question
from cns_portal.contact.services import closing, working
from cns_portal.contact.services.staff import ensure_agent_group
from cns_portal.contact.tasks import close_quiet_ones
from cns_portal.inbox.models import Email, Message
from cns_portal.inbox.tasks import deliver
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.selectors import needs_answer, out_of_step
from tests.contact.asking import EMAIL, an_agent, answered, of_a_person, of_a_visitor, taken
from tests.factories import InsuredPersonFactory

pytestmark = pytest.mark.django_db

LATER = timedelta(days=31)


@pytest.fixture(autouse=True)
def nobody_is_woken(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def agent():
    return an_agent()


def happened(question) -> list[str]:
    return [event.what for event in procedures.history(question.procedure)]


def fresh(question) -> Question:
    return Question.objects.select_related("procedure").get(pk=question.pk)


def test_a_question_begins_a_case_a_trail_and_a_notice():
    question = of_a_visitor()
    assert happened(question) == ["question.sent"]
    entry = AuditEntry.objects.get(action="question.sent")
    assert (entry.actor_kind, entry.subject_id) == (audit.VISITOR.kind, str(question.pk))
    assert Email.objects.get().recipient == EMAIL


def test_taking_it_shows_colleagues_who_has_it(agent):
    question = working.take(of_a_visitor().pk, agent=agent)
    assert (question.agent, question.state) == (agent, "being_checked")
    assert working.take(question.pk, agent=agent).taken_at == question.taken_at
    with pytest.raises(Refused) as refused:
        working.take(question.pk, agent=an_agent())
    assert refused.value.reason == QuestionRefusal.NOT_YOURS


def test_it_goes_from_hand_to_hand_and_back_to_the_queue(agent):
    question, colleague, third = taken(of_a_visitor(), agent), an_agent(), an_agent()
    assert working.hand_over(question.pk, agent=agent, to=colleague).agent == colleague
    assert working.take_over(question.pk, agent=third, seen=agent.pk).agent == colleague
    assert working.take_over(question.pk, agent=third, seen=colleague.pk).agent == third
    with pytest.raises(Refused) as refused:
        working.hand_over(question.pk, agent=agent, to=colleague)
    assert refused.value.reason == QuestionRefusal.NOT_YOURS
    assert working.release(question.pk, agent=third).state == "sent"
    shown = [event.what for event in procedures.history(question.procedure, for_the_person=True)]
    assert shown == ["question.sent", "question.taken"]


def test_a_visitor_is_answered_once_and_told_where_to_read_it(agent):
    question = taken(of_a_visitor(), agent)
    key = uuid.uuid4()
    for _ in range(2):
        working.answer(question.pk, text="It is covered.", agent=agent, sent_key=key)
    question = fresh(question)
    assert (question.state, question.procedure.phase) == ("answered", "decided")
    assert Letter.objects.get().text == "It is covered."
    told = Email.objects.exclude(idempotency_key__endswith="received").get()
    assert "/en/contact/status/" in told.text_body
    assert "covered" not in told.text_body + told.html_body + told.subject


def test_a_person_is_answered_in_the_thread_of_their_procedure(agent):
    question = taken(of_a_person(), agent)
    key = uuid.uuid4()
    for _ in range(2):
        working.answer(question.pk, text="It is covered.", agent=agent, sent_key=key)
    deliver()
    question = fresh(question)
    assert (question.state, question.procedure.current_state) == ("answered", "answered")
    assert question.procedure.answers.get().text == "It is covered."
    assert Message.objects.filter(reference=question.procedure.reference).count() == 2
    shown = [event.label for event in procedures.history(question.procedure, for_the_person=True)]
    assert shown == ["Question sent", "An agent reads the question", "Message from the CNS"]


@pytest.mark.parametrize("asker", [of_a_visitor, of_a_person])
def test_asking_back_waits_until_a_day_and_the_reply_goes_on(asker, agent):
    question = taken(asker(), agent)
    key = uuid.uuid4()
    for _ in range(2):
        working.ask(question.pk, text="Which bill?", agent=agent, sent_key=key)
    question = fresh(question)
    assert question.state == "needs_you"
    assert question.answer_until == clock.today() + timedelta(days=15)
    if question.is_visitors:
        closing.write_as_visitor(question.pk, text="That of May.", sent_key=uuid.uuid4())
    else:
        said = {"text": "That of May.", "by": question.person.account, "sent_key": uuid.uuid4()}
        procedures.reply(question.procedure, **said)
    question = fresh(question)
    assert (question.state, question.answer_until) == ("being_checked", None)
    assert happened(question)[-1] == "question.replied"


def test_who_writes_again_after_the_answer_has_the_same_agent(agent):
    question = answered(of_a_visitor(), agent)
    closing.write_as_visitor(question.pk, text="And June?", sent_key=uuid.uuid4())
    question = fresh(question)
    assert (question.state, question.agent) == ("being_checked", agent)
    assert Question.objects.with_a_letter_waiting().get() == question
    working.answer(question.pk, text="Too.", agent=agent, sent_key=uuid.uuid4())
    assert not Question.objects.with_a_letter_waiting().exists()


def test_a_reply_of_a_person_waits_until_it_is_dealt_with(agent):
    question = answered(of_a_person(), agent)
    said = {"text": "And June?", "by": question.person.account, "sent_key": uuid.uuid4()}
    procedures.reply(question.procedure, **said)
    assert [case.pk for case in needs_answer()] == [question.procedure_id]
    working.answer(question.pk, text="Too.", agent=agent, sent_key=uuid.uuid4())
    assert not needs_answer().exists()


@pytest.mark.parametrize("asker", [of_a_visitor, of_a_person])
def test_closing_without_an_answer_is_told(asker, agent):
    question = taken(asker(), agent)
    working.end(question.pk, agent=agent)
    question = fresh(question)
    assert (question.state, question.procedure.phase) == ("closed", "done")
    told = Email if question.is_visitors else Message
    assert told.objects.filter(reference=question.procedure.reference).count() == 2
    with pytest.raises(Refused) as refused:
        working.end(question.pk, agent=agent)
    assert refused.value.reason == QuestionRefusal.CLOSED


def test_a_person_takes_it_back_and_closes_it(agent):
    early, late = of_a_person(), answered(of_a_person(), agent)
    for question, state in ((early, "withdrawn"), (late, "closed")):
        procedures.withdraw(fresh(question).procedure, actor=question.person.account)
        assert fresh(question).state == state
        with pytest.raises(Refused):
            procedures.withdraw(fresh(question).procedure, actor=question.person.account)


def test_a_visitor_closes_it_and_closing_again_changes_nothing():
    question = of_a_visitor()
    closing.close_as_visitor(question.pk)
    lines = happened(question)
    assert closing.close_as_visitor(question.pk).state == "withdrawn"
    assert happened(question) == lines
    with pytest.raises(Refused):
        closing.write_as_visitor(question.pk, text="Still there?", sent_key=uuid.uuid4())


@pytest.mark.parametrize("write", [working.answer, working.ask])
def test_empty_words_are_no_answer(write, agent):
    question = taken(of_a_visitor(), agent)
    with pytest.raises(Refused) as refused:
        write(question.pk, text=" \n", agent=agent, sent_key=uuid.uuid4())
    assert refused.value.reason == QuestionRefusal.TEXT_MISSING
    assert fresh(question).state == "being_checked"
    with pytest.raises(Refused):
        closing.write_as_visitor(question.pk, text="  ", sent_key=uuid.uuid4())


def test_an_agent_does_not_answer_their_own_question(agent):
    question = of_a_person(InsuredPersonFactory(account=agent))
    with pytest.raises(Refused) as refused:
        working.take(question.pk, agent=agent)
    assert refused.value.reason == QuestionRefusal.OWN_FILE


def test_a_quiet_question_closes_by_itself_and_a_lively_one_does_not(agent, monkeypatch):
    quiet, asked, waiting = answered(of_a_visitor(), agent), of_a_person(), of_a_visitor()
    working.take(asked.pk, agent=agent)
    working.ask(asked.pk, text="Which?", agent=agent, sent_key=uuid.uuid4())
    close_quiet_ones()
    assert fresh(quiet).state == "answered"
    later = clock.now() + LATER
    monkeypatch.setattr("cns_portal.clock.now", lambda: later)
    assert closing.close_quiet_ones(now=clock.now()) == 2
    assert [fresh(one).state for one in (quiet, asked, waiting)] == ["closed", "closed", "sent"]
    assert happened(quiet)[-1] == "question.lapsed"
    assert closing.close_quiet_ones(now=clock.now()) == 0


def test_the_same_form_returns_the_first_question_also_when_the_day_is_used_up():
    key = uuid.uuid4()
    first = of_a_visitor(sent_key=key)
    for _ in range(4):
        of_a_visitor()
    assert of_a_visitor(sent_key=key) == first
    with pytest.raises(Refused) as refused:
        of_a_visitor()
    assert refused.value.reason == QuestionRefusal.MANY_OF_ONE


def test_the_key_of_a_form_is_no_way_to_the_question_of_somebody_else():
    theirs = of_a_person()
    for ask in (of_a_visitor, of_a_person):
        with pytest.raises(Refused) as refused:
            ask(sent_key=theirs.sent_key)
        assert refused.value.reason == QuestionRefusal.SENT_ALREADY
    assert Question.objects.count() == 1


def test_every_state_is_what_the_history_says(agent):
    for question in (of_a_visitor(), of_a_person()):
        taken(question, agent)
        answered(of_a_visitor(), agent)
        working.ask(question.pk, text="Which?", agent=agent, sent_key=uuid.uuid4())
        working.end(question.pk, agent=agent)
    assert not out_of_step().exists()
    for question in Question.objects.select_related("procedure"):
        assert question.state == question.procedure.current_state


def test_a_group_holds_exactly_what_agents_need():
    group = ensure_agent_group()
    assert ensure_agent_group() == group
    assert set(group.permissions.values_list("codename", flat=True)) == {
        "view_question",
        "answer_question",
    }


def test_the_person_reads_what_they_asked_at_the_beginning_of_the_conversation():
    question = of_a_person()
    assert question.text in Message.objects.get(reference=question.procedure.reference).body
    assert QuestionState(question.state).label == "Sent"
