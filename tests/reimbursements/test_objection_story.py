"""From a statement to the next one: an objection that was right changes what was decided."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from cns_portal.kernel.refusal import Refused
from reimbursements.choices.claims import BillState, ClaimState
from reimbursements.choices.money import DecisionKind, DecisionState, StatementKind
from reimbursements.choices.reasons import Reason
from reimbursements.models import Decision, LineDecision, Payment, Statement
from reimbursements.selectors import delays
from reimbursements.services import deciding, objecting
from tests.factories import AccountFactory
from tests.reimbursements.agents import a_claim, known_tariffs, marks_of

pytestmark = pytest.mark.django_db
REIMBURSED = Decimal("55.09")


@pytest.fixture(autouse=True)
def _tariffs(monkeypatch):
    known_tariffs(monkeypatch)


@pytest.fixture
def second():
    return AccountFactory(agent=True)


@pytest.fixture
def refused():
    """A claim of two bills, both told: one as it was sent, the other refused by hand."""
    agent = AccountFactory(agent=True)
    claim = a_claim(agent=agent, bills=2)
    line = claim.bills.order_by("position").last().lines.get()
    line.refused_for = Reason.ILLEGIBLE
    line.save(update_fields=["refused_for"])
    deciding.decide(claim.pk, bills=marks_of(claim), agent=agent)
    claim.refresh_from_db()
    return claim


def objected(claim):
    return objecting.send(
        claim.statements.get(), grounds="It can be read.", actor=claim.person.account
    )


def decided_anew(claim, agent):
    """The agent upholds the objection to the second bill, corrects it and decides it."""
    bill = claim.bills.order_by("position").last()
    objecting.uphold(objected(claim).pk, agent=agent, answer="You are right.", bills=[bill.pk])
    bill.lines.update(refused_for="")
    claim.refresh_from_db()
    return deciding.decide(claim.pk, bills={bill.pk: marks_of(claim)[bill.pk]}, agent=agent)


def test_the_second_statement_pays_what_the_first_did_not(refused, second):
    first = refused.statements.get()
    assert first.total == REIMBURSED
    decided_anew(refused, second)
    refused.refresh_from_db()
    latest = Statement.objects.get(kind=StatementKind.OBJECTION)
    assert (latest.decided_total, latest.already_paid, latest.total) == (
        REIMBURSED,
        0,
        REIMBURSED,
    )
    assert Payment.objects.get(statement=latest).amount == REIMBURSED
    assert refused.state == ClaimState.DECIDED
    assert set(refused.bills.values_list("state", flat=True)) == {BillState.DECIDED}


def test_the_result_of_the_objection_is_what_counts(refused, second):
    [decision] = decided_anew(refused, second)
    assert decision.kind == DecisionKind.OBJECTION
    assert decision.replaces.state == DecisionState.REPLACED
    in_force = LineDecision.objects.in_force().filter(decision__bill__claim=refused)
    assert sum(line.reimbursed for line in in_force) == REIMBURSED * 2
    told = sum(statement.total for statement in refused.statements.all())
    assert told == REIMBURSED * 2


def test_the_page_says_it_is_decided_anew_and_then_what_came_of_it(refused, second):
    client = Client()
    client.force_login(refused.person.account)
    address = reverse("reimbursements:claim", args=[refused.public_id])
    bill = refused.bills.order_by("position").last()
    objecting.uphold(objected(refused).pk, agent=second, answer="Yes.", bills=[bill.pk])
    text = client.get(address).content.decode()
    assert "Being decided anew" in text
    assert "Likely decided" not in text
    assert "Too few bills" not in text
    bill.lines.update(refused_for="")
    refused.refresh_from_db()
    deciding.decide(refused.pk, bills={bill.pk: marks_of(refused)[bill.pk]}, agent=second)
    text = client.get(address).content.decode()
    assert "Being decided anew" not in text
    assert "Statement after an objection" in text


def test_a_decision_that_was_objected_to_once_can_be_objected_to_again(refused, second):
    decided_anew(refused, second)
    latest = Statement.objects.get(kind=StatementKind.OBJECTION)
    again = objecting.send(latest, grounds="Still too little.", actor=refused.person.account)
    with pytest.raises(Refused):
        objecting.take(again.pk, agent=second)
    third = AccountFactory(agent=True)
    assert objecting.take(again.pk, agent=third).agent == third


def test_what_was_told_before_stays_as_it_was_told(refused, second):
    first = refused.statements.get()
    lines = list(LineDecision.objects.filter(decision__statement=first).order_by("pk").values())
    decided_anew(refused, second)
    assert (
        list(LineDecision.objects.filter(decision__statement=first).order_by("pk").values())
        == lines
    )
    assert Decision.objects.filter(statement=first).count() == 2


def test_the_time_of_the_first_decision_says_how_long_it_took(refused, second):
    before = refused.decided_at
    decided_anew(refused, second)
    refused.refresh_from_db()
    assert refused.decided_at == before
    assert delays.measured(now=before).sample == 1
