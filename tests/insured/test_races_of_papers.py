"""A button pressed many times at once makes one paper."""

import pytest

from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from cns_portal.kernel.refusal import Refused
from insured.choices import RequestKind
from insured.choices.papers import PaperRefusal
from insured.models import Paper
from insured.services import abroad, papers, requests
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.factories import PaperFactory, PeriodFactory
from tests.racing import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def person():
    person = InsuredPersonFactory(signs_in=True, country="FR")
    PeriodFactory(person=person)
    return person


@pytest.mark.parametrize("attempt", range(3))
def test_a_button_pressed_eight_times_orders_one_paper(person, attempt):
    answers = at_once(*[lambda: papers.order_affiliation(person, by=person.account)] * 8)
    assert {answer.pk for answer in answers} == {Paper.objects.get().pk}
    assert Message.objects.count() == 1
    assert AuditEntry.objects.filter(action="paper.issued").count() == 1


def test_two_agents_issue_a_form_once(person):
    request = abroad.ask_to_register(
        person=person, actor=person.account, form=RequestKind.S1, returns_weekly=True
    )
    agent = AccountFactory(agent=True)
    requests.take(request.pk, agent=agent)
    requests.accept(request.pk, agent=agent)

    def issue():
        return abroad.issue(request.pk, agent=agent)

    answers = at_once(issue, issue)
    assert [isinstance(answer, Paper) for answer in answers].count(True) == 1
    assert Paper.objects.count() == 1


def test_a_paper_is_withdrawn_once(person):
    paper, agent = PaperFactory(person=person), AccountFactory(agent=True)

    def withdraw():
        try:
            return papers.withdraw(paper.pk, by=agent, because="A mistake.")
        except Refused as refused:
            return refused.reason

    answers = at_once(withdraw, withdraw)
    assert PaperRefusal.WITHDRAWN_ALREADY in answers
    assert AuditEntry.objects.filter(action="paper.withdrawn").count() == 1
