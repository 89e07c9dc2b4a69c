"""Two at once: one objection, one answer."""

import pytest

from reimbursements.models import Objection
from reimbursements.services import objecting
from tests.factories import AccountFactory
from tests.racing import outcomes
from tests.reimbursements.factories import ObjectionFactory
from tests.reimbursements.told import a_told_claim

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_objections_at_once_are_one():
    statement = a_told_claim()

    def send():
        objecting.send(statement, grounds="Urgent.", actor=statement.person.account)

    assert outcomes(send, send) == ["done", "objected_already"]
    assert Objection.objects.count() == 1


def test_two_answers_at_once_are_one():
    objection = ObjectionFactory(statement=a_told_claim())
    agents = AccountFactory.create_batch(2, agent=True)

    def answer(agent):
        return lambda: objecting.reject(objection.pk, agent=agent, answer="It stays.")

    assert outcomes(*map(answer, agents)) == ["closed", "done"]


def test_taken_back_or_answered_but_not_both():
    objection = ObjectionFactory(statement=a_told_claim())
    person, agent = objection.statement.person.account, AccountFactory(agent=True)
    results = outcomes(
        lambda: objecting.withdraw(objection.pk, actor=person),
        lambda: objecting.reject(objection.pk, agent=agent, answer="It stays."),
    )
    assert results == ["closed", "done"]
