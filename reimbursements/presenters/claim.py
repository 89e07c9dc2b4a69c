"""What the page of a mailing says: how far it has come, how long it takes, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cns_portal.kernel import civil_time
from reimbursements.choices.claims import BillState, ClaimState, Original
from reimbursements.choices.happenings import WHAT_NEXT
from reimbursements.presenters.claim_parts import BillCard, StatementLine
from reimbursements.rules import delays
from reimbursements.rules.states import DECIDED, WAITING

if TYPE_CHECKING:
    from cns_portal.procedures.models import Procedure
    from reimbursements.models import Bill, Claim, Decision, Statement

TONES = {
    ClaimState.DRAFT: "neutral",
    ClaimState.SENT: "info",
    ClaimState.BEING_CHECKED: "info",
    ClaimState.NEEDS_YOU: "warning",
    ClaimState.PROPOSED: "info",
    ClaimState.DECIDED: "success",
    ClaimState.ORDERED: "success",
    ClaimState.PAID: "success",
    ClaimState.RETURNED: "warning",
    ClaimState.WITHDRAWN: "neutral",
}
STAGES = {
    ClaimState.SENT: 0,
    ClaimState.BEING_CHECKED: 1,
    ClaimState.NEEDS_YOU: 1,
    ClaimState.PROPOSED: 1,
    ClaimState.DECIDED: 3,
    ClaimState.ORDERED: 3,
    ClaimState.RETURNED: 3,
    ClaimState.PAID: 4,
}
"""At which of the four stages a mailing stands; 4 is past the last one."""


@dataclass(frozen=True)
class ClaimView:
    """The mailing; nothing here asks the database."""

    claim: Claim
    bills: Sequence[Bill]
    decisions: Sequence[Decision]
    told: Sequence[Statement]
    delay: delays.Delay
    account: str
    today: date

    @property
    def title(self) -> str:
        return _("Bills sent on {day}").format(day=date_format(self.sent_on, "DATE_FORMAT"))

    @property
    def state(self) -> ClaimState:
        return ClaimState(self.claim.state)

    @property
    def label(self) -> str:
        return str(self.state.label)

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def sent_on(self) -> date:
        return civil_time.day_of(self.claim.sent_at)

    @property
    def what_next(self) -> str:
        """What happens next, and who does it."""
        if self.state == ClaimState.DECIDED and not self.pays:
            return _("Your bills are decided, and nothing is to be paid.")
        return str(WHAT_NEXT[self.state])

    @property
    def needs_the_person(self) -> bool:
        return self.state == ClaimState.NEEDS_YOU

    @cached_property
    def cards(self) -> list[BillCard]:
        by_bill = {decision.bill_id: decision for decision in self.decisions}
        return [BillCard(bill, by_bill.get(bill.pk)) for bill in self.bills]

    @cached_property
    def statements(self) -> list[StatementLine]:
        return [StatementLine(statement) for statement in self.told]

    @property
    def pays(self) -> bool:
        """Whether any statement is paid."""
        return any(statement.total for statement in self.told)

    @property
    def how_many(self) -> str:
        """How many of the bills are decided, while others are not."""
        decided = sum(bill.state == BillState.DECIDED for bill in self.bills)
        if not decided or decided == len(self.bills):
            return ""
        return ngettext(
            "{decided} of {count} bill decided",
            "{decided} of {count} bills decided",
            len(self.bills),
        ).format(decided=decided, count=len(self.bills))

    @property
    def steps(self) -> list[dict[str, str]]:
        """Received, being checked, decided, paid: for `progress_tracker`."""
        if self.state == ClaimState.WITHDRAWN:
            return [
                {"label": _("Received"), "state": "done", "text": _day(self.sent_on)},
                {"label": self.label, "state": "done"},
            ]
        here = STAGES[self.state]
        if self.state == ClaimState.DECIDED and not self.pays:
            here = 4
        labels = [_("Received"), _("Being checked"), _("Decided"), _("Paid")]
        if here == 4 and not self.pays:
            labels[3] = _("Nothing to be paid")
        texts = [_day(self.sent_on), self._checking, self._decided, self._paid]
        return [
            {
                "label": label,
                "state": "done" if index < here else "now" if index == here else "next",
                "text": text,
            }
            for index, (label, text) in enumerate(zip(labels, texts, strict=True))
        ]

    @property
    def _checking(self) -> str:
        if self.state in (ClaimState.NEEDS_YOU, ClaimState.PROPOSED):
            return self.label
        return self.how_many if self.state in WAITING else ""

    @property
    def _decided(self) -> str:
        at = self.claim.decided_at
        return _day(civil_time.day_of(at)) if at and self.state in DECIDED else ""

    @property
    def _paid(self) -> str:
        return self.label if self.state in (ClaimState.ORDERED, ClaimState.RETURNED) else ""

    # -- how long it takes ------------------------------------------------------------------------

    @property
    def waits(self) -> bool:
        """Whether it waits for its first decision: only of that it is known how long it takes."""
        return self.state in WAITING - {ClaimState.NEEDS_YOU} and self.claim.decided_at is None

    @cached_property
    def expected(self) -> delays.Expected | None:
        return delays.expected(self.delay, sent_on=self.sent_on, waited=self.claim.waited)

    @property
    def is_late(self) -> bool:
        """Whether it takes longer than nine of ten."""
        return self.expected is not None and self.expected.is_late(self.today)

    @property
    def is_past_half(self) -> bool:
        """Whether half of them would be decided by now."""
        return self.expected is not None and self.today > self.expected.half

    # -- paper and money --------------------------------------------------------------------------

    @property
    def original(self) -> str:
        return str(Original(self.claim.original).label)

    @property
    def original_awaited(self) -> bool:
        """Whether the paper still has to be posted."""
        return self.claim.original == Original.AWAITED and self.state in WAITING

    @property
    def came_back(self) -> bool:
        """Whether any of the money did, while other bills may still be checked."""
        return any(line.came_back for line in self.statements)

    @property
    def procedure_url(self) -> str:
        return reverse("home:procedure", args=[self.claim.procedure.reference])


def page_of(procedure: Procedure) -> str:
    """The page of the mailing behind a case."""
    return reverse("reimbursements:claim", args=[procedure.claim.public_id])


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
