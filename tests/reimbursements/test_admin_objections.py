"""Objections in the admin: the queue, the page, taking and answering one."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from cns_portal.audit.models import AuditEntry
from reimbursements.choices.claims import BillState, ClaimState
from reimbursements.choices.money import ObjectionState
from reimbursements.models import Bill, Objection
from reimbursements.services.staff import ensure_agent_group
from tests.accounts.agents import sign_in_agent
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.reimbursements.factories import ObjectionFactory
from tests.reimbursements.told import a_told_claim

pytestmark = pytest.mark.django_db
LIST = "/admin/reimbursements/objection/"


@pytest.fixture
def objection():
    person = InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")
    return ObjectionFactory(
        statement=a_told_claim(person=person, bills=2), grounds="The second visit was urgent."
    )


@pytest.fixture
def agent():
    account = AccountFactory(agent=True)
    account.groups.add(ensure_agent_group())
    return account


@pytest.fixture
def window(agent):
    client = Client()
    sign_in_agent(client, agent)
    return client


@pytest.fixture
def page(objection):
    return f"{LIST}{objection.pk}/change/"


def test_the_queue_shows_what_waits(window, objection):
    number = objection.statement.number
    assertContains(window.get(LIST), number)
    assertContains(window.get(LIST), "Beispill")
    Objection.objects.update(state=ObjectionState.WITHDRAWN)
    assertNotContains(window.get(LIST), number)
    assertContains(window.get(f"{LIST}?state=all"), number)
    assertContains(window.get(f"{LIST}?state=withdrawn"), number)


def test_the_page_shows_grounds_beside_what_was_decided_and_why(window, page, objection):
    answer = window.get(page)
    assertContains(answer, "The second visit was urgent.")
    assertContains(answer, objection.statement.number)
    assertContains(answer, "Convenience fees are never reimbursed.")
    assertContains(answer, "55.09\xa0€")


def test_an_agent_takes_it(window, agent, page, objection):
    window.post(page, {"deed": "take"})
    objection.refresh_from_db()
    assert (objection.state, objection.agent) == (ObjectionState.BEING_CHECKED, agent)
    assertNotContains(window.get(page), "Take this objection")


def test_a_decision_stays_with_an_answer(window, page, objection):
    assertContains(window.post(page, {"deed": "reject"}), "This field is required")
    window.post(page, {"deed": "reject", "reject-answer": "The tariff is the one in force."})
    objection.refresh_from_db()
    assert objection.state == ObjectionState.REJECTED
    assertContains(window.get(page), "This objection is already decided or taken back.")


def test_a_right_objection_opens_the_chosen_bills_and_leads_to_the_claim(window, page, objection):
    first, second = Bill.objects.order_by("position")
    empty = window.post(page, {"deed": "uphold", "uphold-answer": "You are right."})
    assertContains(empty, "This field is required")
    answer = window.post(
        page,
        {"deed": "uphold", "uphold-bills": [first.pk], "uphold-answer": "You are right."},
    )
    assert answer["Location"] == f"/admin/reimbursements/claim/{first.claim_id}/change/"
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (BillState.OPEN, BillState.DECIDED)
    assert first.claim.state == ClaimState.BEING_CHECKED


def test_who_decided_it_reads_why_not(page, objection):
    decided_by = objection.statement.decisions.first().decided_by
    decided_by.groups.add(ensure_agent_group())
    client = Client()
    sign_in_agent(client, decided_by)
    assertContains(client.get(page), "Another agent than those who decided the bills")
    client.post(page, {"deed": "take"})
    objection.refresh_from_db()
    assert objection.agent is None


def test_who_may_only_read_changes_nothing(page, objection):
    reader = AccountFactory(agent=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_objection"))
    client = Client()
    sign_in_agent(client, reader)
    assertNotContains(client.get(page), "Take this objection")
    assert client.post(page, {"deed": "take"}).status_code == 404
    other = Client()
    sign_in_agent(other, AccountFactory(agent=True))
    assert other.get(page).status_code == 404


def test_every_look_is_recorded_for_the_person(window, agent, page, objection):
    window.get(LIST)
    window.get(page)
    looks = AuditEntry.objects.filter(actor=agent, dossier=objection.statement.person.dossier)
    assert set(looks.values_list("purpose", flat=True)) == {
        "reimbursements.objections.list",
        "reimbursements.objections.page",
    }


def test_what_does_not_exist_is_not_found(window):
    assert window.get(f"{LIST}4711/change/").status_code == 404
