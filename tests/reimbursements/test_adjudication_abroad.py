"""Care abroad, and bills in another currency."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from reimbursements.choices.care import Setting
from reimbursements.choices.reasons import Reason, Verdict
from reimbursements.rules.facts import Authorisation, Patient
from tests.reimbursements.billing import ADULT, codes, decided_line, line

ALLOWED = Authorisation(first=date(2026, 9, 1), abroad=True)
LIVES = {
    "here": ADULT,
    "belgium": Patient(4, date(1980, 5, 4), "BE"),
    "france": Patient(5, date(1980, 5, 4), "FR"),
}


@pytest.mark.parametrize(
    ("lives", "country", "stay", "urgent", "allowed", "verdict", "reason"),
    [
        ("here", "FR", False, None, False, Verdict.ACCEPTED, Reason.FOREIGN_BILL),
        ("here", "FR", False, False, False, Verdict.ACCEPTED, Reason.FOREIGN_BILL),
        ("here", "FR", False, True, False, Verdict.OPEN, Reason.AN_AGENT_DECIDES),
        ("here", "FR", True, None, False, Verdict.OPEN, Reason.ABROAD_UNAUTHORISED),
        ("here", "FR", True, False, False, Verdict.REFUSED, Reason.ABROAD_UNAUTHORISED),
        ("here", "FR", True, False, True, Verdict.ACCEPTED, Reason.FOREIGN_BILL),
        ("here", "US", False, False, False, Verdict.REFUSED, Reason.ABROAD_UNAUTHORISED),
        ("france", "LU", False, None, False, Verdict.ACCEPTED, None),
        ("france", "FR", False, None, False, Verdict.REFUSED, Reason.OTHER_FUND),
        ("france", "BE", False, None, False, Verdict.ACCEPTED, Reason.FOREIGN_BILL),
        ("belgium", "BE", False, None, False, Verdict.OPEN, Reason.BELGIAN_SUPPLEMENT),
        ("belgium", "LU", False, None, False, Verdict.ACCEPTED, None),
    ],
)
def test_who_pays_for_care_abroad(lives, country, stay, urgent, allowed, verdict, reason):
    found = decided_line(
        line(),
        on={
            "patient": LIVES[lives],
            "country": country,
            "urgent": urgent,
            "setting": Setting.IN_PATIENT if stay else Setting.OUT_PATIENT,
        },
        authorisations=(ALLOWED,) if allowed else (),
    )
    assert (found.verdict, codes(found)) == (verdict, [reason] if reason else [])


def test_an_authorisation_of_care_abroad_comes_before_it():
    late = (replace(ALLOWED, granted_on=date(2026, 10, 2)),)
    columns = {"country": "DE", "setting": Setting.IN_PATIENT, "urgent": False}
    found = decided_line(line(), on=columns, authorisations=late)
    assert codes(found) == [Reason.ABROAD_UNAUTHORISED]


def test_another_currency_needs_a_rate():
    found = decided_line(line(), on={"country": "CH", "currency": "CHF"})
    assert (found.verdict, codes(found)) == (Verdict.OPEN, [Reason.AN_AGENT_DECIDES])


def test_an_amount_in_another_currency_is_exchanged_to_the_cent():
    found = decided_line(
        line(amount="50.05", convenience_fee="1.01"),
        on={"country": "CH", "currency": "CHF", "exchange_rate": Decimal("1.0654")},
    )
    assert (found.invoiced, found.tariff) == (Decimal("54.40"), Decimal("53.32"))
    assert (found.steps[0].what, found.steps[0].value) == ("exchange", Decimal("1.0654"))
