"""Why a line is not paid: the first thing that is wrong, by its own name."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cns_portal.kernel.months import months_later
from insured.choices.affiliation import Cover, Fund
from insured.choices.coverage import LegalBasis
from insured.rules.coverage import Facts, History, Period
from reimbursements.choices.care import DocumentKind, Proof
from reimbursements.choices.reasons import Reason, Verdict
from reimbursements.rules.facts import Authorisation, Patient
from tests.reimbursements.billing import (
    CHILD,
    DAY,
    PAID,
    SENT,
    bill,
    codes,
    decided,
    decided_line,
    line,
)

UNTIL = {"until": "2028-10-10"}
"""Two years after the payment."""


def since(first, last=None, cover=Cover.COMPULSORY, facts=None):
    history = History([Period(cover, Fund.CNS, first, last)], facts=facts or Facts())
    return history.on


@pytest.mark.parametrize(
    ("on_the_bill", "reason", "about"),
    [
        ({"document_kind": DocumentKind.REMINDER}, Reason.NOT_A_BILL, UNTIL),
        ({"document_kind": DocumentKind.QUOTE}, Reason.NOT_A_BILL, UNTIL),
        ({"document_kind": DocumentKind.RECEIPT}, Reason.NOT_A_BILL, UNTIL),
        (
            {"paid_on": date(2024, 11, 1)},
            Reason.TOO_LATE,
            {"until": "2026-11-01"},
        ),
        ({"proof": Proof.NONE}, Reason.NO_PROOF, UNTIL),
        ({"original_missing": True}, Reason.NOT_ORIGINAL, UNTIL),
        (
            {"is_duplicate": True, "duplicate_of": "R-7"},
            Reason.DUPLICATE,
            {"reference": "R-7"},
        ),
        ({"is_duplicate": True}, Reason.DUPLICATE, {}),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_bill_is_said_of_each_of_its_lines(on_the_bill, reason, about):
    for answer in decided(bill(line(), line("C41"), **on_the_bill)):
        assert (answer.verdict, answer.refused) == (Verdict.REFUSED, answer.invoiced)
        assert [(one.code, one.about) for one in answer.reasons] == [(reason, about)]


@pytest.mark.parametrize(
    ("paid_on", "sent_on", "verdict"),
    [
        (date(2024, 11, 2), date(2026, 11, 2), Verdict.ACCEPTED),
        (date(2024, 11, 1), date(2026, 11, 2), Verdict.REFUSED),
        (date(2024, 2, 29), date(2026, 2, 28), Verdict.ACCEPTED),
        (date(2024, 2, 29), date(2026, 3, 1), Verdict.REFUSED),
        (None, date(2026, 11, 2), Verdict.ACCEPTED),
    ],
)
def test_a_bill_can_be_sent_for_two_years_from_its_payment(paid_on, sent_on, verdict):
    found = decided_line(
        line("C41", on=date(2024, 2, 1)), on={"paid_on": paid_on, "sent_on": sent_on}
    )
    assert found.verdict == verdict


def test_until_when_something_can_be_sent_is_left_out_when_the_payment_is_not_known():
    found = decided_line(line(), on={"paid_on": None, "proof": Proof.NONE})
    assert found.reasons[0].about == {}


def test_nothing_is_asked_for_by_a_day_that_is_over():
    late = {"paid_on": date(2024, 11, 1), "document_kind": DocumentKind.REMINDER}
    found = decided_line(line(), on=late)
    assert [(one.code, one.about) for one in found.reasons] == [(Reason.NOT_A_BILL, {})]


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (line(on=None, amount="62.60"), Reason.DATE_INVALID),
        (line(code="C1", amount=None, on=DAY, quantity=1), None),
        (line("", amount="10.00"), Reason.AN_AGENT_DECIDES),
        (line("Q999", amount="10.00"), Reason.ACT_UNKNOWN),
        (line("NEW", amount="30.00"), Reason.TARIFF_NOT_VALID),
        (line("NOVALUE", amount="30.00"), Reason.AN_AGENT_DECIDES),
        (line("NURSE"), Reason.AN_AGENT_DECIDES),
    ],
    ids=lambda one: getattr(one, "code", None),
)
def test_what_nobody_has_written_down_is_left_to_an_agent(one, reason):
    found = decided_line(one)
    if reason is None:
        assert found.verdict == Verdict.ACCEPTED
        return
    assert (found.verdict, found.open, found.refused) == (Verdict.OPEN, found.invoiced, 0)
    assert codes(found) == [reason]


def test_a_line_without_an_amount_is_open_although_nothing_can_be_said_of_it():
    one = replace(line(convenience_fee="3.00"), amount=None)
    found = decided_line(one)
    assert (found.verdict, found.invoiced, found.open, found.refused) == (
        Verdict.OPEN,
        Decimal("3.00"),
        0,
        Decimal("3.00"),
    )


def test_an_act_that_has_ended_is_refused_from_that_day_on():
    assert codes(decided_line(line("OLD", on=date(2026, 6, 30)))) == []
    found = decided_line(line("OLD", amount="30.00", on=date(2026, 7, 1)))
    assert (found.verdict, codes(found)) == (Verdict.REFUSED, [Reason.TARIFF_NOT_VALID])


@pytest.mark.parametrize(
    ("day", "columns"),
    [
        (date(2026, 11, 3), {}),
        (DAY, {"issued_on": date(2026, 9, 30)}),
        (DAY, {"patient": Patient(3, born=date(2026, 10, 2))}),
    ],
    ids=["after it was sent", "after the bill", "before the birth"],
)
def test_care_lies_between_the_birth_and_the_bill(day, columns):
    found = decided_line(line(on=day, amount="62.60"), on=columns)
    assert (found.verdict, codes(found)) == (Verdict.REFUSED, [Reason.DATE_INVALID])


def test_who_was_treated_has_to_be_known():
    found = decided_line(line(), on={"patient": None})
    assert (found.verdict, codes(found)) == (Verdict.OPEN, [Reason.PERSON_UNKNOWN])


# -- insured on that day: the rule of the hall


@pytest.mark.parametrize(
    ("affiliation", "verdict", "why"),
    [
        (since(date(2020, 1, 1)), Verdict.ACCEPTED, None),
        (since(date(2026, 10, 2)), Verdict.REFUSED, LegalBasis.WHO_IS_INSURED),
        (since(date(2024, 1, 1), date(2026, 7, 31)), Verdict.ACCEPTED, None),
        (
            since(date(2026, 4, 1), date(2026, 9, 29)),
            Verdict.REFUSED,
            LegalBasis.KEPT,
        ),
        (
            since(date(2024, 1, 1), date(2026, 5, 31)),
            Verdict.OPEN,
            LegalBasis.KEPT,
        ),
        (
            since(date(2024, 1, 1), date(2026, 5, 31), facts=Facts(illness_under_treatment=False)),
            Verdict.REFUSED,
            LegalBasis.KEPT,
        ),
    ],
)
def test_whether_the_person_was_insured_is_asked_of_the_hall(affiliation, verdict, why):
    found = decided_line(line(), affiliation=affiliation)
    assert found.verdict == verdict
    if why:
        assert found.reasons[0].about == {"legal_basis": why}
    if verdict == Verdict.REFUSED:
        assert codes(found) == [Reason.NOT_AFFILIATED]


# -- age, prescription, authorisation


@pytest.mark.parametrize(
    ("code", "age_in_days", "verdict"),
    [
        ("C6", -1, Verdict.ACCEPTED),
        ("C6", 0, Verdict.REFUSED),
    ],
)
def test_acts_for_children_end_on_the_birthday(code, age_in_days, verdict):
    turned = date(DAY.year - 18, DAY.month, DAY.day - age_in_days)
    found = decided_line(line(code), on={"patient": Patient(3, born=turned)})
    assert found.verdict == verdict
    assert codes(found) == ([] if verdict == Verdict.ACCEPTED else [Reason.PATIENT_LIMIT])


def test_an_act_may_end_at_an_age_of_its_own():
    fourteen, fifteen = date(2011, 10, 2), date(2011, 10, 1)
    answers = [
        decided_line(line("V10"), on={"patient": Patient(3, born=born)}).verdict
        for born in (fourteen, fifteen)
    ]
    assert answers == [Verdict.ACCEPTED, Verdict.REFUSED]


def test_an_act_for_children_needs_a_date_of_birth():
    found = decided_line(line("C6"), on={"patient": Patient(3)})
    assert (found.verdict, codes(found)) == (Verdict.OPEN, [Reason.PERSON_UNKNOWN])


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({}, Reason.PRESCRIPTION_MISSING),
        ({"prescribed_on": date(2026, 10, 2)}, Reason.PRESCRIPTION_MISSING),
        ({"prescribed_on": date(2026, 7, 31)}, Reason.PRESCRIPTION_TOO_OLD),
        ({"prescribed_on": date(2026, 8, 1)}, Reason.AN_AGENT_DECIDES),
        ({"has_prescription": True}, Reason.AN_AGENT_DECIDES),
    ],
    ids=str,
)
def test_a_laboratory_needs_a_prescription_of_the_last_two_months(columns, reason):
    # No rate for laboratories was found: with a good prescription an agent decides.
    assert codes(decided_line(line("LAB"), on=columns)) == [reason]


def granted(first, last=None, **columns):
    return (Authorisation(first=first, last=last, **columns),)


@pytest.mark.parametrize(
    ("code", "given", "verdict"),
    [
        ("APCM", (), Verdict.REFUSED),
        ("ACM", (), Verdict.REFUSED),
        ("APCM", granted(date(2026, 9, 1), code="APCM"), Verdict.ACCEPTED),
        ("APCM", granted(date(2026, 9, 1), code="ACM"), Verdict.REFUSED),
        ("APCM", granted(date(2026, 9, 1), date(2026, 9, 30), code="APCM"), Verdict.REFUSED),
        ("APCM", granted(date(2026, 9, 1), DAY, code="APCM"), Verdict.ACCEPTED),
        (
            "APCM",
            granted(date(2026, 9, 1), code="APCM", granted_on=date(2026, 10, 2)),
            Verdict.REFUSED,
        ),
        (
            "ACM",
            granted(date(2026, 9, 1), code="ACM", granted_on=date(2026, 10, 2)),
            Verdict.ACCEPTED,
        ),
        ("ACM", granted(date(2026, 9, 1), care="doctor_act"), Verdict.ACCEPTED),
        ("ACM", granted(date(2026, 9, 1), care="dental"), Verdict.REFUSED),
        ("ACM", granted(date(2026, 9, 1), abroad=True), Verdict.REFUSED),
    ],
)
def test_an_act_that_needs_an_authorisation_is_paid_with_it(code, given, verdict):
    found = decided_line(line(code), authorisations=given)
    assert found.verdict == verdict
    if verdict == Verdict.REFUSED:
        assert codes(found) == [Reason.AUTHORISATION_MISSING]
        assert found.reasons[0].about == UNTIL


# -- what an agent says


def test_what_an_agent_refuses_is_refused_with_that_reason_alone():
    found = decided_line(line(refused_for=Reason.ILLEGIBLE), on={"paid_on": date(2020, 1, 1)})
    assert (found.verdict, codes(found)) == (Verdict.REFUSED, [Reason.ILLEGIBLE])


def test_who_sets_tariff_and_rate_answers_what_was_open():
    one = line("Q999", amount="100.00", approved_tariff="80.00", approved_rate=Decimal("0.5"))
    found = decided_line(one)
    assert (found.verdict, found.reimbursed) == (Verdict.PARTLY, Decimal("40.00"))
    assert codes(found) == [Reason.SET_BY_AGENT, Reason.SET_BY_AGENT, Reason.OVER_TARIFF]


@pytest.mark.parametrize(
    "columns",
    [
        {"paid_on": date(2020, 1, 1)},
        {"proof": Proof.NONE},
        {"original_missing": True},
        {"document_kind": DocumentKind.REMINDER},
    ],
    ids=str,
)
def test_a_tariff_set_by_hand_opens_no_door_that_the_law_closes(columns):
    one = line(approved_tariff="80.00", approved_rate=Decimal(1))
    assert decided_line(one, on=columns).verdict == Verdict.REFUSED


def test_an_approved_quantity_says_that_it_only_looks_like_the_same_bill():
    found = decided_line(line(approved_quantity=1), on={"is_duplicate": True})
    assert found.verdict == Verdict.ACCEPTED


def test_the_first_thing_that_is_wrong_counts_and_says_its_own_name():
    """openIMIS stored the same reason whatever the cause was."""
    late = {"paid_on": date(2020, 1, 1), "proof": Proof.NONE, "is_duplicate": True}
    assert codes(decided_line(line("Q999", amount="1.00"), on=late)) == [Reason.TOO_LATE]
    reasons = {
        tuple(codes(decided_line(line(), on=on, **more)))
        for on, more in (
            ({"paid_on": date(2020, 1, 1)}, {}),
            ({"is_duplicate": True}, {}),
            ({}, {"affiliation": since(date(2026, 11, 1))}),
            ({"issued_on": date(2026, 9, 1)}, {}),
        )
    }
    assert len(reasons) == 4


def test_days_are_counted_from_the_payment_and_not_from_the_care():
    last = months_later(PAID, 24)
    assert decided_line(line(), on={"sent_on": last}).verdict == Verdict.ACCEPTED
    assert last > SENT


def test_a_child_is_judged_by_the_age_on_the_day_of_care():
    assert decided_line(line("C6"), on={"patient": CHILD}).verdict == Verdict.ACCEPTED
