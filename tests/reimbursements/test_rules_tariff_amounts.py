"""The published tariffs, recomputed row by row; letters behind a code; what stays unknown."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reimbursements.choices.care import Care, Flag, Nomenclature
from reimbursements.rules import tariff_amounts
from reimbursements.rules.tariff_amounts import amount_of, find, is_known, rounded
from reimbursements.rules.tariff_files import published
from reimbursements.rules.tariffs import Act, Tariffs, Value

AUTUMN = date(2026, 9, 1)
"""The day of the coordinated version from which the examples were taken."""

PUBLISHED = [
    ("C1", "11.95", "62.60"),
    ("C2", "10.97", "57.40"),
    ("C6", "13.09", "68.50"),
    ("C8", "12.24", "64.10"),
    ("C9", "12.24", "64.10"),
    ("C10", "13.32", "69.70"),
    ("C14", "13.26", "69.40"),
    ("C16", "11.52", "60.30"),
    ("C17", "9.24", "48.40"),
    ("C38", "17.83", "93.30"),
    ("C41", "3.82", "20.00"),
    ("WTS11", "4.22", "22.10"),
    ("C51", "12.71", "66.50"),
    ("C52", "13.84", "72.40"),
    ("C53", "13.84", "72.40"),
    ("C54", "20.49", "107.30"),
    ("C600", "12.71", "66.50"),
    ("V1", "15.01", "78.60"),
    ("V2", "12.86", "67.30"),
    ("V3", "16.35", "85.60"),
    ("V4", "19.29", "101.00"),
    ("V5", "16.35", "85.60"),
    ("V6", "19.29", "101.00"),
    ("V7", "26.10", "136.60"),
    ("V8", "17.98", "94.10"),
    ("V10", "15.01", "78.60"),
]


@pytest.mark.parametrize(("code", "coefficient", "tariff"), PUBLISHED)
def test_every_published_tariff_is_coefficient_times_key_letter(code, coefficient, tariff):
    found = amount_of(published(), code, AUTUMN)
    assert found.act.coefficient == Decimal(coefficient)
    assert found.amount == Decimal(tariff)
    assert str(found.amount) == tariff
    [step] = found.steps
    assert step.what == "tariff"
    assert rounded(step.value * step.times) == found.amount


def test_no_other_act_of_the_doctors_has_a_computed_tariff():
    computed = {
        code
        for code in published().acts
        if (found := amount_of(published(), code, AUTUMN)) is not None and found.amount
    }
    assert computed == {code for code, _coefficient, _tariff in PUBLISHED}


@pytest.mark.parametrize(
    ("code", "day", "amount"),
    [
        ("C1", date(2023, 8, 31), None),
        ("C1", date(2023, 9, 1), "57.70"),
        ("C1", date(2025, 4, 30), "57.70"),
        ("C1", date(2025, 5, 1), None),  # the index moved; the tariff of that time was not found
        ("C1", date(2026, 8, 31), None),
        ("C2", date(2026, 8, 31), None),
        ("DC1", AUTUMN, None),  # dentists: only values of 2018 were found
        ("CP1", AUTUMN, "0.00"),  # a convenience fee is never reimbursed
    ],
)
def test_a_tariff_holds_on_its_days_and_is_otherwise_left_to_an_agent(code, day, amount):
    found = amount_of(published(), code, day)
    assert found.amount == (None if amount is None else Decimal(amount))


def test_an_act_has_no_tariff_before_it_began():
    assert amount_of(published(), "DP41", date(2023, 12, 31)) is None
    assert amount_of(published(), "DP41", date(2024, 1, 1)).act.code == "DP41"
    assert is_known(published(), "DP41")


@pytest.mark.parametrize(
    ("code", "amount"),
    [
        ("C1E", "68.90"),  # 62.60 × 1.10 = 68.86
        ("C1N", "125.20"),
        ("C1D", "125.20"),
        ("C1F", "125.20"),
        ("C1B", "93.90"),
        ("C1R", "31.30"),
        ("C1P", "18.80"),  # 18.78
        ("C1V", "78.30"),  # 78.25: five cents are rounded up
        ("C1A", "28.20"),  # 28.17
        ("C1L", "72.00"),  # 71.99
        ("C1ER", "34.50"),  # 68.90 × 0.50 = 34.45; 62.60 × 0.55 would be 34.43
        ("c 1 n", "125.20"),
    ],
)
def test_a_letter_multiplies_the_rounded_tariff_and_it_is_rounded_again(code, amount):
    assert amount_of(published(), code, AUTUMN).amount == Decimal(amount)


def test_the_order_in_which_letters_are_written_changes_nothing():
    assert amount_of(published(), "C1RE", AUTUMN) == replace(
        amount_of(published(), "C1ER", AUTUMN), letters="RE"
    )


@pytest.mark.parametrize("code", ["C1C", "C1K", "C1Z", "C1NZ", "C1ND", "C1FN"])
def test_letters_whose_effect_is_not_known_leave_the_amount_to_an_agent(code):
    found = amount_of(published(), code, AUTUMN)
    assert found.act.code == "C1"
    assert found.amount is None
    assert found.steps == ()


@pytest.mark.parametrize("code", ["", "C", "C1NN", "C1X", "C999", "N", "1", "DC1N"])
def test_a_code_with_anything_else_behind_it_is_no_act(code):
    assert find(published(), code, AUTUMN) is None
    assert amount_of(published(), code, AUTUMN) is None


def test_an_act_whose_own_code_ends_in_a_letter_comes_before_a_letter():
    tariffs = with_acts(act("X1", "10"), act("X1N", "50"))
    assert find(tariffs, "X1N", AUTUMN).act.code == "X1N"
    assert amount_of(tariffs, "X1N", AUTUMN).amount == Decimal("50.00")


def test_the_steps_name_the_value_its_day_and_its_basis():
    tariff, letter = amount_of(published(), "C1N", AUTUMN).steps
    assert (tariff.value, tariff.since, tariff.amount) == (
        Decimal("11.95"),
        AUTUMN,
        Decimal("62.60"),
    )
    assert tariff.legal_basis == "RGD 21.12.1998, art. 4"
    assert tariff.source.startswith("https://cns.public.lu/")
    assert (letter.what, letter.value, letter.amount) == (
        "suffix",
        Decimal("2.00"),
        Decimal("125.20"),
    )


@pytest.mark.parametrize(
    ("exact", "tariff"),
    [("62.54", "62.50"), ("62.55", "62.60"), ("62.5499", "62.50"), ("0.05", "0.10"), ("0", "0.00")],
)
def test_five_cents_and_more_are_rounded_up(exact, tariff):
    assert str(rounded(Decimal(exact))) == tariff


def act(code, amount, since=date(2000, 1, 1), **values):
    return Act(
        code, Nomenclature.DOCTORS, code, Care.DOCTOR_ACT, since, "law", "source",
        **({"fixed_amount": Decimal(amount)} | values),
    )  # fmt: skip


def with_acts(*acts):
    values = [value for entries in published().values.values() for value in entries]
    return Tariffs.of(acts, values)


days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
amounts = st.decimals("0.01", "99.9999", places=4)


@given(first=amounts, second=amounts, change=days, before=st.integers(1, 2000))
def test_a_change_of_the_key_letter_from_a_day_touches_no_earlier_care(
    first, second, change, before
):
    one = act("X1", "1", fixed_amount=None, coefficient=Decimal("3.21"), key_letter="letter")
    old = Value("letter", first, "euro", date(2000, 1, 1), "law", "source")
    new = replace(old, amount=second, since=change)
    day = change - timedelta(days=before)
    unchanged = amount_of(Tariffs.of([one], [old]), "X1", day)
    assert amount_of(Tariffs.of([one], [old, new]), "X1", day) == unchanged
    assert amount_of(Tariffs.of([one], [old, new]), "X1", change).amount == rounded(
        Decimal("3.21") * second
    )


@given(amounts)
def test_rounding_changes_less_than_a_tenth_and_leaves_whole_tenths(exact):
    tariff = rounded(exact)
    assert abs(tariff - exact) <= Decimal("0.05")
    assert tariff * 10 == (tariff * 10).to_integral_value()
    assert tariff_amounts.rounded(tariff) == tariff


def test_flags_say_what_counts_once():
    once = {
        code
        for code, entries in published().acts.items()
        if Flag.ONE_IN_SIX_MONTHS in entries[-1].flags
    }
    assert once == {"C38"}
