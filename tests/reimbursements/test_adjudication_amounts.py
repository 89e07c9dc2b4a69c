"""What a line comes to: tariff, rate, participation, to the cent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from reimbursements.choices.care import Care, Setting
from reimbursements.choices.reasons import Reason, Verdict
from reimbursements.rules.adjudication import adjudicate
from reimbursements.rules.facts import Context, Patient
from reimbursements.rules.tariff_files import published
from tests.reimbursements.billing import (
    CHILD,
    DAY,
    TARIFFS,
    bill,
    codes,
    context,
    decided,
    decided_line,
    line,
    parts,
    past,
    value,
)

UNKNOWN_AGE = Patient(key=7)
IN_PATIENT = {"setting": Setting.IN_PATIENT}
PRESCRIBED = {"prescribed_on": date(2026, 9, 1)}


def test_the_example_of_the_statement_to_the_cent():
    """C1 at 62.60 and 88 %: 55.088 is 55.09, and the rest is the participation."""
    one = replace(line(amount="62.60"), code="C1")
    (found,) = adjudicate(bill(one), Context(published())).lines
    assert parts(found) == ("62.60", "7.51", "55.09", "0.00", "0.00", "0.00")
    assert (found.verdict, found.rate, found.care) == (
        Verdict.ACCEPTED,
        Decimal("0.88"),
        Care.CONSULTATION,
    )


@pytest.mark.parametrize(
    ("code", "columns", "expected"),
    [
        ("C1", {}, ("62.60", "7.51", "55.09")),
        ("C1", {"patient": CHILD}, ("62.60", "0.00", "62.60")),
        ("C1", IN_PATIENT, ("62.60", "0.00", "62.60")),
        ("C41", {}, ("20.00", "2.40", "17.60")),
        ("C41", {"setting": Setting.AT_HOME}, ("20.00", "2.40", "17.60")),
        ("V1", {}, ("78.60", "15.72", "62.88")),
        ("DP1", {}, ("500.00", "100.00", "400.00")),
        ("DP1", {"patient": CHILD}, ("500.00", "0.00", "500.00")),
        ("DP2", {}, ("700.00", "0.00", "700.00")),
        ("MF1", {}, ("900.00", "0.00", "900.00")),
        ("PH1", PRESCRIBED, ("40.00", "12.00", "28.00")),
        ("PH1", PRESCRIBED | {"patient": CHILD}, ("40.00", "0.00", "40.00")),
        ("PH2", PRESCRIBED, ("40.00", "0.00", "40.00")),
        ("PS1", {}, ("144.00", "43.20", "100.80")),
        ("PS1", {"patient": CHILD}, ("144.00", "0.00", "144.00")),
        ("T260", {}, ("10.00", "3.00", "7.00")),
    ],
)
def test_the_rate_depends_on_care_age_and_setting(code, columns, expected):
    found = decided_line(line(code), on=columns)
    assert parts(found)[:3] == expected
    assert (found.verdict, codes(found)) == (Verdict.ACCEPTED, [])


@pytest.mark.parametrize(
    ("born", "reimbursed"),
    [(date(2008, 10, 2), "62.60"), (date(2008, 10, 1), "55.09"), (date(2008, 2, 29), "55.09")],
)
def test_the_rate_of_adults_counts_from_the_eighteenth_birthday(born, reimbursed):
    found = decided_line(line(), on={"patient": Patient(3, born)})
    assert str(found.reimbursed) == reimbursed


def test_without_a_date_of_birth_only_a_rate_for_everybody_counts():
    assert decided_line(line(), on={"patient": UNKNOWN_AGE}).verdict == Verdict.OPEN
    stay = decided_line(line(), on=IN_PATIENT | {"patient": UNKNOWN_AGE})
    assert stay.reimbursed == Decimal("62.60")


def test_a_value_of_which_nobody_is_sure_decides_nothing():
    rumour = value("rate.nursing", "0.80", "share", mark="G")
    tariffs = replace(TARIFFS, values=TARIFFS.values | {"rate.nursing": (rumour,)})
    (found,) = adjudicate(bill(line("NURSE")), Context(tariffs)).lines
    assert (found.verdict, codes(found)) == (Verdict.OPEN, [Reason.AN_AGENT_DECIDES])


# -- what was invoiced, and the tariff


@pytest.mark.parametrize(
    ("amount", "quantity", "expected", "reasons"),
    [
        ("20.00", 1, ("20.00", "2.40", "17.60", "0.00", "0.00", "0.00"), []),
        ("25.01", 1, ("20.00", "2.40", "17.60", "5.01", "0.00", "0.00"), [Reason.OVER_TARIFF]),
        ("19.99", 1, ("19.99", "2.40", "17.59", "0.00", "0.00", "0.00"), []),
        ("60.00", 3, ("60.00", "7.20", "52.80", "0.00", "0.00", "0.00"), []),
        ("70.00", 3, ("60.00", "7.20", "52.80", "10.00", "0.00", "0.00"), [Reason.OVER_TARIFF]),
        ("0.01", 1, ("0.01", "0.00", "0.01", "0.00", "0.00", "0.00"), []),
        ("0.04", 1, ("0.04", "0.00", "0.04", "0.00", "0.00", "0.00"), []),
        ("0.05", 1, ("0.05", "0.01", "0.04", "0.00", "0.00", "0.00"), []),
        ("0.00", 1, ("0.00", "0.00", "0.00", "0.00", "0.00", "0.00"), []),
    ],
)
def test_at_most_the_tariff_and_at_most_what_was_invoiced(amount, quantity, expected, reasons):
    found = decided_line(line("C41", amount, quantity))
    assert (parts(found), codes(found)) == (expected, reasons)


def test_convenience_fees_are_never_paid():
    beside = decided_line(line("C41", "20.00", convenience_fee="5.00"))
    assert parts(beside) == ("20.00", "2.40", "17.60", "0.00", "5.00", "0.00")
    assert codes(beside) == [Reason.CONVENIENCE_FEE]
    alone = decided_line(line("CP1", "10.00"))
    assert (alone.verdict, alone.refused) == (Verdict.REFUSED, Decimal("10.00"))
    assert codes(alone) == [Reason.CONVENIENCE_FEE]


def test_a_step_names_the_value_since_when_it_holds_and_its_source():
    (found,) = adjudicate(bill(line(amount="62.60")), Context(published())).lines
    tariff, rate = found.steps
    assert (tariff.what, tariff.value, tariff.amount) == (
        "tariff",
        Decimal("11.95"),
        Decimal("62.60"),
    )
    assert (tariff.since, tariff.legal_basis) == (date(2026, 9, 1), "RGD 21.12.1998, art. 4")
    assert (rate.what, rate.value, rate.amount) == ("rate", Decimal("0.88"), Decimal("55.09"))
    assert all(step.legal_basis and step.source and step.since for step in found.steps)


def test_letters_behind_a_code_count():
    """N doubles at night; the rounded tariff is multiplied and rounded again."""
    (found,) = adjudicate(bill(line("C1N", "130.00")), Context(published())).lines
    assert parts(found)[:3] == ("125.20", "15.02", "110.18")
    assert [step.what for step in found.steps] == ["tariff", "suffix", "rate"]


# -- what an agent sets


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"approved_tariff": "50.00"}, ("50.00", "6.00", "44.00", "12.60")),
        ({"approved_tariff": "80.00"}, ("62.60", "7.51", "55.09", "0.00")),
        ({"approved_tariff": "0.00"}, ("0.00", "0.00", "0.00", "62.60")),
        ({"approved_rate": Decimal(1)}, ("62.60", "0.00", "62.60", "0.00")),
        ({"approved_rate": Decimal(0)}, ("62.60", "62.60", "0.00", "0.00")),
    ],
)
def test_what_an_agent_sets_counts_zero_included(columns, expected):
    found = decided_line(line(**columns))
    assert parts(found)[:4] == expected
    assert Reason.SET_BY_AGENT in codes(found)


@pytest.mark.parametrize(
    ("approved", "refused", "reimbursed"), [(3, "0.00", "52.80"), (1, "40.00", "17.60")]
)
def test_an_approved_quantity_counts(approved, refused, reimbursed):
    found = decided_line(line("C41", "60.00", 3, approved_quantity=approved))
    assert (str(found.refused), str(found.reimbursed)) == (refused, reimbursed)
    assert found.quantity == approved


def test_an_approved_quantity_of_zero_is_zero():
    """openIMIS read it as "not set" and paid all of it."""
    found = decided_line(line("C41", "60.00", 3, approved_quantity=0))
    assert (found.verdict, found.refused, found.quantity) == (
        Verdict.REFUSED,
        Decimal("60.00"),
        0,
    )
    assert codes(found) == [Reason.QUANTITY_APPROVED]


def test_cents_of_a_cut_quantity_are_neither_lost_nor_won():
    found = decided_line(line("C41", "50.00", 3, approved_quantity=2))
    assert parts(found) == ("33.33", "4.00", "29.33", "0.00", "16.67", "0.00")


# -- teeth


def test_the_first_euros_of_dental_care_in_a_year_are_paid_in_full():
    first, second = decided(bill(line("DC1"), line("DS1")))
    # The dearest of a day first: 60.00 of 81.84; then 21.84 in full, and 88 % of 12.06.
    assert parts(second)[:3] == ("60.00", "0.00", "60.00")
    assert parts(first)[:3] == ("33.90", "1.45", "32.45")
    assert [step.what for step in first.steps] == ["fixed_amount", "full_cover", "rate"]


@pytest.mark.parametrize(
    ("used", "on", "reimbursed"),
    [
        ("0.00", date(2026, 3, 1), "60.00"),
        ("33.90", date(2026, 3, 1), "58.55"),
        ("81.84", date(2026, 3, 1), "52.80"),
        ("81.84", date(2025, 12, 31), "60.00"),
    ],
)
def test_what_other_bills_have_used_of_the_yearly_amount_counts(used, on, reimbursed):
    """openIMIS began each claim at zero, so its yearly limits held only inside one claim."""
    before = past("DC1", on, full_cover=Decimal(used))
    assert str(decided_line(line("DS1"), before).reimbursed) == reimbursed


def test_without_the_yearly_amount_an_agent_decides_about_adults():
    ended = (*TARIFFS.values["dental_full_cover"], value("dental_full_cover", None, since=DAY))
    tariffs = replace(TARIFFS, values=TARIFFS.values | {"dental_full_cover": ended})
    assert decided_line(line("DS1"), tariffs=tariffs).verdict == Verdict.OPEN
    child = decided_line(line("DS1"), tariffs=tariffs, on={"patient": CHILD})
    assert child.reimbursed == Decimal("60.00")


@pytest.mark.parametrize(
    ("years", "reimbursed"),
    [((2024, 2025), "500.00"), ((2025,), "400.00"), ((2023, 2024), "400.00"), ((), "400.00")],
)
def test_a_prosthesis_is_paid_in_full_after_a_check_up_in_each_of_the_two_years_before(
    years, reimbursed
):
    before = [past("DS1", date(year, 5, 1), key=year, bill=year) for year in years]
    assert str(decided_line(line("DP1"), *before).reimbursed) == reimbursed


# -- hospital


@pytest.mark.parametrize(
    ("days_before", "participation"),
    [(0, "80.37"), (27, "80.37"), (28, "53.58"), (29, "26.79"), (30, "0.00"), (40, "0.00")],
)
def test_the_daily_participation_ends_after_thirty_days_of_a_year(days_before, participation):
    before = [past("BED", date(2026, 2, 1), days_before)] if days_before else []
    found = decided_line(line("BED", quantity=3), *before)
    assert str(found.participation) == participation
    assert found.reimbursed == Decimal("900.00") - found.participation


def test_days_of_the_year_before_do_not_count():
    before = past("BED", date(2025, 12, 20), 30)
    assert decided_line(line("BED"), before).participation == Decimal("26.79")


def test_a_day_in_hospital_without_a_night_has_its_own_participation():
    assert parts(decided_line(line("SEAT")))[:3] == ("150.00", "13.40", "136.60")


def test_the_participation_is_never_more_than_the_tariff():
    assert parts(decided_line(line("BED", "20.00")))[:3] == ("20.00", "20.00", "0.00")


def test_whether_children_pay_the_daily_participation_is_not_known():
    found = decided_line(line("BED"), on={"patient": CHILD})
    assert (found.verdict, codes(found)) == (Verdict.OPEN, [Reason.AN_AGENT_DECIDES])
    assert decided_line(line("BED"), on={"patient": UNKNOWN_AGE}).verdict == Verdict.OPEN
    said = value("hospital_day.minor", "0.00")
    tariffs = replace(TARIFFS, values=TARIFFS.values | {"hospital_day.minor": (said,)})
    known = decided_line(line("BED"), tariffs=tariffs, on={"patient": CHILD})
    assert known.reimbursed == Decimal("300.00")


# -- flat rates


@pytest.mark.parametrize(
    ("code", "amount", "quantity", "patient", "expected"),
    [
        ("FRAME", "180.00", 1, {}, ("30.00", "0.00", "30.00", "150.00")),
        ("FRAME", "25.00", 1, {}, ("25.00", "0.00", "25.00", "0.00")),
        ("AID", "3000.00", 2, {}, ("1900.00", "0.00", "1900.00", "1100.00")),
        ("AID", "3000.00", 2, {"patient": CHILD}, ("2800.00", "0.00", "2800.00", "200.00")),
        ("AID", "800.00", 1, {}, ("800.00", "0.00", "800.00", "0.00")),
    ],
)
def test_glasses_and_hearing_aids_have_a_flat_rate(code, amount, quantity, patient, expected):
    assert parts(decided_line(line(code, amount, quantity), on=patient))[:4] == expected


def test_the_flat_rate_of_a_hearing_aid_depends_on_an_age():
    assert decided_line(line("AID", "900.00"), on={"patient": UNKNOWN_AGE}).verdict == Verdict.OPEN


def test_hearing_aids_before_the_flat_rate_are_left_to_an_agent():
    found = decided_line(line("AID", "900.00", on=date(2024, 12, 31)), on={"paid_on": None})
    assert found.verdict == Verdict.OPEN


def test_the_answer_stands_in_the_order_of_the_bill_and_names_its_tariffs():
    result = adjudicate(bill(line("V1"), line("C41"), line("DC1")), context())
    assert [one.key for one in result.lines] == [1, 2, 3]
    assert (result.key, result.version) == (1, "test")
