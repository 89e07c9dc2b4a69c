"""Deciding about a certificate, the medical board's opinion, and what is told."""

import pytest
from django.core import mail

from cns_portal import procedures
from cns_portal.inbox.models import Message
from cns_portal.kernel.refusal import Refused
from incapacity.choices.certificates import CertificateRefusal, CertificateState
from incapacity.services import board, deciding, working
from tests.factories import AccountFactory
from tests.incapacity.agents import a_doctor, an_agent, seen
from tests.incapacity.factories import CertificateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return an_agent()


@pytest.fixture
def doctor():
    return a_doctor()


@pytest.fixture
def certificate(agent):
    return working.take(CertificateFactory().pk, agent=agent)


def refused(verb, *args, **kwargs):
    with pytest.raises(Refused) as why:
        verb(*args, **kwargs)
    return why.value.reason


def told(certificate) -> list[str]:
    return [
        message.title
        for message in Message.objects.filter(reference=certificate.procedure.reference).order_by(
            "pk"
        )
    ]


def test_an_accepted_certificate_is_told_and_done(certificate, agent):
    done = deciding.accept(certificate.pk, agent=agent, seen=seen(certificate), message="Fine.")
    assert (done.state, done.decided_by) == (CertificateState.ACCEPTED, agent)
    assert done.decision == {"reason": "Fine."}
    assert done.procedure.phase == "done"
    assert told(done) == ["Your certificate is accepted"]


def test_a_refusal_needs_a_reason_that_only_the_message_and_the_seal_hold(certificate, agent):
    key = certificate.pk
    mark = seen(certificate)
    why = refused(deciding.refuse, key, agent=agent, seen=mark, reason="  ")
    assert why == CertificateRefusal.NO_REASON
    deciding.refuse(key, agent=agent, seen=mark, reason="Bought without an examination.")
    certificate.refresh_from_db()
    assert certificate.decision["reason"] == "Bought without an examination."
    history = procedures.history(certificate.procedure)
    assert not any("examination" in event.reason for event in history)
    message = Message.objects.get(reference=certificate.procedure.reference)
    assert "Bought without an examination." in message.body
    assert not any("examination" in one.body for one in mail.outbox)


def test_nothing_is_decided_that_nobody_looked_at(certificate, agent):
    before = seen(certificate)
    procedures.reply(
        certificate.procedure,
        text="It was a slip.",
        by=certificate.person.account,
        sent_key="8b1f9d5e-0c6b-4d0e-9f4b-1d2c3b4a5960",
    )
    working.asked(certificate.procedure, by=agent, text="?")
    for verb, words in ((deciding.accept, {}), (deciding.refuse, {"reason": "No."})):
        why = refused(verb, certificate.pk, agent=agent, seen=before, **words)
        assert why == CertificateRefusal.CHANGED


def test_only_who_sees_the_sheet_decides(certificate, agent):
    agent.groups.clear()
    blind = type(agent).objects.get(pk=agent.pk)
    mark = seen(certificate)
    why = refused(deciding.accept, certificate.pk, agent=blind, seen=mark)
    assert why == CertificateRefusal.NO_RIGHT_TO_SEE


def test_a_colleague_decides_only_after_taking_it_over(certificate):
    other = an_agent()
    why = refused(deciding.accept, certificate.pk, agent=other, seen=seen(certificate))
    assert why == CertificateRefusal.NOT_YOURS


def test_nobody_decides_about_their_own_certificate(agent):
    own = CertificateFactory(person__account=agent, taken=True, agent=an_agent())
    why = refused(deciding.accept, own.pk, agent=agent, seen=seen(own))
    assert why == CertificateRefusal.OWN_FILE


def test_a_decision_can_be_made_anew_and_each_time_is_told(certificate, agent):
    deciding.refuse(certificate.pk, agent=agent, seen=seen(certificate), reason="Unreadable.")
    again = deciding.reopen(certificate.pk, agent=agent)
    assert (again.state, again.decision, again.agent) == ("being_checked", None, agent)
    deciding.accept(certificate.pk, agent=agent, seen=seen(certificate))
    assert told(certificate) == [
        "Your certificate is not accepted",
        "Your certificate is looked at again",
        "Your certificate is accepted",
    ]


def test_the_board_gives_its_opinion_and_the_agent_goes_on(certificate, agent, doctor):
    mark = seen(certificate)
    why = refused(board.to_board, certificate.pk, agent=agent, seen=mark, question=" ")
    assert why == CertificateRefusal.NO_QUESTION
    waits = board.to_board(certificate.pk, agent=agent, seen=mark, question="So long?")
    assert (waits.state, waits.board_question) == (CertificateState.AT_BOARD, "So long?")
    assert told(waits) == ["Your certificate is with the medical board"]
    why = refused(deciding.accept, certificate.pk, agent=agent, seen=seen(certificate))
    assert why == CertificateRefusal.CLOSED
    back = board.give_opinion(
        certificate.pk, doctor=doctor, seen=seen(certificate), opinion="Justified."
    )
    assert (back.state, back.agent) == (CertificateState.BEING_CHECKED, agent)
    assert (back.board_opinion, back.board_by, back.board_since) == ("Justified.", doctor, None)
    history = " ".join(event.reason for event in procedures.history(back.procedure))
    assert "Justified" not in history
    assert "So long" not in history


def test_a_second_question_to_the_board_loses_nothing_of_the_first(certificate, agent, doctor):
    for question, opinion in (("First?", "One."), ("Second?", "Two.")):
        board.to_board(certificate.pk, agent=agent, seen=seen(certificate), question=question)
        board.give_opinion(certificate.pk, doctor=doctor, seen=seen(certificate), opinion=opinion)
    certificate.refresh_from_db()
    assert certificate.board_question.startswith("First?")
    assert certificate.board_question.endswith("Second?")
    assert certificate.board_opinion.startswith("One.")
    assert certificate.board_opinion.endswith("Two.")


def test_what_went_to_the_board_by_mistake_is_taken_back(certificate, agent, doctor):
    board.to_board(certificate.pk, agent=agent, seen=seen(certificate), question="So long?")
    shown = seen(certificate)
    back = board.recall(certificate.pk, agent=agent)
    assert (back.state, back.agent, back.board_since) == ("being_checked", agent, None)
    assert (back.board_question, back.board_opinion) == ("So long?", "")
    line = procedures.history(back.procedure).last()
    assert (line.what, line.actor, line.public) == ("certificate.recalled", agent, True)
    late = refused(board.give_opinion, back.pk, doctor=doctor, seen=shown, opinion="Justified.")
    assert late == CertificateRefusal.CLOSED
    assert refused(board.recall, back.pk, agent=agent) == CertificateRefusal.CLOSED
    done = deciding.accept(back.pk, agent=agent, seen=seen(certificate))
    assert done.state == CertificateState.ACCEPTED


def test_only_the_agent_who_has_it_takes_it_back_from_the_board(certificate, agent):
    board.to_board(certificate.pk, agent=agent, seen=seen(certificate), question="So long?")
    why = refused(board.recall, certificate.pk, agent=an_agent())
    assert why == CertificateRefusal.NOT_YOURS
    own = CertificateFactory(at_board=True, agent=agent, person__account=agent)
    assert refused(board.recall, own.pk, agent=agent) == CertificateRefusal.OWN_FILE


def test_only_the_board_gives_an_opinion_and_not_without_words(certificate, agent, doctor):
    board.to_board(certificate.pk, agent=agent, seen=seen(certificate), question="So long?")
    mark = seen(certificate)
    for who, words, why in (
        (agent, "Justified.", CertificateRefusal.NOT_MEDICAL),
        (AccountFactory(agent=True), "Justified.", CertificateRefusal.NOT_MEDICAL),
        (doctor, " ", CertificateRefusal.NO_OPINION),
    ):
        given = refused(board.give_opinion, certificate.pk, doctor=who, seen=mark, opinion=words)
        assert given == why


@pytest.mark.parametrize("is_superuser", [False, True])
def test_who_asked_the_board_does_not_answer_for_it(doctor, is_superuser):
    asker = an_agent(is_superuser=is_superuser)
    asker.groups.add(*doctor.groups.all())
    certificate = working.take(CertificateFactory().pk, agent=asker)
    board.to_board(certificate.pk, agent=asker, seen=seen(certificate), question="So long?")
    mark = seen(certificate)
    why = refused(board.give_opinion, certificate.pk, doctor=asker, seen=mark, opinion="Yes.")
    assert why == CertificateRefusal.ASKED_BY_YOU
    back = board.give_opinion(certificate.pk, doctor=doctor, seen=mark, opinion="Justified.")
    assert back.board_by == doctor


def test_the_board_decides_nothing(certificate, doctor, agent):
    certificate.agent = None
    why = refused(deciding.accept, certificate.pk, agent=doctor, seen=seen(certificate))
    assert why == CertificateRefusal.NOT_YOURS
