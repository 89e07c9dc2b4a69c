"""The year as files: every act for a spreadsheet, and on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cns_portal.web.spreadsheet import BYTE_ORDER_MARK, csv_line
from insured.notices.sentences import euro
from reimbursements.presenters.year import care_name, heads

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from reimbursements.models import Bill, LineDecision


@dataclass(frozen=True)
class ActRow:
    """One act, as the files tell it."""

    act: LineDecision

    @property
    def bill(self) -> Bill:
        return self.act.decision.bill

    @property
    def supplier(self) -> str:
        known = self.bill.provider.name if self.bill.provider else self.bill.provider_name
        return known or _("Provider not named")

    @property
    def what(self) -> str:
        return " ".join(part for part in (self.act.code, self.act.label) if part)

    @property
    def own(self) -> Decimal:
        """What the person has borne."""
        return self.act.invoiced - self.act.reimbursed

    @property
    def amounts(self) -> list[str]:
        """Invoiced, reimbursed and borne, as the reader writes them."""
        return [euro(amount) for amount in (self.act.invoiced, self.act.reimbursed, self.own)]


def as_csv(acts: Iterable[LineDecision]) -> str:
    """Every act on a line: days as ISO dates, amounts with a comma, as spreadsheets here read them.

    The heads are in the language of the reader.
    """
    lines = [csv_line(_csv_heads())]
    lines += [csv_line(_csv_cells(ActRow(act))) for act in acts]
    return BYTE_ORDER_MARK + "".join(lines)


def _csv_heads() -> list[str]:
    return [
        _("Day of care"),
        _("Paid on"),
        _("Person treated"),
        _("Provider"),
        _("Number of the bill"),
        _("Code"),
        _("Act"),
        _("Kind of care"),
        _("Quantity"),
        *heads(),
        _("Statement"),
        _("Reference"),
    ]


def _csv_cells(row: ActRow) -> list[object]:
    act, bill = row.act, row.bill
    amounts = (
        act.invoiced,
        act.reimbursed,
        act.participation,
        act.over_tariff + act.refused,
        row.own,
    )
    return [
        _iso(act.served_on),
        _iso(bill.paid_on),
        act.patient.full_name,
        row.supplier,
        bill.number,
        act.code,
        act.label,
        care_name(act.care),
        act.quantity,
        *(f"{amount:.2f}".replace(".", ",") for amount in amounts),
        act.decision.statement.number,
        bill.claim.procedure.reference,
    ]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def filename(year: int, ending: str) -> str:
    """Says which year it is about, and nothing else."""
    return f"reimbursements-{year}.{ending}"
