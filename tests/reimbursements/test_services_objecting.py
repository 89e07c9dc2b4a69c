"""Objections: sent and taken back by the person, answered by an agent who did not decide."""

from datetime import timedelta

import pytest

from cns_portal import procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.selectors import out_of_step
from reimbursements.choices.claims import BillState, ClaimRefusal, ClaimState
from reimbursements.choices.money import DecisionState, ObjectionState
from reimbursements.choices.objecting import ObjectionRefusal
from reimbursements.models import Bill, Objection
from reimbursements.services import objecting
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.factories import TieFactory
from tests.reimbursements.factories import NOON, ObjectionFactory
from tests.reimbursements.told import a_told_claim, in_state

pytestmark = pytest.mark.django_db
GROUNDS = "The second visit was urgent."


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr("cns_portal.clock.now", lambda: NOON)


@pytest.fixture
def statement():
    return a_told_claim()


@pytest.fixture
def agent():
    """An agent who has decided nothing of it."""
    return AccountFactory(agent=True)


@pytest.fixture
def objection(statement):
    return objecting.send(statement, grounds=GROUNDS, actor=statement.person.account)


def refusal_of(act, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return refused.value.reason


def lines(statement) -> list[str]:
    return [event.what for event in procedures.history(statement.procedure)]


def message(objection, what: str) -> Message:
    return Message.objects.get(idempotency_key=f"objection:{objection.pk}:{what}")


# -- sending --------------------------------------------------------------------------------------


def test_an_objection_is_kept_told_and_written_down(statement, objection):
    assert (objection.state, objection.grounds) == (ObjectionState.SENT, GROUNDS)
    assert lines(statement)[-1] == "claim.objection_sent"
    assert AuditEntry.objects.filter(action="objection.sent").count() == 1
    told = message(objection, "received")
    assert told.dossier == statement.person.dossier
    assert str(statement.public_id) in told.body
    assert GROUNDS not in told.body


def test_what_the_statement_pays_is_paid_all_the_same(statement, objection):
    statement.claim.refresh_from_db()
    assert statement.claim.state == ClaimState.DECIDED
    assert statement.payments.get().state == "waiting"


def test_one_objection_is_enough(statement, objection):
    refusal = refusal_of(
        objecting.send, statement, grounds="Again.", actor=statement.person.account
    )
    assert refusal == ClaimRefusal.OBJECTED_ALREADY
    assert Objection.objects.count() == 1


def test_after_forty_days_it_is_too_late(statement, monkeypatch):
    monkeypatch.setattr("cns_portal.clock.now", lambda: NOON + timedelta(days=41))
    refusal = refusal_of(objecting.send, statement, grounds=GROUNDS, actor=statement.person.account)
    assert refusal == ClaimRefusal.TOO_LATE_TO_OBJECT


def test_an_objection_says_why(statement):
    refusal = refusal_of(objecting.send, statement, grounds=" \n", actor=statement.person.account)
    assert refusal == ObjectionRefusal.NO_GROUNDS


def test_what_was_taken_back_can_be_sent_again(statement, objection):
    objecting.withdraw(objection.pk, actor=statement.person.account)
    again = objecting.send(statement, grounds="Still.", actor=statement.person.account)
    assert again.state == ObjectionState.SENT


# -- taking back ----------------------------------------------------------------------------------


def test_the_person_takes_it_back_until_it_is_answered(statement, objection, agent):
    objecting.take(objection.pk, agent=agent)
    objecting.withdraw(objection.pk, actor=statement.person.account)
    objection.refresh_from_db()
    assert (objection.state, objection.agent) == (ObjectionState.WITHDRAWN, None)
    assert lines(statement)[-1] == "claim.objection_withdrawn"
    assert "28 December 2026" in message(objection, "withdrawn").body


def test_what_is_answered_is_not_taken_back(statement, objection, agent):
    objecting.reject(objection.pk, agent=agent, answer="The tariff is right.")
    refusal = refusal_of(objecting.withdraw, objection.pk, actor=statement.person.account)
    assert refusal == ObjectionRefusal.CLOSED


# -- who answers ----------------------------------------------------------------------------------


def test_who_decided_the_bills_does_not_answer(statement, objection):
    decided_by = statement.decisions.get().decided_by
    for act in (
        lambda: objecting.take(objection.pk, agent=decided_by),
        lambda: objecting.reject(objection.pk, agent=decided_by, answer="No."),
    ):
        assert refusal_of(act) == ObjectionRefusal.DECIDED_IT


def test_nobody_answers_their_own(statement, objection):
    refusal = refusal_of(objecting.take, objection.pk, agent=statement.person.account)
    assert refusal == ObjectionRefusal.OWN_FILE


def test_nobody_answers_a_relatives(statement, objection):
    relative = InsuredPersonFactory(signs_in=True)
    TieFactory(principal=relative, member=statement.person)
    refusal = refusal_of(objecting.reject, objection.pk, agent=relative.account, answer="No.")
    assert refusal == ObjectionRefusal.RELATIVES_FILE


def test_two_agents_do_not_work_on_one_objection(objection, agent):
    objecting.take(objection.pk, agent=agent)
    assert objecting.take(objection.pk, agent=agent).agent == agent
    other = AccountFactory(agent=True)
    assert refusal_of(objecting.take, objection.pk, agent=other) == ObjectionRefusal.NOT_YOURS


# -- answers --------------------------------------------------------------------------------------


def test_a_decision_that_stays_is_explained(statement, objection, agent):
    objecting.reject(objection.pk, agent=agent, answer="The tariff is the one in force.")
    objection.refresh_from_db()
    assert (objection.state, objection.decided_by) == (ObjectionState.REJECTED, agent)
    told = message(objection, "rejected").body
    assert "The tariff is the one in force." in told
    assert "Conseil arbitral" in told
    statement.claim.refresh_from_db()
    assert statement.claim.state == ClaimState.DECIDED
    event = procedures.history(statement.procedure).last()
    assert (event.what, event.reason) == ("claim.objection_rejected", "")


def test_an_answer_needs_words(objection, agent):
    for act in (
        lambda: objecting.reject(objection.pk, agent=agent, answer=" "),
        lambda: objecting.uphold(
            objection.pk,
            agent=agent,
            answer=" ",
            bills=list(Bill.objects.values_list("pk", flat=True)),
        ),
    ):
        assert refusal_of(act) == ObjectionRefusal.NO_ANSWER
    objection.refresh_from_db()
    assert objection.state == ObjectionState.SENT


@pytest.mark.parametrize(
    "state", [ClaimState.DECIDED, ClaimState.ORDERED, ClaimState.PAID, ClaimState.RETURNED]
)
def test_when_it_is_right_its_bills_are_decided_anew(statement, objection, agent, state):
    in_state(statement, state)
    bill = Bill.objects.get()
    objecting.uphold(objection.pk, agent=agent, answer="You are right.", bills=[bill.pk])
    bill.refresh_from_db()
    claim = bill.claim
    assert bill.state == BillState.OPEN
    assert (claim.state, claim.agent) == (ClaimState.BEING_CHECKED, agent)
    assert bill.decisions.get().state == DecisionState.IN_FORCE
    assert lines(statement)[-1] == "claim.objection_upheld"
    assert "You are right." in message(objection, "upheld").body
    assert not out_of_step().exists()


def test_only_the_chosen_bills_are_decided_anew(agent):
    statement = a_told_claim(bills=2)
    objection = ObjectionFactory(statement=statement)
    first, second = Bill.objects.order_by("position")
    objecting.uphold(objection.pk, agent=agent, answer="The first one.", bills=[first.pk])
    second.refresh_from_db()
    assert second.state == BillState.DECIDED


def test_a_mailing_that_is_still_checked_stays_with_its_agent(agent):
    statement = a_told_claim(bills=1, waiting=1)
    objection = ObjectionFactory(statement=statement)
    decided = statement.decisions.get().bill
    objecting.uphold(objection.pk, agent=agent, answer="Yes.", bills=[decided.pk])
    statement.claim.refresh_from_db()
    assert statement.claim.agent != agent
    assert lines(statement)[-1] == "claim.objection_upheld"


def test_bills_are_chosen_from_the_statement_alone(objection, agent):
    other = a_told_claim().decisions.get().bill
    refusal = refusal_of(
        objecting.uphold, objection.pk, agent=agent, answer="Yes.", bills=[other.pk]
    )
    assert refusal == ObjectionRefusal.NOT_THESE_BILLS
    refusal = refusal_of(objecting.uphold, objection.pk, agent=agent, answer="Yes.", bills=[])
    assert refusal == ObjectionRefusal.NO_BILL


def test_what_was_decided_anew_meanwhile_is_not_opened_again(statement, objection, agent):
    bill = Bill.objects.get()
    objecting.uphold(objection.pk, agent=agent, answer="Yes.", bills=[bill.pk])
    second = ObjectionFactory(statement=statement)
    refusal = refusal_of(
        objecting.uphold, second.pk, agent=agent, answer="Yes again.", bills=[bill.pk]
    )
    assert refusal == ObjectionRefusal.NOT_THESE_BILLS


def test_what_is_answered_stays_answered(objection, agent):
    objecting.reject(objection.pk, agent=agent, answer="No.")
    refusal = refusal_of(objecting.reject, objection.pk, agent=agent, answer="No!")
    assert refusal == ObjectionRefusal.CLOSED
