"""Complementary reimbursements in the admin: the queue, the page, what can be done on it."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from cns_portal.audit.models import AuditEntry
from reimbursements.choices.money import ComplementaryState as State
from reimbursements.models import ComplementaryClaim, Payment
from reimbursements.parameters.names import COMPLEMENTARY_SHARE
from reimbursements.services import complementary as services
from reimbursements.services.staff import ensure_agent_group
from tests.accounts.agents import sign_in_agent
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.factories import BankAccountFactory, PeriodFactory
from tests.reimbursements.factories import IncomeFactory, ParameterValueFactory
from tests.reimbursements.treated import treated

pytestmark = pytest.mark.django_db

YEAR = 2025
LIST = "/admin/reimbursements/complementaryclaim/"


@pytest.fixture
def request_():
    """Marie’s: 900 euro borne in 2025, an income of 30 000 in 2024."""
    ParameterValueFactory(
        name=COMPLEMENTARY_SHARE,
        amount=Decimal("0.025"),
        unit="share",
        valid_from=date(2024, 1, 1),
    )
    person = PeriodFactory(
        person=InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")
    ).person
    BankAccountFactory(person=person)
    IncomeFactory(person=person, year=YEAR - 1, amount="30000.00")
    treated(person, date(YEAR, 5, 5), participation="900.00")
    return services.ask(person, year=YEAR, actor=person.account)


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
def page(request_):
    return f"{LIST}{request_.pk}/change/"


def test_the_queue_shows_what_waits_in_the_order_of_the_days(window, request_):
    answer = window.get(LIST)
    assertContains(answer, request_.procedure.reference)
    assertContains(answer, "Beispill")
    ComplementaryClaim.objects.update(state=State.WITHDRAWN)
    assertNotContains(window.get(LIST), request_.procedure.reference)
    assertContains(window.get(f"{LIST}?state=all"), request_.procedure.reference)


def test_an_agent_takes_it_sees_the_sums_and_pays(window, agent, request_, page):
    assertContains(window.get(page), "Take this request")
    window.post(page, {"deed": "take"})
    answer = window.get(page)
    for words in ("900.00\xa0€", "30\xa0000.00\xa0€", "750.00\xa0€", "150.00\xa0€"):
        assertContains(answer, words)
    window.post(page, {"deed": "accept", "seen": "150.00"})
    request_.refresh_from_db()
    assert (request_.state, request_.decided_by) == (State.ACCEPTED, agent)
    assert Payment.objects.get(statement=request_.statement).amount == Decimal("150.00")
    assertContains(window.get(page), "Nothing can be done with this request by you now.")


def test_an_amount_that_is_no_longer_true_is_not_paid(window, request_, page):
    window.post(page, {"deed": "take"})
    answer = window.post(page, {"deed": "accept", "seen": "149.00"}, follow=True)
    assertContains(answer, "The amount has changed in the meantime.")
    request_.refresh_from_db()
    assert request_.state == State.BEING_CHECKED


def test_the_income_is_noted_before_and_the_amount_follows(window, request_, page):
    window.post(page, {"deed": "take"})
    wrong = window.post(page, {"deed": "note_income", "amount": "much"})
    assertContains(wrong, "for example 45,50")
    window.post(page, {"deed": "note_income", "amount": "34 000,00"})
    assertContains(window.get(page), "50.00\xa0€")
    window.post(page, {"deed": "note_income", "amount": "50 000"})
    answer = window.get(page)
    assertContains(answer, "do not exceed the threshold")
    assertNotContains(answer, "Accept: pay the amount")


def test_refusing_needs_a_reason(window, request_, page):
    window.post(page, {"deed": "take"})
    assertContains(window.post(page, {"deed": "refuse", "reason": ""}), "This field is required")
    window.post(page, {"deed": "refuse", "reason": "The income was higher."})
    request_.refresh_from_db()
    assert (request_.state, request_.reason) == (State.REFUSED, "The income was higher.")


def test_who_may_only_read_changes_nothing(request_, page):
    from django.contrib.auth.models import Permission

    reader = AccountFactory(agent=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_complementaryclaim"))
    client = Client()
    sign_in_agent(client, reader)
    assertNotContains(client.get(page), "Take this request")
    assert client.post(page, {"deed": "take"}).status_code == 404
    other = Client()
    sign_in_agent(other, AccountFactory(agent=True))
    assert other.get(page).status_code == 404
    request_.refresh_from_db()
    assert request_.state == State.SENT


def test_every_look_is_recorded_for_the_person(window, agent, request_, page):
    window.get(LIST)
    window.get(page)
    looks = AuditEntry.objects.filter(actor=agent, dossier=request_.person.dossier)
    assert set(looks.values_list("purpose", flat=True)) == {
        "reimbursements.complementary.list",
        "reimbursements.complementary.page",
    }


def test_an_unknown_deed_or_request_is_not_found(window, request_, page):
    assert window.post(page, {"deed": "steal"}).status_code == 404
    assert window.get(f"{LIST}987654/change/").status_code == 404
