"""How a copy of somebody's data says what stands in the tables of reimbursements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cns_portal.privacy.saying import (
    Words,
    card,
    each,
    fields_of,
    in_words,
    money,
    of,
    one_of,
    share,
    some_of,
)
from insured.choices.countries import Country
from reimbursements.choices.care import PageKind
from reimbursements.choices.money import SecondReason
from reimbursements.models import (
    Bill,
    BillPage,
    Claim,
    ComplementaryClaim,
    Decision,
    Income,
    Line,
    LineDecision,
    PayeeDeclaration,
    Payment,
    PaymentBatch,
    Provider,
    Recalculation,
    Statement,
    TariffLoad,
)
from reimbursements.presenters import explaining
from reimbursements.rules.keeping import reasons_of, steps_of

FILES = {"bill_page": _("Page of a bill")}
_AMOUNTS = ("invoiced", "tariff", "participation", "reimbursed", "over_tariff", "refused")
_EUROS = dict.fromkeys(_AMOUNTS, of(money))


def _in(currency: str):
    return lambda value: money(value, currency)


def _sent_bill(bill: Mapping[str, Any]) -> str:
    """A bill as it was sent, each part on a line; amounts in its own currency."""
    currency = bill.get("currency") or "EUR"
    line = fields_of(
        Line,
        *("code", "label", "served_on", "quantity"),
        amount=(_("Amount"), _in(currency)),
        convenience_fee=(_("Convenience fee"), _in(currency)),
    )
    return fields_of(
        Bill,
        *("patient", "provider_name", "number", "document_kind", "issued_on", "setting"),
        *("urgent", "paid_on", "proof", "prescribed_on", "note"),
        provider=(_("Provider"), in_words),
        country=(_("Country"), one_of(Country)),
        total=(_("Total"), _in(currency)),
        lines=(_("Lines"), each(line)),
        pages=(
            _("Files"),
            each(lambda page: f"{page['name']} · {one_of(PageKind)(page['kind'])}"),
        ),
    )(bill)


def _reasons(row: LineDecision, kept: list) -> str:
    return "\n".join(said.text for said in explaining.reasons(reasons_of(kept)))


def _steps(row: LineDecision, kept: list) -> str:
    return "\n".join(said.sentence for said in explaining.steps(steps_of(kept)))


def _named(row: Any, *parts: Any) -> str:
    words = [capfirst(str(row._meta.verbose_name)), *map(in_words, parts)]
    return " · ".join(word for word in words if word)


WORDS = {
    Provider: Words(title=str),
    TariffLoad: Words(title=lambda row: row.name),
    PaymentBatch: Words(title=lambda row: _named(row, row.prepared_at)),
    Claim: Words(
        title=lambda row: _named(row, row.sent_at or row.created_at),
        columns={"as_sent": of(card(bills=(_("Bills"), each(_sent_bill))))},
    ),
    Bill: Words(
        title=lambda row: _named(row, row.number, row.issued_on),
        columns={
            "country": of(one_of(Country)),
            "total": lambda row, value: money(value, row.currency),
            "exchange_rate": of(in_words),
            "read_from_code": lambda row, value: "\n".join(row.words_read_from_code),
        },
        technical=("currency",),
    ),
    Line: Words(
        title=lambda row: _named(row, row.label or row.code, row.served_on),
        columns={
            "amount": lambda row, value: money(value, row.bill.currency),
            "convenience_fee": lambda row, value: money(value, row.bill.currency),
            "approved_tariff": of(money),
            "approved_rate": of(share),
        },
    ),
    BillPage: Words(technical=("turned",)),
    Decision: Words(
        title=lambda row: _named(row, row.decided_at or row.proposed_at),
        columns={**_EUROS, "second_reasons": of(some_of(SecondReason))},
        technical=("tariffs",),
    ),
    LineDecision: Words(
        columns={**_EUROS, "rate": of(share), "reasons": _reasons, "steps": _steps},
    ),
    Recalculation: Words(columns={"before": of(money), "after": of(money)}),
    Statement: Words(
        title=str,
        columns={
            **dict.fromkeys(("decided_total", "already_paid", "total", "owed"), of(money)),
            "participations": of(
                each(
                    card(
                        name=(_("Person treated"), in_words),
                        before=(_("The year before"), money),
                        now=(_("This year"), money),
                    )
                )
            ),
        },
    ),
    Payment: Words(columns={"amount": of(money)}, technical=("to_follow",)),
    PayeeDeclaration: Words(
        title=lambda row: _named(row, row.declared_at),
        columns={"country": of(one_of(Country))},
    ),
    Income: Words(columns={"amount": of(money)}),
    ComplementaryClaim: Words(
        columns=dict.fromkeys(("participation", "threshold", "amount"), of(money))
    ),
}
