"""Working on a certificate: taken, handed over, given back, asked, answered."""

from datetime import timedelta

import pytest

from cns_portal import clock, procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.kernel.refusal import Refused
from incapacity.choices.certificates import CertificateRefusal, CertificateState
from incapacity.rules.states import DAYS_TO_ANSWER
from incapacity.services import working
from tests.incapacity.agents import an_agent
from tests.incapacity.factories import CertificateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return an_agent()


@pytest.fixture
def other():
    return an_agent(first_name="Bob")


def refused(verb, *args, **kwargs):
    with pytest.raises(Refused) as why:
        verb(*args, **kwargs)
    return why.value.reason


def last_of(certificate):
    return list(procedures.history(certificate.procedure))[-1]


def test_taking_a_certificate_names_its_agent(agent):
    taken = working.take(CertificateFactory().pk, agent=agent)
    assert (taken.state, taken.agent) == (CertificateState.BEING_CHECKED, agent)
    assert taken.procedure.current_state == CertificateState.BEING_CHECKED
    assert AuditEntry.objects.filter(action="certificate.taken", actor=agent).exists()


def test_taking_it_twice_changes_nothing(agent):
    taken = working.take(CertificateFactory().pk, agent=agent)
    working.take(taken.pk, agent=agent)
    assert AuditEntry.objects.filter(action="certificate.taken").count() == 1


def test_what_a_colleague_has_is_not_taken(agent, other):
    taken = working.take(CertificateFactory().pk, agent=agent)
    assert refused(working.take, taken.pk, agent=other) == CertificateRefusal.NOT_YOURS


def test_nobody_takes_a_certificate_that_concerns_them():
    mine = CertificateFactory()
    childs = CertificateFactory(family=True, child__signs_in=True)
    for certificate, who in ((mine, mine.person.account), (childs, childs.child.account)):
        assert refused(working.take, certificate.pk, agent=who) == CertificateRefusal.OWN_FILE


def test_a_certificate_given_back_keeps_its_place(agent):
    certificate = CertificateFactory()
    working.take(certificate.pk, agent=agent)
    back = working.release(certificate.pk, agent=agent)
    assert (back.state, back.agent, back.sent_at) == ("sent", None, certificate.sent_at)
    assert not last_of(back).public


def test_a_certificate_is_handed_to_a_colleague(agent, other):
    taken = working.take(CertificateFactory().pk, agent=agent)
    assert working.hand_over(taken.pk, agent=agent, to=other).agent == other
    assert (
        refused(working.hand_over, taken.pk, agent=agent, to=agent) == CertificateRefusal.NOT_YOURS
    )


def test_a_certificate_is_not_handed_to_whom_it_concerns(agent):
    taken = working.take(CertificateFactory().pk, agent=agent)
    own = taken.person.account
    assert refused(working.hand_over, taken.pk, agent=agent, to=own) == CertificateRefusal.OWN_FILE


def test_of_two_who_take_it_over_at_once_the_first_has_it(agent, other):
    third = an_agent()
    taken = working.take(CertificateFactory().pk, agent=agent)
    working.take_over(taken.pk, agent=other, seen=agent.pk)
    assert working.take_over(taken.pk, agent=third, seen=agent.pk).agent == other


def test_a_question_stops_the_clock_and_the_answer_starts_it(agent, monkeypatch):
    certificate = working.take(CertificateFactory().pk, agent=agent)
    begun = clock.now()
    monkeypatch.setattr("cns_portal.clock.now", lambda: begun)
    working.asked(certificate.procedure, by=agent, text="Which illness?")
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.NEEDS_YOU
    assert certificate.answer_until == clock.today() + timedelta(days=DAYS_TO_ANSWER)
    assert "illness" not in " ".join(
        event.reason for event in procedures.history(certificate.procedure)
    )
    monkeypatch.setattr("cns_portal.clock.now", lambda: begun + timedelta(days=3))
    assert working.replied(certificate.procedure, by=certificate.person.account)
    certificate.refresh_from_db()
    assert (certificate.state, certificate.waited) == ("being_checked", timedelta(days=3))
    assert (certificate.asked_at, certificate.answer_until) == (None, None)


def test_a_reply_to_no_question_moves_nothing(agent):
    certificate = working.take(CertificateFactory().pk, agent=agent)
    assert not working.replied(certificate.procedure, by=certificate.person.account)
