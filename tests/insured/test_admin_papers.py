"""Papers at the agents' window: issued for somebody who calls, taken back with a reason."""

import pytest
from django.test import Client

from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from insured.models import Paper
from insured.services import papers
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.agents import an_agent, file_page, window_of
from tests.insured.factories import PeriodFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return an_agent()


@pytest.fixture
def window(agent) -> Client:
    return window_of(agent)


@pytest.fixture
def marie():
    person = InsuredPersonFactory(signs_in=True, first_name="Marie", language="fr")
    PeriodFactory(person=person)
    return person


@pytest.mark.parametrize("deed", ["issue_paper", "withdraw_paper"])
def test_only_agents_of_the_group_open_it(marie, deed):
    stranger = window_of(AccountFactory(agent=True))
    assert stranger.get(file_page(marie, deed)).status_code == 403
    assert stranger.post(file_page(marie, deed)).status_code == 403


@pytest.mark.parametrize("kind", ["affiliation", "replacement"])
def test_a_certificate_is_issued_in_the_persons_language(window, agent, marie, kind):
    assert window.get(file_page(marie, "issue_paper")).status_code == 200
    answer = window.post(file_page(marie, "issue_paper"), {"kind": kind})
    assert answer["Location"] == file_page(marie)
    paper = Paper.objects.get()
    assert (paper.kind, paper.language, paper.issued_by) == (kind, "fr", agent)
    assert AuditEntry.objects.filter(action="paper.issued", actor=agent).exists()


def test_the_rule_that_answers_the_person_answers_the_agent(window, marie):
    answer = window.post(file_page(marie, "issue_paper"), {"kind": "co_insurance"})
    assert answer.status_code == 200
    assert "No co-insurance is registered" in answer.content.decode()
    assert not Paper.objects.exists()


def test_a_paper_is_withdrawn_with_the_reason_that_the_person_reads(window, agent, marie):
    paper = papers.order_affiliation(marie, by=marie.account)
    page = window.get(file_page(marie, "withdraw_paper")).content.decode()
    assert "Certificate of affiliation, issued on" in page
    sent = {"paper": str(paper.pk), "because": "Le nom était faux."}
    assert window.post(file_page(marie, "withdraw_paper"), sent)["Location"] == file_page(marie)
    paper.refresh_from_db()
    assert paper.withdrawn_because == "Le nom était faux."
    told = Message.objects.values_list("body", flat=True)
    assert sum("Le nom était faux." in body for body in told) == 1


def test_another_persons_paper_cannot_be_withdrawn_from_this_file(window, marie):
    other = InsuredPersonFactory(signs_in=True)
    PeriodFactory(person=other)
    paper = papers.order_affiliation(other, by=other.account)
    sent = {"paper": str(paper.pk), "because": "Somebody else’s."}
    assert window.post(file_page(marie, "withdraw_paper"), sent).status_code == 200
    paper.refresh_from_db()
    assert paper.withdrawn_at is None
