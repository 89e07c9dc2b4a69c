"""Somebody with a draft that could be sent as it stands."""

import re
from datetime import date, timedelta
from decimal import Decimal

from django.test import Client
from django.urls import reverse

from cns_portal import clock
from reimbursements.models import Bill, Claim
from tests.factories import DocumentFactory
from tests.insured.factories import BankAccountFactory
from tests.insured.families import worker
from tests.reimbursements.factories import (
    BillFactory,
    BillPageFactory,
    ClaimFactory,
    LineFactory,
    ProviderFactory,
)


def ago(days: int) -> date:
    """A day in the past, by the clock of the test."""
    return clock.today() - timedelta(days=days)


def marie():
    """Somebody insured, with an account."""
    person = worker(first_name="Marie", last_name="Beispill", birth_date=date(1985, 5, 4))
    BankAccountFactory(person=person)
    return person


def draft_of(person, *, pages: int = 1, **bill) -> Claim:
    """A draft with one bill of a general practitioner, complete and paid."""
    claim = ClaimFactory(draft=True, person=person, created_at=clock.now())
    add_bill(claim, pages=pages, **bill)
    return claim


def add_bill(claim: Claim, *, pages: int = 1, **columns) -> Bill:
    """One more bill with an act and its files."""
    day = columns.pop("served_on", ago(10))
    columns.setdefault("provider", columns.pop("provider", None) or ProviderFactory())
    bill = BillFactory(
        claim=claim, **{"issued_on": day, "paid_on": day + timedelta(days=2), **columns}
    )
    LineFactory(bill=bill, served_on=day, amount=Decimal("62.60"))
    for _ in range(pages):
        add_page(bill)
    return bill


def add_page(bill: Bill, *, kind: str = "invoice", **document):
    """A file that was accepted; `pending=True` or `rejected=True` otherwise."""
    file = DocumentFactory(dossier=bill.claim.person.dossier, purpose="bill_page", **document)
    return BillPageFactory(bill=bill, document=file, kind=kind)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def at(name: str, *args) -> str:
    return reverse(f"reimbursements:{name}", args=args)


def typed(person, **fields) -> dict:
    """A bill as a browser sends it, one act on it."""
    day = f"{ago(9):%d/%m/%Y}"
    return {
        "patient": str(person.dossier.public_id),
        "document_kind": "invoice",
        "provider_typed": "",
        "number": "2026/55",
        "issued_on": day,
        "total": "62,60",
        "paid_on": day,
        "proof": "receipted",
        "country": "LU",
        "currency": "EUR",
        "setting": "out_patient",
        "rows": "1",
        "code_0": "c1",
        "served_on_0": day,
        "quantity_0": "1",
        "amount_0": "62,60",
        "convenience_fee_0": "",
        "label_0": "",
        **fields,
    }


def text_of(response) -> str:
    """What is read, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
