"""Two agents at the same moment: one decides, and what one claim uses up the other does not get."""

from decimal import Decimal

import pytest

from cns_portal.procedures.selectors import out_of_step
from reimbursements.choices.claims import ClaimRefusal, ClaimState
from reimbursements.choices.money import DecisionState
from reimbursements.models import Claim, Decision, Payment, Statement
from reimbursements.services import deciding, working
from tests.factories import AccountFactory
from tests.racing import at_once
from tests.reimbursements.agents import a_claim, insured_person, known_tariffs, marks_of

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)
    known_tariffs(monkeypatch)


@pytest.fixture
def agent():
    return AccountFactory(agent=True)


def test_of_many_who_decide_the_same_claim_one_does(agent):
    claim = a_claim(agent=agent)
    marks = marks_of(claim)

    def decide():
        deciding.decide(claim.pk, bills=marks, agent=agent)
        return "decided"

    answers = at_once(*[decide] * 6)
    assert answers.count("decided") == 1
    assert set(answers) <= {"decided", ClaimRefusal.CLOSED}
    assert (Decision.objects.count(), Statement.objects.count(), Payment.objects.count()) == (
        1,
        1,
        1,
    )
    assert not out_of_step().exists()


def test_of_many_who_take_the_same_claim_one_has_it():
    claim = a_claim()
    agents = AccountFactory.create_batch(5, agent=True)

    def taking(one):
        return lambda: working.take(claim.pk, agent=one).agent_id

    answers = at_once(*map(taking, agents))
    claim.refresh_from_db()
    assert sorted(map(str, answers)) == sorted(
        [str(claim.agent_id), *[str(ClaimRefusal.NOT_YOURS)] * 4]
    )


def test_of_a_yes_and_a_no_of_second_agents_one_counts(agent):
    claim = a_claim(agent=agent)
    claim.bills.get().lines.update(approved_tariff=Decimal("1500"), amount=Decimal("1500"))
    deciding.decide(claim.pk, bills=marks_of(claim), agent=agent)
    one, other = AccountFactory.create_batch(2, agent=True)

    def yes():
        deciding.confirm(claim.pk, agent=one)
        return DecisionState.IN_FORCE

    def no():
        deciding.send_back(claim.pk, agent=other, reason="Look again.")
        return DecisionState.SENT_BACK

    answers = at_once(yes, no)
    assert ClaimRefusal.CLOSED in answers
    [state] = set(answers) - {ClaimRefusal.CLOSED}
    assert Decision.objects.get().state == state
    assert Statement.objects.count() == (state == DecisionState.IN_FORCE)
    assert not out_of_step().exists()


def test_two_claims_of_one_person_never_both_get_what_there_is_once(agent):
    """One consultation a person a day: both show it as paid, only one of them is decided so."""
    person = insured_person()
    claims = [a_claim(agent=agent, person=person) for _ in range(2)]
    marks = {claim.pk: marks_of(claim) for claim in claims}

    def deciding_of(claim):
        def decide():
            [made] = deciding.decide(claim.pk, bills=marks[claim.pk], agent=agent)
            return made.reimbursed

        return decide

    answers = at_once(*map(deciding_of, claims))
    paid = sum(answer for answer in answers if isinstance(answer, Decimal))
    assert paid == Decimal("55.09")
    states = sorted(Claim.objects.values_list("state", flat=True))
    assert states in (
        [ClaimState.BEING_CHECKED, ClaimState.DECIDED],
        [ClaimState.DECIDED, ClaimState.DECIDED],
    )
