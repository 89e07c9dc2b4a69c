"""Claims written in bulk: every promise of the database is kept, and the same seed is the same."""

from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Count, F, Sum

from cns_portal.demo import people, volume_bills
from cns_portal.procedures.models import Procedure, ProcedureEvent
from reimbursements.choices.claims import ClaimState
from reimbursements.models import (
    Bill,
    Claim,
    Decision,
    LineDecision,
    Payment,
    PaymentBatch,
    Statement,
)
from reimbursements.services import loading_tariffs
from reimbursements.services.steps import PHASES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def tariffs():
    loading_tariffs.load_published()
    people.seed_agents()


def settle() -> None:
    """Every promise about sums and keys is looked at now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_volume_keeps_every_promise(tariffs):
    assert volume_bills.add_bills(400, seed=7) == 400
    settle()
    assert Bill.objects.count() == 400
    states = set(Claim.objects.values_list("state", flat=True))
    assert {"sent", "being_checked", "paid", "decided"} <= states
    assert not Claim.objects.exclude(state=F("procedure__current_state")).exists()
    for claim in Claim.objects.select_related("procedure"):
        assert claim.procedure.phase == PHASES[ClaimState(claim.state)]


def test_the_history_of_a_written_claim_ends_with_its_state(tariffs):
    volume_bills.add_bills(120, seed=8)
    for procedure in Procedure.objects.all():
        last = ProcedureEvent.objects.filter(procedure=procedure).order_by("at", "pk").last()
        assert (last.state, last.at) == (procedure.current_state, procedure.updated_at)


def test_decisions_statements_payments_and_files_come_to_the_same(tariffs):
    volume_bills.add_bills(300, seed=9)
    decided = Decision.objects.in_force().aggregate(sum=Sum("reimbursed"))["sum"]
    told = Statement.objects.aggregate(sum=Sum("total"))["sum"]
    paid = Payment.objects.aggregate(sum=Sum("amount"))["sum"]
    assert decided == told == paid > 0
    in_files = Payment.objects.filter(batch__isnull=False).aggregate(sum=Sum("amount"))["sum"]
    assert PaymentBatch.objects.aggregate(sum=Sum("control_sum"))["sum"] == in_files
    assert not PaymentBatch.objects.filter(prepared_by=F("released_by")).exists()
    payment = Payment.objects.filter(state="paid").first()
    assert (payment.iban, payment.holder) == ("LU280019400644750000", "Claire Muster")


def test_every_decided_line_says_what_the_engine_says(tariffs):
    volume_bills.add_bills(200, seed=10)
    total = LineDecision.objects.aggregate(
        **{name: Sum(name) for name in ("invoiced", "reimbursed", "participation")}
    )
    assert total["invoiced"] > total["reimbursed"] > total["participation"] > Decimal(0)
    known = LineDecision.objects.filter(code="C1", served_on__gte="2026-09-01", rate="0.88")
    assert set(known.values_list("tariff", "participation", "reimbursed")) <= {
        (Decimal("62.60"), Decimal("7.51"), Decimal("55.09"))
    }
    assert all(line.steps for line in LineDecision.objects.all())


def test_the_same_seed_writes_the_same_bills(tariffs):
    def picture():
        return list(Bill.objects.order_by("pk").values_list("issued_on", "total"))[-60:]

    volume_bills.add_bills(60, seed=11)
    first = picture()
    volume_bills.add_bills(60, seed=11)
    assert [total for _day, total in picture()] == [total for _day, total in first]
    volume_bills.add_bills(60, seed=12)
    assert picture() != first


def test_a_claim_has_one_or_several_bills(tariffs):
    volume_bills.add_bills(100, seed=13)
    counts = Claim.objects.annotate(n=Count("bills")).values_list("n", flat=True)
    assert {1, 2, 3} == set(counts)
