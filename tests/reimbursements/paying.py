"""Statements whose money waits, and who pays it."""

from decimal import Decimal

import pytest
from django.db import transaction

from cns_portal.kernel.refusal import Refused
from insured.services import bank
from reimbursements.models import Payment, Statement
from reimbursements.services import batches, following, paying
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.factories import BankAccountFactory
from tests.reimbursements.factories import decided

LUXEMBOURG = "LU280019400644750000"
BELGIUM = "BE21001234567803"
AMOUNT = Decimal("55.09")


def agent():
    return AccountFactory(agent=True)


def somebody(*, account=True):
    """An insured person, with an account to pay to."""
    person = InsuredPersonFactory(signs_in=True)
    if account:
        BankAccountFactory(person=person)
    return person


@transaction.atomic  # sums are looked at when it ends
def told(person=None, **claim) -> Statement:
    """A statement that nobody has paid yet."""
    return decided(person=person or somebody(), **claim)


def waiting(person=None, **claim) -> Payment:
    """A payment that waits; its claim is decided."""
    return paying.create_for(told(person, **claim))


def released(*payments):
    """A file with these payments, released."""
    batch = batches.prepare(agent=agent(), only=[payment.pk for payment in payments])
    return batches.release(batch.pk, agent=agent())


def ordered(person=None) -> Payment:
    """A payment that is ordered, its claim and its person told."""
    payment = waiting(person)
    released(payment)
    following.follow()
    payment.refresh_from_db()
    return payment


def refusal(work, *args, **kwargs):
    """Why it was refused; it fails where it was not."""
    with pytest.raises(Refused) as refused:
        work(*args, **kwargs)
    return refused.value.reason


def change_account(person, iban=BELGIUM):
    """The person enters another account."""
    seen = person.bank_accounts.filter(state="in_force").values_list("public_id", flat=True)
    return bank.change_own(
        person, actor=person.account, iban=iban, holder=person.full_name, seen=seen.first()
    )
