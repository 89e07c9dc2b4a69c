"""What is wrong with the bill as a whole: asked once, said of each of its lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cns_portal.kernel.months import months_later
from reimbursements.choices.care import DocumentKind, Proof
from reimbursements.choices.reasons import Reason
from reimbursements.parameters.names import CLAIM_YEARS
from reimbursements.rules.facts import BillFacts
from reimbursements.rules.tariffs import Tariffs

EURO = "EUR"


@dataclass(frozen=True)
class Finding:
    """A reason that holds for all lines; `is_open` where an agent has to say more."""

    code: Reason
    about: dict[str, Any] = field(default_factory=dict)
    is_open: bool = False


def send_by(bill: BillFacts, tariffs: Tariffs) -> date | None:
    """The last day on which the bill can be sent; None where it is not known."""
    if bill.paid_on is None:
        return None
    years = tariffs.value(CLAIM_YEARS, bill.paid_on) or tariffs.value(CLAIM_YEARS, bill.sent_on)
    return None if years is None else months_later(bill.paid_on, 12 * int(years.amount))


def finding(bill: BillFacts, tariffs: Tariffs) -> Finding | None:
    """The first thing that is wrong with the bill, or None."""
    return next(_findings(bill, tariffs), None)


def _findings(bill: BillFacts, tariffs: Tariffs) -> Iterator[Finding]:
    last = send_by(bill, tariffs)
    is_late = last is not None and bill.sent_on > last
    # Nobody is asked to send something by a day that is over.
    until = {"until": last.isoformat()} if last and not is_late else {}
    if bill.document_kind != DocumentKind.INVOICE:
        yield Finding(Reason.NOT_A_BILL, until)
    if is_late:
        yield Finding(Reason.TOO_LATE, {"until": last.isoformat()})
    if bill.proof == Proof.NONE:
        yield Finding(Reason.NO_PROOF, until)
    if bill.original_missing:
        yield Finding(Reason.NOT_ORIGINAL, until)
    if bill.patient is None:
        yield Finding(Reason.PERSON_UNKNOWN, is_open=True)
    if bill.currency != EURO and bill.exchange_rate is None:
        yield Finding(Reason.AN_AGENT_DECIDES, is_open=True)
    # The last one, so that an agent who overrules it overrules nothing else.
    if bill.is_duplicate:
        reference = {"reference": bill.duplicate_of} if bill.duplicate_of else {}
        yield Finding(Reason.DUPLICATE, reference)
