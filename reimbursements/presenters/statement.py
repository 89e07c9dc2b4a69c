"""What the statement says, on its page and on paper: what is paid, why, and how to object."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cns_portal.kernel import civil_time
from insured.notices.sentences import euro
from reimbursements.choices.money import Method, ObjectionState, PaymentState, StatementKind
from reimbursements.notices.statements import money
from reimbursements.presenters.statement_lines import ZERO, BillRows, Sums
from reimbursements.rules import objecting as rules

if TYPE_CHECKING:
    from reimbursements.models import (
        ComplementaryClaim,
        Decision,
        Objection,
        Payment,
        Statement,
    )

PAYMENT_TONES = {
    PaymentState.WAITING: "info",
    PaymentState.BATCHED: "info",
    PaymentState.ORDERED: "info",
    PaymentState.PAID: "success",
    PaymentState.RETURNED: "warning",
    PaymentState.REPLACED: "neutral",
}
OBJECTION_TONES = {
    ObjectionState.SENT: "info",
    ObjectionState.BEING_CHECKED: "info",
    ObjectionState.UPHELD: "success",
    ObjectionState.REJECTED: "neutral",
    ObjectionState.WITHDRAWN: "neutral",
}


@dataclass(frozen=True)
class StatementView:
    """The whole statement; nothing here asks the database."""

    statement: Statement
    decisions: Sequence[Decision]
    payments: Sequence[Payment] = ()
    objections: Sequence[Objection] = ()
    today: date | None = None
    complementary: ComplementaryClaim | None = None
    account: str | None = None
    """Where the money goes by now; None for what the statement said on its day."""

    @cached_property
    def bills(self) -> list[BillRows]:
        return [BillRows(decision) for decision in self.decisions]

    @cached_property
    def sums(self) -> Sums:
        return sum((bill.sums for bill in self.bills), Sums())

    @property
    def title(self) -> str:
        return str(StatementKind(self.statement.kind).label)

    @property
    def published_on(self) -> date:
        return civil_time.day_of(self.statement.published_at)

    @property
    def is_complementary(self) -> bool:
        return self.statement.kind == StatementKind.COMPLEMENTARY

    @property
    def complementary_rows(self) -> list[tuple[str, str]]:
        """How the amount of a complementary statement comes about."""
        asked = self.complementary
        if asked is None or asked.participation is None:
            return []
        rows = [
            (
                _("Participations of {year} that count").format(year=asked.year),
                euro(asked.participation),
            )
        ]
        if asked.threshold:
            threshold = euro(Decimal(asked.threshold))
            rows.append((_("Threshold: a share of the income of the year before"), threshold))
        return [*rows, (_("What lies above it"), self.decided_total)]

    @property
    def headers(self) -> list[str]:
        """The columns of the fund, and one for what it does not cover."""
        return [
            _("Supplier and service"),
            _("Amount invoiced"),
            _("Fund tariff"),
            _("Statutory participation"),
            _("Amount reimbursed"),
            _("Not covered"),
            _("Reference"),
        ]

    @property
    def rows(self) -> list[list[str]]:
        """Every line with its amounts as the reader writes them, then the total."""
        found = [
            [f"{bill.supplier}: {line.when}", *line.sums.in_words, bill.reference]
            for bill in self.bills
            for line in bill.lines
        ]
        return [*found, [_("Total"), *self.sums.in_words, self.statement.number]]

    # -- money ----------------------------------------------------------------------------------

    @property
    def total(self) -> str:
        return euro(self.statement.total)

    @property
    def decided_total(self) -> str:
        return euro(self.statement.decided_total)

    @property
    def already_paid(self) -> str:
        """What earlier decisions about the same bills had paid; empty when nothing."""
        return euro(self.statement.already_paid) if self.statement.already_paid else ""

    @property
    def money(self) -> str:
        """What is paid, how and where to, in a sentence."""
        return money(self.statement, account=self.account)

    @property
    def account_shown(self) -> str:
        return self.statement.account_shown if self.account is None else self.account

    @property
    def method(self) -> str:
        return str(Method(self.statement.method).label)

    @property
    def payment(self) -> Payment | None:
        """The one that counts."""
        return self.payments[0] if self.payments else None

    @property
    def payment_label(self) -> str:
        return str(PaymentState(self.payment.state).label) if self.payment else ""

    @property
    def payment_tone(self) -> str:
        return PAYMENT_TONES[PaymentState(self.payment.state)] if self.payment else "neutral"

    # -- participations ---------------------------------------------------------------------------

    @property
    def years(self) -> tuple[int, int]:
        """The year before, and the one of the statement."""
        return self.statement.year - 1, self.statement.year

    @property
    def participations(self) -> list[dict[str, str]]:
        """As they stood on the day of the statement, in words."""
        return [
            {
                "name": one["name"],
                "before": euro(Decimal(one["before"])),
                "now": euro(Decimal(one["now"])),
            }
            for one in self.statement.participations
        ]

    @property
    def participation_sums(self) -> tuple[str, str]:
        """Of the whole household: the year before, and this one."""
        kept = self.statement.participations
        return _total(kept, "before"), _total(kept, "now")

    @property
    def participation_headers(self) -> list[str]:
        return [_("Person treated"), *(str(year) for year in self.years)]

    @property
    def participation_rows(self) -> list[list[str]]:
        """One for each of the household, then the total."""
        rows = [[one["name"], one["before"], one["now"]] for one in self.participations]
        return [*rows, [_("Total"), *self.participation_sums]]

    # -- objecting --------------------------------------------------------------------------------

    @property
    def objection(self) -> Objection | None:
        """The one that counts: the latest."""
        return self.objections[0] if self.objections else None

    @property
    def objection_label(self) -> str:
        return str(ObjectionState(self.objection.state).label) if self.objection else ""

    @property
    def objection_tone(self) -> str:
        return OBJECTION_TONES[ObjectionState(self.objection.state)] if self.objection else ""

    @property
    def objection_sent_on(self) -> date | None:
        return civil_time.day_of(self.objection.sent_at) if self.objection else None

    @property
    def can_withdraw_objection(self) -> bool:
        return self.objection is not None and self.objection.state in rules.OPEN

    @property
    def why_not_object(self) -> str:
        """Why one cannot object here and now; empty when one can."""
        if self.is_complementary:
            return _("An objection to a complementary reimbursement is sent by letter.")
        refusal = rules.why_not(
            until=self.statement.object_until,
            today=self.today,
            objected_before=any(one.state != ObjectionState.WITHDRAWN for one in self.objections),
        )
        return str(refusal.label) if refusal else ""

    # -- addresses --------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        return reverse("reimbursements:statement", args=[self.statement.public_id])

    @property
    def pdf_url(self) -> str:
        return reverse("reimbursements:statement_pdf", args=[self.statement.public_id])

    @property
    def object_url(self) -> str:
        return reverse("reimbursements:object", args=[self.statement.public_id])

    @property
    def claim_url(self) -> str:
        """The page of the mailing; that of the year, where there is no mailing."""
        if self.statement.claim is None:
            return reverse("reimbursements:year")
        return reverse("reimbursements:claim", args=[self.statement.claim.public_id])


def _total(kept: Iterable[dict[str, Any]], name: str) -> str:
    return euro(sum((Decimal(one[name]) for one in kept), ZERO))
