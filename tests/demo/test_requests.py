"""The requests of the demonstration, and the agents who decide them."""

import pytest

from cns_portal.demo import families, insurance, people, requests
from insured.models import BankAccount, Paper, Request
from insured.selectors import queues
from insured.services.staff import AGENT_GROUP

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def accounts():
    people.seed_people()
    return people.seed_agents()


def test_requests_in_different_states_once(accounts):
    families.seed_families()
    insurance.seed_declarations()
    assert requests.seed_requests(accounts) == 2
    assert requests.seed_requests(accounts) == 0
    states = dict(Request.objects.values_list("kind", "state"))
    assert states == {"bl1": "needs_you", "s1": "issued"}
    assert Paper.objects.get().kind == "s1"
    assert queues.counts()["bl1"] == 1


def test_a_proposal_waits_for_another_agent(accounts):
    assert requests.seed_proposal(accounts)
    assert not requests.seed_proposal(accounts)
    account = BankAccount.objects.get()
    assert (account.state, account.proposed_by) == ("proposed", accounts["agent.esch"])


def test_agents_may_open_files_and_confirm_each_others_proposals(accounts):
    requests.seed_agents_of_the_insured(accounts)
    for name in ("agent.esch", "agent.luxembourg"):
        agent = type(accounts[name]).objects.get(username=name)
        assert agent.groups.filter(name=AGENT_GROUP).exists()
        assert agent.has_perms(["insured.decide_request", "insured.confirm_bank_account"])
        assert not agent.has_perm("insured.change_replytemplate")
