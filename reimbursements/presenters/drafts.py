"""A claim before it is sent: its bills as cards, what was filled in, what is missing or odd."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from insured.choices.countries import Country
from insured.notices.sentences import euro, sentence
from reimbursements.choices.care import URGENT
from reimbursements.choices.sending import DO_ABOUT, MAY_STAY_EMPTY, Doubt
from reimbursements.presenters.estimating import Estimate, estimate
from reimbursements.rules.facts import HOME
from reimbursements.rules.sending import EURO
from reimbursements.selectors import drafts

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from reimbursements.models import Bill, Claim, Line
    from reimbursements.rules.result import BillResult
    from reimbursements.selectors.checking import CheckedBill


@dataclass(frozen=True)
class SaidDoubt:
    """What looks wrong, and what can be done."""

    code: Doubt
    sentence: str
    what_to_do: str


@dataclass(frozen=True)
class BillCard:
    """One bill of a draft on a page."""

    checked: CheckedBill
    result: BillResult | None = None

    @property
    def bill(self) -> Bill:
        return self.checked.bill

    @property
    def title(self) -> str:
        """“Bill 2”, and from whom it is."""
        return title_of(self.bill)

    @property
    def facts(self) -> str:
        """Who was treated, how much, how many pages: what tells bills apart."""
        bill = self.bill
        pages = len(bill.pages.all())
        parts = [
            bill.patient.full_name if bill.patient else "",
            amount(bill.total, bill.currency),
            ngettext("{count} file", "{count} files", pages).format(count=pages) if pages else "",
        ]
        return " · ".join(part for part in parts if part)

    @property
    def needed(self) -> list[str]:
        """What nobody but the person can add: without it nothing is sent."""
        return [str(one.label) for one in self.checked.missing if one not in MAY_STAY_EMPTY]

    @property
    def empty(self) -> list[str]:
        """What an agent completes where the person does not know it."""
        return [str(one.label) for one in self.checked.missing if one in MAY_STAY_EMPTY]

    @property
    def doubts(self) -> list[SaidDoubt]:
        """What looks wrong, in words."""
        return [
            SaidDoubt(one.doubt, sentence(one.doubt, one.about), str(DO_ABOUT[one.doubt]))
            for one in self.checked.doubts
        ]

    @property
    def label(self) -> str:
        """How far the bill has come, in two words."""
        if self.needed:
            return _("Something is missing")
        return _("Look at it again") if self.checked.doubts else _("Can be sent")

    @property
    def tone(self) -> str:
        if self.needed:
            return "warning"
        return "info" if self.checked.doubts else "success"

    @cached_property
    def estimate(self) -> Estimate | None:
        """What the engine would decide today; None where it was not asked."""
        return None if self.result is None else estimate(self.bill, self.result)

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Everything that was filled in, for the last look and for the printed copy."""
        return rows_of(self.bill)

    @property
    def acts(self) -> list[str]:
        return [act(line, self.bill.currency) for line in self.bill.lines.all()]

    @property
    def acts_text(self) -> str:
        """The acts, one on each line."""
        return "\n".join(self.acts)

    @property
    def files(self) -> str:
        """The names of the files, one on each line."""
        pages = self.bill.pages.all()
        return "\n".join(page.document.original_name for page in pages) or _("none")


@dataclass(frozen=True)
class DraftRow:
    """A draft in the list."""

    claim: Claim

    @property
    def title(self) -> str:
        count = len(self.claim.bills.all())
        return ngettext("{count} bill", "{count} bills", count).format(count=count)

    @property
    def facts(self) -> str:
        """Whose bills they are, each name once."""
        names = [bill.patient.full_name for bill in self.claim.bills.all() if bill.patient]
        return ", ".join(dict.fromkeys(names))


def title_of(bill: Bill) -> str:
    """“Bill 2”, and from whom it is."""
    words = {"number": bill.position, "provider": drafts.provider_of(bill)}
    if not words["provider"]:
        return _("Bill {number}").format(**words)
    return _("Bill {number}: {provider}").format(**words)


def rows_of(bill: Bill) -> list[tuple[str, str]]:
    """Question and answer, those that were answered and are not as usual."""
    rows = [
        (_("Person treated"), bill.patient.full_name if bill.patient else ""),
        (_("What it is"), bill.get_document_kind_display()),
        (_("Provider"), str(bill.provider) if bill.provider else bill.provider_name),
        (_("Number of the bill"), bill.number),
        (_("Date of the bill"), day(bill.issued_on)),
        (_("Total of the bill"), amount(bill.total, bill.currency)),
        (_("Paid on"), day(bill.paid_on)),
        (_("Proof of payment"), bill.get_proof_display()),
        (_("Country"), _country(bill.country)),
        (_("Was it urgent?"), URGENT.get(bill.urgent, "")),
        (_("Where"), "" if bill.setting == "out_patient" else bill.get_setting_display()),
        (_("Prescribed on"), day(bill.prescribed_on)),
        (_("Note for the agent"), bill.note),
    ]
    return [(str(label), str(value)) for label, value in rows if value]


def act(line: Line, currency: str) -> str:
    """An act as one line: code, day, quantity, amount, fee."""
    parts = [
        line.code or line.label or _("without a code"),
        day(line.served_on),
        _("{count} times").format(count=line.quantity) if line.quantity > 1 else "",
        amount(line.amount, currency),
        _("fee {amount}").format(amount=amount(line.convenience_fee, currency))
        if line.convenience_fee
        else "",
    ]
    return ", ".join(str(part) for part in parts if part)


def day(moment: date | None) -> str:
    """A day in full; empty without one."""
    return date_format(moment, "DATE_FORMAT") if moment else ""


def amount(value: Decimal | None, currency: str) -> str:
    """Money in its own currency; empty where it is not known."""
    if value is None:
        return ""
    if currency == EURO:
        return euro(value)
    return (
        f"{number_format(value, 2, use_l10n=True, force_grouping=True)}\N{NO-BREAK SPACE}{currency}"
    )


def _country(code: str) -> str:
    if code == HOME:
        return ""
    return str(Country(code).label) if code in Country.values else code
