"""Two at once: one objection, one answer."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from cns_portal.kernel.refusal import Refused
from reimbursements.models import Objection
from reimbursements.services import objecting
from tests.factories import AccountFactory
from tests.reimbursements.factories import ObjectionFactory
from tests.reimbursements.told import a_told_claim

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts) -> list[str]:
    """What each of them came to: "done", or the refusal."""
    start = Barrier(len(acts))

    def run(act) -> str:
        try:
            start.wait()
            act()
        except Refused as refused:
            return str(refused.reason.value)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_two_objections_at_once_are_one():
    statement = a_told_claim()

    def send():
        objecting.send(statement, grounds="Urgent.", actor=statement.person.account)

    assert at_once(send, send) == ["done", "objected_already"]
    assert Objection.objects.count() == 1


def test_two_answers_at_once_are_one():
    objection = ObjectionFactory(statement=a_told_claim())
    agents = AccountFactory.create_batch(2, agent=True)

    def answer(agent):
        return lambda: objecting.reject(objection.pk, agent=agent, answer="It stays.")

    assert at_once(*map(answer, agents)) == ["closed", "done"]


def test_taken_back_or_answered_but_not_both():
    objection = ObjectionFactory(statement=a_told_claim())
    person, agent = objection.statement.person.account, AccountFactory(agent=True)
    results = at_once(
        lambda: objecting.withdraw(objection.pk, actor=person),
        lambda: objecting.reject(objection.pk, agent=agent, answer="It stays."),
    )
    assert results == ["closed", "done"]
