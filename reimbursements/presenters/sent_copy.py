"""The copy of what was sent, for the person to keep: from the picture that was taken then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from insured.choices.countries import Country
from reimbursements.choices.care import URGENT, DocumentKind, PageKind, Proof, Setting
from reimbursements.models import Claim
from reimbursements.presenters.drafts import amount, day
from reimbursements.rules.facts import HOME

if TYPE_CHECKING:
    from cns_portal.procedures.models import Procedure


def sent_copy(procedure: Procedure) -> tuple[str, dict[str, Any]] | None:
    """The template and context that print it; None once the picture is gone."""
    claim = Claim.objects.select_related("person").get(procedure=procedure)
    if not claim.as_sent:
        return None
    return "reimbursements/print/sent.html", {
        "claim": claim,
        "procedure": procedure,
        "bills": [_bill(bill) for bill in claim.as_sent.get("bills", [])],
    }


def _bill(bill: Mapping[str, Any]) -> dict[str, Any]:
    currency = bill["currency"]
    provider = " ".join(filter(None, [bill["provider_name"], bill["provider"]]))
    rows = [
        (_("Person treated"), bill["patient"]),
        (_("What it is"), _label(DocumentKind, bill["document_kind"])),
        (_("Provider"), provider),
        (_("Number of the bill"), bill["number"]),
        (_("Date of the bill"), _day(bill["issued_on"])),
        (_("Total of the bill"), _amount(bill["total"], currency)),
        (_("Paid on"), _day(bill["paid_on"])),
        (_("Proof of payment"), _label(Proof, bill["proof"])),
        (_("Country"), "" if bill["country"] == HOME else _label(Country, bill["country"])),
        (_("Was it urgent?"), URGENT.get(bill.get("urgent"), "")),  # older copies do not say
        (_("Where"), _label(Setting, bill["setting"])),
        (_("Prescribed on"), _day(bill["prescribed_on"])),
        (_("Note for the agent"), bill["note"]),
    ]
    return {
        "rows": [(label, value) for label, value in rows if value],
        "lines": [_line(line, currency) for line in bill["lines"]],
        "pages": [(page["name"], _label(PageKind, page["kind"])) for page in bill["pages"]],
    }


def _line(line: Mapping[str, Any], currency: str) -> tuple[str, ...]:
    """Code or what was done, day, quantity, amount, fee: a row of the table."""
    return (
        line["code"] or line["label"],
        _day(line["served_on"]),
        str(line["quantity"]),
        _amount(line["amount"], currency),
        _amount(line["convenience_fee"], currency),
    )


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else value


def _day(text: str) -> str:
    return day(date.fromisoformat(text)) if text else ""


def _amount(text: str, currency: str) -> str:
    return amount(Decimal(text), currency) if text else ""
