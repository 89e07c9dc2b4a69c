"""What the pages of payees say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal.kernel import civil_time
from reimbursements.choices.money import PayeeForm, PayeeState

if TYPE_CHECKING:
    from reimbursements.models import Claim, PayeeDeclaration


@dataclass(frozen=True)
class PayeeRow:
    """One declaration. Its name is the payee's: nothing else says who it is."""

    declaration: PayeeDeclaration
    today: date

    @property
    def account(self) -> str:
        """Country and last characters."""
        return f"{self.declaration.country} … {self.declaration.last_four}"

    @property
    def is_in_force(self) -> bool:
        """Whether it can be changed or ended."""
        return self.declaration.state == PayeeState.IN_FORCE

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        last = self.declaration.last_day
        return last is not None and last < self.today

    @property
    def can_be_changed(self) -> bool:
        """Whether form C may take its place: one for a mailing is ended and made anew."""
        return self.is_in_force and not self.is_over and not self._is_for_bills

    @property
    def state(self) -> str:
        """In a word."""
        if self.is_in_force and self.is_over:
            return _("Over")
        return self.declaration.get_state_display()

    @property
    def tone(self) -> str:
        """Beside the word."""
        return "success" if self.is_in_force and not self.is_over else "neutral"

    @property
    def what_for(self) -> str:
        """For which bills."""
        if self._is_for_bills:
            references = ", ".join(
                claim.procedure.reference
                for claim in self.declaration.claims.all()
                if claim.procedure
            )
            return _("The bills of %(reference)s") % {"reference": references or "–"}
        days = {"first": _day(self.declaration.first_day), "last": _day(self.declaration.last_day)}
        if self.declaration.last_day is None:
            return _("Bills sent from %(first)s on") % days
        return _("Bills sent from %(first)s to %(last)s") % days

    @property
    def _is_for_bills(self) -> bool:
        return self.declaration.form == PayeeForm.BILLS


def mailings(claims: Iterable[Claim]) -> list[tuple[str, str]]:
    """Mailings to choose from: what they are called by."""
    return [
        (
            str(claim.public_id),
            _("%(reference)s, sent on %(day)s")
            % {
                "reference": claim.procedure.reference,
                "day": _day(civil_time.day_of(claim.sent_at)),
            },
        )
        for claim in claims
    ]


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""
