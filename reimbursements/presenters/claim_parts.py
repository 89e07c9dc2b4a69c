"""The bills and statements of a mailing, as its page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from cns_portal.kernel import civil_time
from insured.notices.sentences import euro
from reimbursements.choices.care import DocumentKind
from reimbursements.choices.claims import BillState
from reimbursements.choices.money import ObjectionState, PaymentState, StatementKind
from reimbursements.choices.reasons import Verdict
from reimbursements.presenters.explaining import TONES as VERDICT_TONES
from reimbursements.presenters.statement import PAYMENT_TONES

if TYPE_CHECKING:
    from reimbursements.models import Bill, Decision, Payment, Statement

BILL_TONES = {
    BillState.DRAFT: "neutral",
    BillState.OPEN: "info",
    BillState.PROPOSED: "info",
    BillState.DECIDED: "success",
    BillState.WITHDRAWN: "neutral",
}


@dataclass(frozen=True)
class BillCard:
    """One bill of the mailing and what came of it."""

    bill: Bill
    decision: Decision | None

    @property
    def supplier(self) -> str:
        bill = self.bill
        known = bill.provider.name if bill.provider else bill.provider_name
        return known or _("Provider not named yet")

    @property
    def patient(self) -> str:
        return self.bill.patient.full_name if self.bill.patient else ""

    @property
    def total(self) -> str:
        """As it was invoiced, in the currency of the bill; empty where it is not known yet."""
        bill = self.bill
        if bill.total is None:
            return ""
        if bill.currency != "EUR":
            return f"{bill.total}\N{NO-BREAK SPACE}{bill.currency}"
        return euro(bill.total)

    @property
    def kind(self) -> str:
        """What it is, when it is no bill."""
        kind = DocumentKind(self.bill.document_kind)
        return "" if kind == DocumentKind.INVOICE else str(kind.label)

    @property
    def is_anew(self) -> bool:
        """Whether it was decided before and is decided anew now."""
        return self.decision is not None and self.bill.state in (
            BillState.OPEN,
            BillState.PROPOSED,
        )

    @property
    def label(self) -> str:
        """The state of the bill; what was decided, once it is."""
        if self.bill.state == BillState.DECIDED and self.decision is not None:
            return str(Verdict(self.decision.verdict).label)
        if self.is_anew:
            return _("Being decided anew")
        return str(BillState(self.bill.state).label)

    @property
    def tone(self) -> str:
        if self.bill.state == BillState.DECIDED and self.decision is not None:
            return VERDICT_TONES[Verdict(self.decision.verdict)]
        return BILL_TONES[BillState(self.bill.state)]

    @property
    def reimbursed(self) -> str:
        return euro(self.decision.reimbursed) if self.decision else ""

    @property
    def statement_url(self) -> str:
        """The page that explains it; empty until it is told."""
        if self.decision is None or self.decision.statement is None:
            return ""
        return statement_url(self.decision.statement)


@dataclass(frozen=True)
class StatementLine:
    """One statement of the mailing in a list."""

    statement: Statement

    @property
    def url(self) -> str:
        return statement_url(self.statement)

    @property
    def pdf_url(self) -> str:
        return reverse("reimbursements:statement_pdf", args=[self.statement.public_id])

    @property
    def title(self) -> str:
        return f"{StatementKind(self.statement.kind).label} {self.statement.number}"

    @property
    def published_on(self) -> date:
        return civil_time.day_of(self.statement.published_at)

    @property
    def total(self) -> str:
        return euro(self.statement.total)

    @property
    def payment(self) -> Payment | None:
        """The one that counts; none where nothing is paid."""
        return next(iter(self.statement.payments.all()), None)

    @property
    def came_back(self) -> bool:
        """Whether its money came back from the bank, and waits for an account."""
        return self.payment is not None and self.payment.state == PaymentState.RETURNED

    @property
    def payment_label(self) -> str:
        if self.payment is None:
            return _("Nothing to be paid")
        return str(PaymentState(self.payment.state).label)

    @property
    def payment_tone(self) -> str:
        return PAYMENT_TONES[PaymentState(self.payment.state)] if self.payment else "neutral"

    @property
    def objection_label(self) -> str:
        """Where an objection stands; empty without one."""
        latest = next(iter(self.statement.objections.all()), None)
        if latest is None or latest.state == ObjectionState.WITHDRAWN:
            return ""
        return _("Your objection: {state}").format(state=ObjectionState(latest.state).label)


def statement_url(statement: Statement) -> str:
    """The page of a statement."""
    return reverse("reimbursements:statement", args=[statement.public_id])
