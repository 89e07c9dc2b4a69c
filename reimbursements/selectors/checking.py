"""A draft as the last page before sending says it: what is missing, what looks wrong, to whom."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings

from insured.selectors import bank
from reimbursements.choices.claims import ClaimRefusal, ClaimState, Original
from reimbursements.choices.sending import Missing, SendingRefusal
from reimbursements.parameters.names import CLAIM_YEARS
from reimbursements.rules import sending as rules
from reimbursements.rules.sending import Concern
from reimbursements.selectors import drafts, payees, tariffs

if TYPE_CHECKING:
    from reimbursements.models import Bill, Claim


@dataclass(frozen=True)
class CheckedBill:
    """One bill, what it lacks, and what looks wrong about it."""

    bill: Bill
    missing: tuple[Missing, ...]
    doubts: tuple[Concern, ...]


@dataclass(frozen=True)
class Checked:
    """A whole draft."""

    bills: tuple[CheckedBill, ...]
    refusal: ClaimRefusal | SendingRefusal | None
    original: Original
    fingerprint: str
    """What the page shows; when it differs on sending, something has changed in between."""


def original_needed() -> Original:
    """Whether the paper of bills sent from now on is still needed (`ORIGINAL_BILLS_NEEDED`)."""
    return Original.AWAITED if settings.ORIGINAL_BILLS_NEEDED else Original.NOT_NEEDED


def years_to_send(*, today: date) -> int | None:
    """How long after its payment a bill can be sent; None when no value is loaded."""
    value = tariffs.current().value(CLAIM_YEARS, today)
    return int(value.amount) if value else None


def checked(claim: Claim, *, today: date) -> Checked:
    """A draft, fetched by `drafts.draft_of`, looked at as a whole."""
    bills = list(claim.bills.all())
    typed = [drafts.typed(bill) for bill in bills]
    earlier = drafts.sent_before(claim, today=today)
    years = years_to_send(today=today)
    found = [
        CheckedBill(
            bill,
            rules.missing(one),
            rules.doubts(
                one,
                today=today,
                years=years,
                sent_before=earlier,
                beside=[*typed[:position], *typed[position + 1 :]],
            ),
        )
        for position, (bill, one) in enumerate(zip(bills, typed, strict=True))
    ]
    account = payees.declared_for(claim.person, claim=claim) or bank.in_force(claim.person)
    return Checked(
        bills=tuple(found),
        refusal=rules.why_not_send(
            state=ClaimState(claim.state), bills=typed, has_account=account is not None
        ),
        original=original_needed(),
        fingerprint=fingerprint(claim),
    )


def picture(claim: Claim) -> dict[str, Any]:
    """Everything that is sent, as plain JSON: what the person said, and which files."""
    return {"bills": [_bill(bill) for bill in claim.bills.all()]}


def fingerprint(claim: Claim) -> str:
    """The same for the same picture; says nothing about what is in it."""
    text = json.dumps(picture(claim), sort_keys=True)
    return hashlib.sha256(f"{claim.public_id} {text}".encode()).hexdigest()


def _bill(bill: Bill) -> dict[str, Any]:
    return {
        "id": str(bill.public_id),
        "patient": bill.patient.full_name if bill.patient else "",
        "provider": bill.provider.code if bill.provider else "",
        "provider_name": drafts.provider_of(bill),
        "number": bill.number,
        "document_kind": bill.document_kind,
        "issued_on": _day(bill.issued_on),
        "setting": bill.setting,
        "country": bill.country,
        "urgent": bill.urgent,
        "currency": bill.currency,
        "total": _amount(bill.total),
        "paid_on": _day(bill.paid_on),
        "proof": bill.proof,
        "prescribed_on": _day(bill.prescribed_on),
        "note": bill.note,
        "lines": [
            {
                "code": line.code,
                "label": line.label,
                "served_on": _day(line.served_on),
                "quantity": line.quantity,
                "amount": _amount(line.amount),
                "convenience_fee": _amount(line.convenience_fee),
            }
            for line in bill.lines.all()
        ],
        "pages": [
            {
                "document": str(page.document.public_id),
                "sha256": page.document.sha256,
                "name": page.document.original_name,
                "kind": page.kind,
                "turned": page.turned,
            }
            for page in bill.pages.all()
        ],
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _amount(amount: Any) -> str:
    return "" if amount is None else f"{amount:.2f}"
