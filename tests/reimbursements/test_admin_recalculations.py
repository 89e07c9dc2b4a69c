"""Recalculations in the admin: the queue, the page, what can be done on it; the loaded tariffs."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cns_portal.audit.models import AuditEntry
from reimbursements.choices.claims import BillState, ClaimState
from reimbursements.choices.money import RecalculationState
from reimbursements.models import ActValue, ParameterValue, Recalculation, TariffLoad
from reimbursements.rules import second_person
from reimbursements.services import loading_tariffs, recalculating
from tests.accounts.agents import sign_in_agent
from tests.factories import AccountFactory
from tests.reimbursements.agents import an_agent, page_of
from tests.reimbursements.test_services_recalculating import change_the_past, decided

pytestmark = pytest.mark.django_db

LIST = "/admin/reimbursements/recalculation/"


@pytest.fixture(autouse=True)
def _nothing_by_chance(monkeypatch):
    monkeypatch.setattr(second_person, "is_drawn", lambda bill, *, salt: False)


@pytest.fixture
def agent():
    return an_agent()


@pytest.fixture
def window(agent):
    client = Client()
    sign_in_agent(client, agent)
    return client


@pytest.fixture
def found(agent):
    loading_tariffs.load_published()
    decided(agent)
    change_the_past()
    recalculating.look()
    return Recalculation.objects.get()


@pytest.fixture
def page(found):
    return f"{LIST}{found.pk}/change/"


def test_the_queue_shows_what_waits(window, found):
    answer = window.get(LIST)
    reference = found.bill.claim.procedure.reference
    for words in (reference, "55.09", "55.70"):
        assertContains(answer, words)
    recalculating.dismiss(
        found.pk, agent=AccountFactory(agent=True), reason="It was corrected by hand."
    )
    assertNotContains(window.get(LIST), reference)
    assertContains(window.get(f"{LIST}?state=all"), reference)
    assertContains(window.get(f"{LIST}?state=dismissed"), reference)


def test_the_first_page_of_the_admin_says_how_many_wait(window, found):
    assertContains(window.get("/admin/"), "Bills touched by new tariffs")


def test_the_page_shows_what_was_decided_and_what_it_would_be(window, page):
    answer = window.get(page)
    for words in ("55.09\xa0€", "55.70\xa0€", "0.61\xa0€ more for the person", "63.30\xa0€"):
        assertContains(answer, words)


def test_the_bill_is_decided_anew_by_whoever_says_so(window, agent, found, page):
    answer = window.post(page, {"deed": "accept"})
    assertRedirects(answer, page_of(found.bill.claim))
    found.refresh_from_db()
    claim = found.bill.claim
    claim.refresh_from_db()
    assert (found.state, found.decided_by, claim.agent) == (
        RecalculationState.DECIDED,
        agent,
        agent,
    )
    found.bill.refresh_from_db()
    assert found.bill.state == BillState.OPEN
    assertContains(window.get(page), "Nothing can be done with this recalculation by you now.")


def test_the_page_says_whose_the_bill_is_then(window, found, page):
    assertContains(window.get(page), "The bill is opened again, with you as its agent.")
    colleague = AccountFactory(agent=True, first_name="Bea", last_name="Zweet")
    claim = found.bill.claim  # another bill of the mailing is not decided yet
    claim.state, claim.agent, claim.decided_at = ClaimState.BEING_CHECKED, colleague, None
    claim.save()
    answer = window.get(page)
    assertContains(answer, "in a claim that Bea Zweet is checking and keeps.")
    assertNotContains(answer, "with you as its agent")


def test_the_decision_is_left_with_a_reason(window, agent, found, page):
    assertContains(window.post(page, {"deed": "dismiss", "reason": ""}), "This field is required")
    window.post(page, {"deed": "dismiss", "reason": "The bill was corrected by hand."})
    found.refresh_from_db()
    assert (found.state, found.decided_by) == (RecalculationState.DISMISSED, agent)
    assertContains(window.get(page), "The bill was corrected by hand.")


def test_a_second_answer_comes_too_late(window, found, page):
    recalculating.dismiss(found.pk, agent=AccountFactory(agent=True), reason="Looked at.")
    answer = window.post(page, {"deed": "accept"}, follow=True)
    assertContains(answer, "Somebody has dealt with this recalculation already.")


def test_who_may_only_read_changes_nothing(found, page):
    reader = AccountFactory(agent=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_recalculation"))
    client = Client()
    sign_in_agent(client, reader)
    assertNotContains(client.get(page), "Decide the bill anew")
    assert client.post(page, {"deed": "accept"}).status_code == 404
    stranger = Client()
    sign_in_agent(stranger, AccountFactory(agent=True))
    assert stranger.get(page).status_code == 404
    assertNotContains(stranger.get("/admin/"), "Bills touched by new tariffs")
    found.refresh_from_db()
    assert found.state == RecalculationState.FOUND


def test_every_look_is_recorded_for_the_person(window, agent, found, page):
    window.get(LIST)
    window.get(page)
    looks = AuditEntry.objects.filter(actor=agent, dossier=found.bill.claim.person.dossier)
    assert {"reimbursements.recalculation.list", "reimbursements.recalculation.page"} <= set(
        looks.values_list("purpose", flat=True)
    )


def test_an_unknown_deed_or_recalculation_is_not_found(window, page):
    assert window.post(page, {"deed": "steal"}).status_code == 404
    assert window.get(f"{LIST}987654/change/").status_code == 404


def test_the_queue_costs_the_same_however_long(window, agent, django_assert_max_num_queries):
    loading_tariffs.load_published()
    for _number in range(4):
        decided(agent)
    change_the_past()
    recalculating.look()
    window.get(LIST)
    with django_assert_max_num_queries(25):
        window.get(LIST)


@pytest.mark.parametrize("table", ["tariffload", "actvalue", "parametervalue"])
def test_loaded_tariffs_are_read_and_never_changed_here(window, table):
    load = loading_tariffs.load_published()
    model = {"tariffload": TariffLoad, "actvalue": ActValue, "parametervalue": ParameterValue}[
        table
    ]
    row = model.objects.order_by("pk").first()
    one = f"/admin/reimbursements/{table}/{row.pk}/change/"
    assertContains(window.get(f"/admin/reimbursements/{table}/"), load.name)
    before = model.objects.values().get(pk=row.pk)
    assert window.get(one).status_code == 200
    assert window.post(one, {"amount": Decimal("1.00")}).status_code == 403
    assert window.get(f"/admin/reimbursements/{table}/add/").status_code == 403
    assert window.post(f"/admin/reimbursements/{table}/{row.pk}/delete/").status_code == 403
    assert model.objects.values().get(pk=row.pk) == before
