"""The estimate of a draft, and what is decided when nobody changes anything: the same."""

from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest

from cns_portal import clock
from reimbursements.models import Bill, Claim
from reimbursements.rules import second_person
from reimbursements.rules.seen import mark_of
from reimbursements.selectors import checking, drafts
from reimbursements.services import adjudicating, deciding, loading_tariffs, sending, working
from tests.factories import AccountFactory
from tests.reimbursements.factories import LineFactory
from tests.reimbursements.sendable import add_bill, ago, draft_of, marie

pytestmark = pytest.mark.django_db

# Two consultations of one day on two bills, an act besides, and more than the tariff with a fee.
ACTS = (
    [("C1", "62.60", "0.00")],
    [("C10", "69.70", "0.00"), ("C41", "25.00", "5.00")],
    [("C8", "64.10", "0.00")],
)


@pytest.fixture(autouse=True)
def _loaded(monkeypatch):
    loading_tariffs.load_published()
    # No bill is chosen by chance for a second agent.
    monkeypatch.setattr(second_person, "is_drawn", lambda *_bill, **_salt: False)


def a_draft():
    person = marie()
    claim = draft_of(person)
    bills = [claim.bills.get(), *(add_bill(claim) for _more in ACTS[1:])]
    for number, (bill, acts) in enumerate(zip(bills, ACTS, strict=True)):
        bill.lines.all().delete()
        for code, amount, fee in acts:
            LineFactory(
                bill=bill,
                code=code,
                amount=Decimal(amount),
                convenience_fee=Decimal(fee),
                served_on=ago(20) if number < 2 else ago(15),
            )
        total = sum(line.amount + line.convenience_fee for line in bill.lines.all())
        Bill.objects.filter(pk=bill.pk).update(
            total=total, number=f"N-{number}", issued_on=ago(12), paid_on=ago(11)
        )
    return drafts.draft_of(person, claim.public_id)


def estimated(claim):
    return {bill.pk: adjudicating.propose([bill])[bill.pk] for bill in claim.bills.all()}


def sent_and_taken(claim, agent):
    seen = checking.checked(claim, today=clock.today()).fingerprint
    sending.send(claim, actor=claim.person.account, seen=seen)
    working.take(claim.pk, agent=agent)
    if Claim.objects.get(pk=claim.pk).original == "awaited":
        working.note_original(claim.pk, agent=agent, has_come=True)


@pytest.mark.parametrize("order", list(permutations(range(len(ACTS)))), ids=str)
def test_each_bill_is_decided_as_it_was_estimated_in_whatever_order(order):
    claim, agent = a_draft(), AccountFactory(agent=True)
    estimate = estimated(claim)
    keys = list(estimate)
    sent_and_taken(claim, agent)
    for number in order:
        key = keys[number]
        result = adjudicating.propose([Bill.objects.get(pk=key)])[key]
        assert result == estimate[key]
        [made] = deciding.decide(claim.pk, bills={key: mark_of(result)}, agent=agent)
        assert made.reimbursed == estimate[key].total("reimbursed")


def test_the_days_until_it_is_decided_change_nothing(monkeypatch):
    claim, agent = a_draft(), AccountFactory(agent=True)
    estimate = estimated(claim)
    sent_and_taken(claim, agent)
    later = clock.now() + timedelta(days=900)
    monkeypatch.setattr("cns_portal.clock.now", lambda: later)
    bills = list(Bill.objects.filter(claim=claim))
    assert adjudicating.propose(bills) == estimate
