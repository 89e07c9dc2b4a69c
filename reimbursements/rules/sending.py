"""A claim before it is sent: what is missing, what looks wrong, whether it can be sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from cns_portal.kernel.months import months_later
from reimbursements.choices.care import DocumentKind, Proof
from reimbursements.choices.claims import ClaimRefusal, ClaimState
from reimbursements.choices.sending import Doubt, Missing, SendingRefusal
from reimbursements.rules.facts import HOME
from reimbursements.rules.same_bill import Looks, first_same

EURO = "EUR"
CURRENCIES = ("CHF", "CZK", "DKK", "GBP", "HUF", "PLN", "RON", "SEK", "USD")
"""Those of the neighbouring systems; a bill in another one is sent by post."""
MOST_BILLS = 20
MOST_LINES = 30
MOST_DRAFTS = 10
"""Conventions of the portal: what a page can show and one person can check."""

NOT_BILLS = {
    DocumentKind.REMINDER: Doubt.REMINDER,
    DocumentKind.QUOTE: Doubt.QUOTE,
    DocumentKind.RECEIPT: Doubt.RECEIPT,
}


@dataclass(frozen=True, slots=True)
class LineTyped:
    """An act as it was typed, as far as it was."""

    code: str = ""
    served_on: date | None = None
    amount: Decimal | None = None
    convenience_fee: Decimal = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Pages:
    """The files of a bill: how many are usable, still being checked, and not accepted."""

    clean: int = 0
    pending: int = 0
    rejected: int = 0
    has_proof: bool = False
    """Whether one of them is said to be the proof of payment."""


@dataclass(frozen=True, slots=True)
class BillTyped:
    """A bill of a draft. `name` is what the person calls it on the page."""

    name: str = ""
    patient: int | None = None
    provider_code: str = ""
    """Of a provider who is known."""
    provider_name: str = ""
    number: str = ""
    document_kind: DocumentKind = DocumentKind.INVOICE
    country: str = HOME
    currency: str = EURO
    total: Decimal | None = None
    paid_on: date | None = None
    proof: Proof | None = None
    lines: tuple[LineTyped, ...] = ()
    pages: Pages = field(default_factory=Pages)

    @property
    def looks(self) -> Looks:
        """What makes it recognisable."""
        return Looks(
            reference=self.name,
            patient=self.patient,
            provider_code=self.provider_code,
            provider_name=self.provider_name,
            number=self.number,
            total=self.total,
            currency=self.currency,
            days=frozenset(line.served_on for line in self.lines if line.served_on),
        )

    @property
    def sum_of_lines(self) -> Decimal | None:
        """Acts and fees together; None as long as an amount is missing."""
        amounts = [line.amount for line in self.lines]
        if not amounts or None in amounts:
            return None
        return sum((line.amount + line.convenience_fee for line in self.lines), Decimal("0.00"))


@dataclass(frozen=True, slots=True)
class Concern:
    """A doubt with what its sentence names."""

    doubt: Doubt
    about: Mapping[str, Any] = field(default_factory=dict)


def missing(bill: BillTyped) -> tuple[Missing, ...]:
    """What is not there yet, in the order of the page."""
    lines = bill.lines
    found = {
        Missing.PAGE: not (bill.pages.clean or bill.pages.pending),
        Missing.PATIENT: bill.patient is None,
        Missing.PROVIDER: not (bill.provider_code or bill.provider_name),
        Missing.LINES: not lines,
        Missing.CODE: any(not line.code for line in lines),
        Missing.DAY: any(line.served_on is None for line in lines),
        Missing.AMOUNT: any(line.amount is None for line in lines),
        Missing.TOTAL: bill.total is None,
        Missing.PAID_ON: bill.paid_on is None,
        Missing.PROOF: bill.proof is None,
        Missing.PROOF_PAGE: bill.proof == Proof.DEBIT_NOTICE and not bill.pages.has_proof,
    }
    return tuple(what for what, is_missing in found.items() if is_missing)


def doubts(
    bill: BillTyped,
    *,
    today: date,
    years: int | None,
    sent_before: Iterable[Looks] = (),
    beside: Iterable[BillTyped] = (),
) -> tuple[Concern, ...]:
    """What looks wrong about a bill.

    `years`: how long after its payment a bill can be sent (`claim.limit`); None when no value is
    known. `sent_before` are the bills that were sent earlier and not withdrawn; `beside` the
    others of the same claim. None of it stops anybody from sending: an agent decides.
    """
    return (
        *_about_the_paper(bill, sent_before, beside),
        *_about_the_days(bill, today=today, years=years),
    )


def _about_the_paper(bill, sent_before, beside):
    if before := first_same(bill.looks, sent_before):
        yield Concern(Doubt.SENT_BEFORE, {"reference": before.reference})
    if twin := first_same(bill.looks, (other.looks for other in beside)):
        yield Concern(Doubt.TWICE_HERE, {"bill": twin.reference})
    if bill.document_kind in NOT_BILLS:
        yield Concern(NOT_BILLS[bill.document_kind])
    if bill.proof == Proof.NONE:
        yield Concern(Doubt.NO_PROOF)
    if bill.country != HOME:
        yield Concern(Doubt.ABROAD)
    elif bill.provider_name and not bill.provider_code:
        yield Concern(Doubt.PROVIDER_UNKNOWN, {"name": bill.provider_name})
    if bill.currency != EURO:
        yield Concern(Doubt.CURRENCY)
    together = bill.sum_of_lines
    if together is not None and bill.total is not None and together != bill.total:
        yield Concern(Doubt.TOTAL_DIFFERS, {"sum": together, "total": bill.total})


def _about_the_days(bill: BillTyped, *, today: date, years: int | None):
    days = [line.served_on for line in bill.lines if line.served_on]
    if any(day > today for day in days):
        yield Concern(Doubt.CARE_IN_FUTURE)
    if bill.paid_on is None:
        return
    if bill.paid_on > today:
        yield Concern(Doubt.PAID_IN_FUTURE)
    elif years is not None and (until := months_later(bill.paid_on, 12 * years)) < today:
        yield Concern(Doubt.TOO_LATE, {"paid_on": bill.paid_on, "until": until})
    if any(day > bill.paid_on for day in days if day <= today):
        yield Concern(Doubt.PAID_BEFORE_CARE)


def why_not_send(
    *, state: ClaimState, bills: Sequence[BillTyped], has_account: bool
) -> ClaimRefusal | SendingRefusal | None:
    """Why the claim cannot be sent, the first thing to do first; None when it can.

    Only what nobody but the person can add stops them: a page, who was treated, an account.
    """
    if state != ClaimState.DRAFT:
        return SendingRefusal.SENT_ALREADY
    if not bills:
        return ClaimRefusal.NO_BILL
    pages = [bill.pages for bill in bills]
    if any(of_bill.rejected for of_bill in pages):
        return ClaimRefusal.PAGE_UNREADABLE
    if any(not (of_bill.clean or of_bill.pending) for of_bill in pages):
        return ClaimRefusal.NO_PAGE
    if any(bill.patient is None for bill in bills):
        return ClaimRefusal.NO_PATIENT
    if not has_account:
        return ClaimRefusal.NO_ACCOUNT
    if any(of_bill.pending for of_bill in pages):
        return ClaimRefusal.PAGE_PENDING
    return None


def why_not_add_bill(*, state: ClaimState, count: int) -> SendingRefusal | None:
    """Why a draft with `count` bills takes no other one."""
    if state != ClaimState.DRAFT:
        return SendingRefusal.SENT_ALREADY
    return SendingRefusal.TOO_MANY_BILLS if count >= MOST_BILLS else None


def why_not_begin(*, drafts: int) -> SendingRefusal | None:
    """Why somebody with so many drafts begins no other one."""
    return SendingRefusal.TOO_MANY_DRAFTS if drafts >= MOST_DRAFTS else None
