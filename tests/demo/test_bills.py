"""The bills of the demonstration: a claim in every state, once, and sums that fit together."""

from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum

from cns_portal import clock
from cns_portal.demo import bills, cards, families, insurance, people
from insured.selectors import people as insured
from reimbursements.models import (
    BillPage,
    Claim,
    ComplementaryClaim,
    Objection,
    Payment,
    PaymentBatch,
    Statement,
)
from reimbursements.rules.year import By
from reimbursements.selectors import complementary
from reimbursements.selectors import year as years

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.PRIVATE_ROOT = str(tmp_path / "private")


@pytest.fixture
def accounts():
    people.seed_people()
    families.seed_families()
    insurance.seed_declarations()
    accounts = people.seed_agents()
    cards.seed_bank_accounts(accounts)
    return accounts


def the(key):
    return insured.by_matricule(next(one.matricule for one in people.PEOPLE if one.key == key))


def test_everything_is_there_once(accounts):
    assert bills.seed_bills(accounts) == Claim.objects.count() > 25
    before = Claim.objects.count()
    assert bills.seed_bills(accounts) == 0
    assert Claim.objects.count() == before
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    states = set(Claim.objects.values_list("state", flat=True))
    assert {"draft", "sent", "needs_you", "being_checked", "proposed", "paid"} <= states
    assert not BillPage.objects.exclude(document__state="clean").exists()

    assert Objection.objects.get().statement.person == the("marie")
    assert set(PaymentBatch.objects.values_list("state", flat=True)) >= {"released", "executed"}
    assert Payment.objects.filter(state="returned").get().statement.person == the("claire")
    assert Claim.objects.get(person=the("claire")).state == "returned"
    told = Statement.objects.aggregate(sum=Sum("total"))["sum"]
    assert Payment.objects.aggregate(sum=Sum("amount"))["sum"] == told

    assert not Statement.objects.filter(total=0).exists()

    last_year = clock.today().year - 1
    found = years.year_of(the("marie"), last_year, by=By.CARE)
    assert set(found.names.values()) >= {"Marie Beispill", "Max Beispill"}
    standing = complementary.standing_of(the("josette"), last_year).standing
    assert (standing.participation, standing.threshold) == (Decimal("720.00"), Decimal("600.00"))
    assert ComplementaryClaim.objects.get().person == the("josette")
