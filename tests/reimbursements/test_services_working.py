"""Working on a claim: taken, handed over, given back, asked, answered, the paper has come."""

import uuid
from datetime import timedelta

import pytest

from cns_portal import clock, procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.kernel.refusal import Refused
from reimbursements.choices.claims import ClaimRefusal, ClaimState, Original
from reimbursements.rules.states import DAYS_TO_ANSWER
from reimbursements.services import working
from tests.factories import AccountFactory
from tests.reimbursements.factories import BillFactory, ClaimFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return AccountFactory(agent=True)


@pytest.fixture
def other():
    return AccountFactory(agent=True)


def refused(verb, *args, **kwargs):
    with pytest.raises(Refused) as why:
        verb(*args, **kwargs)
    return why.value.reason


def last_of(claim):
    return list(procedures.history(claim.procedure))[-1]


def test_taking_a_claim_names_its_agent(agent):
    claim = working.take(ClaimFactory().pk, agent=agent)
    assert (claim.state, claim.agent) == (ClaimState.BEING_CHECKED, agent)
    assert claim.procedure.current_state == ClaimState.BEING_CHECKED
    assert AuditEntry.objects.filter(action="claim.taken", actor=agent).exists()


def test_taking_it_twice_changes_nothing(agent):
    claim = working.take(ClaimFactory().pk, agent=agent)
    working.take(claim.pk, agent=agent)
    assert AuditEntry.objects.filter(action="claim.taken").count() == 1


def test_what_a_colleague_has_is_not_taken(agent, other):
    claim = working.take(ClaimFactory().pk, agent=agent)
    assert refused(working.take, claim.pk, agent=other) == ClaimRefusal.NOT_YOURS


def test_nobody_takes_a_claim_that_concerns_them():
    mine = ClaimFactory()
    treated = BillFactory(patient=ClaimFactory().person)
    for claim, who in (
        (mine, mine.person.account),
        (treated.claim, treated.patient.account),
    ):
        assert refused(working.take, claim.pk, agent=who) == ClaimRefusal.OWN_FILE


def test_a_claim_given_back_keeps_its_place(agent):
    claim = ClaimFactory()
    sent_at = claim.sent_at
    working.take(claim.pk, agent=agent)
    claim = working.release(claim.pk, agent=agent)
    assert (claim.state, claim.agent, claim.sent_at) == (ClaimState.SENT, None, sent_at)
    assert not last_of(claim).public


def test_a_claim_is_handed_to_a_colleague(agent, other):
    claim = working.take(ClaimFactory().pk, agent=agent)
    assert working.hand_over(claim.pk, agent=agent, to=other).agent == other
    assert refused(working.hand_over, claim.pk, agent=agent, to=agent) == ClaimRefusal.NOT_YOURS


def test_a_claim_is_not_handed_to_whom_it_concerns(agent):
    claim = working.take(ClaimFactory().pk, agent=agent)
    own = claim.person.account
    assert refused(working.hand_over, claim.pk, agent=agent, to=own) == ClaimRefusal.OWN_FILE


def test_of_two_who_take_it_over_at_once_the_first_has_it(agent, other):
    third = AccountFactory(agent=True)
    claim = working.take(ClaimFactory().pk, agent=agent)
    working.take_over(claim.pk, agent=other, seen=agent.pk)
    assert working.take_over(claim.pk, agent=third, seen=agent.pk).agent == other


def test_a_question_stops_the_clock_and_the_answer_starts_it(agent, monkeypatch):
    claim = working.take(ClaimFactory().pk, agent=agent)
    begun = clock.now()
    monkeypatch.setattr("cns_portal.clock.now", lambda: begun)
    working.asked(claim.procedure, by=agent, text="Which doctor?")
    claim.refresh_from_db()
    assert claim.state == ClaimState.NEEDS_YOU
    assert claim.answer_until == clock.today() + timedelta(days=DAYS_TO_ANSWER)
    assert "doctor" not in str(procedures.history(claim.procedure))
    monkeypatch.setattr("cns_portal.clock.now", lambda: begun + timedelta(days=3))
    assert working.replied(claim.procedure, by=claim.person.account)
    claim.refresh_from_db()
    assert (claim.state, claim.waited) == (ClaimState.BEING_CHECKED, timedelta(days=3))
    assert (claim.asked_at, claim.answer_until) == (None, None)


def test_a_second_question_does_not_begin_the_waiting_anew(agent):
    claim = working.take(ClaimFactory().pk, agent=agent)
    working.asked(claim.procedure, by=agent, text="Which doctor?")
    claim.refresh_from_db()
    first = claim.asked_at
    working.asked(claim.procedure, by=agent, text="And when?")
    claim.refresh_from_db()
    assert claim.asked_at == first


def test_only_who_has_the_claim_asks(agent, other):
    claim = working.take(ClaimFactory().pk, agent=agent)
    why = refused(working.asked, claim.procedure, by=other, text="Which doctor?")
    assert why == ClaimRefusal.NOT_YOURS


def test_what_the_person_writes_unasked_moves_nothing(agent):
    claim = working.take(ClaimFactory().pk, agent=agent)
    assert not working.replied(claim.procedure, by=claim.person.account)
    claim.refresh_from_db()
    assert claim.state == ClaimState.BEING_CHECKED


def test_whoever_opens_the_post_notes_the_original(agent, other):
    claim = working.take(ClaimFactory().pk, agent=agent)
    claim = working.note_original(claim.pk, agent=other, has_come=True)
    assert claim.original == Original.RECEIVED
    assert claim.original_received_at is not None
    assert last_of(claim).what == "claim.original_received"
    working.note_original(claim.pk, agent=other, has_come=True)
    assert AuditEntry.objects.filter(action="claim.original_received").count() == 1
    claim = working.note_original(claim.pk, agent=other, has_come=False)
    assert (claim.original, claim.original_received_at) == (Original.AWAITED, None)


@pytest.mark.parametrize("situation", [{"decided": True}, {"original": Original.NOT_NEEDED}])
def test_where_no_paper_is_awaited_none_is_noted(agent, situation):
    claim = ClaimFactory(**situation)
    why = refused(working.note_original, claim.pk, agent=agent, has_come=True)
    assert why == ClaimRefusal.CLOSED


def test_an_answer_of_the_thread_comes_back_through_the_kind(agent):
    claim = working.take(ClaimFactory().pk, agent=agent)
    procedures.ask(claim.procedure, text="Which doctor?", by=agent, sent_key=uuid.uuid4())
    claim.refresh_from_db()
    assert claim.state == ClaimState.NEEDS_YOU
    procedures.reply(
        claim.procedure, text="Dr Beispill", by=claim.person.account, sent_key=uuid.uuid4()
    )
    claim.refresh_from_db()
    assert claim.state == ClaimState.BEING_CHECKED
