"""An act without a person: what the calculator asks the one engine."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from reimbursements.choices.care import Proof, Setting
from reimbursements.rules.adjudication import adjudicate
from reimbursements.rules.facts import BillFacts, Context, LineFacts, Patient
from reimbursements.rules.result import LineResult
from reimbursements.rules.tariffs import Tariffs

ADULT_YEARS, MINOR_YEARS = 40, 10
"""Ages that lie far from every limit, for somebody of whom only the age group is known."""


def calculated(
    tariffs: Tariffs,
    *,
    code: str,
    day: date,
    amount: Decimal,
    fee: Decimal,
    quantity: int,
    is_minor: bool,
    setting: Setting,
) -> LineResult:
    """What the act comes to for somebody who is insured, paid and proved it, and sent it at once.

    Earlier care, yearly amounts that are used up, and authorisations are not known here: the
    answer is that for the first act, with the papers that it needs.
    """
    years = MINOR_YEARS if is_minor else ADULT_YEARS
    bill = BillFacts(
        key=0,
        patient=Patient(key=0, born=date(day.year - years, 1, 1)),
        lines=(
            LineFacts(
                key=0,
                code=code,
                served_on=day,
                quantity=quantity,
                amount=amount,
                convenience_fee=fee,
            ),
        ),
        sent_on=day,
        paid_on=day,
        setting=setting,
        proof=Proof.RECEIPTED,
        prescribed_on=day,
        has_prescription=True,
    )
    return adjudicate(bill, Context(tariffs)).lines[0]
