"""Where the money goes, as the pages say it while the account changes and payments come back."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from reimbursements.choices.claims import ClaimState
from reimbursements.choices.paying import ReturnReason
from reimbursements.models import Claim
from reimbursements.services import paying
from tests.reimbursements.paying import agent, change_account, ordered, somebody, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def me():
    return somebody()


def page(me, name: str, of) -> str:
    client = Client()
    client.force_login(me.account)
    answer = client.get(reverse(f"reimbursements:{name}", args=[of.public_id]))
    return " ".join(answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def test_a_payment_that_waits_goes_to_the_account_of_now_and_says_so(me):
    statement = waiting(me).statement
    assert "transferred to the account LU … 0000" in page(me, "statement", statement)
    change_account(me)
    text = page(me, "statement", statement)
    assert "transferred to the account BE … 7803" in text
    assert "LU … 0000" not in text


def test_a_payment_that_was_ordered_keeps_the_account_it_was_ordered_to(me):
    statement = ordered(me).statement
    change_account(me)
    text = page(me, "statement", statement)
    assert "transferred to the account LU … 0000" in text
    assert "BE … 7803" not in text


def test_what_is_paid_anew_goes_to_the_new_account_and_says_so(me):
    payment = ordered(me)
    paying.returned(payment.pk, agent=agent(), because=ReturnReason.AC04)
    assert "LU … 0000" in page(me, "statement", payment.statement)
    change_account(me)
    paying.pay_anew(payment.pk, by=agent())
    text = page(me, "statement", payment.statement)
    assert "transferred to the account BE … 7803" in text
    assert "LU … 0000" not in text


@pytest.mark.parametrize("state", [ClaimState.RETURNED, ClaimState.BEING_CHECKED])
def test_money_that_came_back_is_said_also_while_other_bills_are_checked(me, state):
    payment = ordered(me)
    claim = payment.statement.claim
    assert "The payment came back" not in page(me, "claim", claim)
    paying.returned(payment.pk, agent=agent(), because=ReturnReason.AC04)
    Claim.objects.filter(pk=claim.pk).update(state=state)
    text = page(me, "claim", claim)
    assert "The payment came back" in text
    assert reverse("insured:data_bank") in text
