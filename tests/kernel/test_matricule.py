"""The national identification number and its two check digits."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel import matricule
from cns_portal.kernel.matricule import Problem

VALID = "1893120105732"  # the example everybody uses

birth_dates = st.dates(min_value=date(1850, 1, 1), max_value=date(2099, 12, 31))
sequences = st.integers(min_value=0, max_value=999)
matricules = st.builds(
    lambda day, sequence: matricule.with_check_digits(f"{day:%Y%m%d}{sequence:03d}"),
    birth_dates,
    sequences,
)


def test_the_well_known_example_is_valid():
    assert matricule.why_not(VALID) is None
    assert matricule.with_check_digits(VALID[:11]) == VALID


@pytest.mark.parametrize("typed", ["1893 12 01 05732", "1893.12.01-057/32", " 1893120105732 "])
def test_spaces_dots_dashes_and_slashes_do_not_matter(typed):
    assert matricule.normalised(typed) == VALID
    assert matricule.why_not(typed) is None


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", Problem.NOT_THIRTEEN_DIGITS),
        ("189312010573", Problem.NOT_THIRTEEN_DIGITS),
        ("18931201057320", Problem.NOT_THIRTEEN_DIGITS),
        ("189312010573X", Problem.NOT_THIRTEEN_DIGITS),
        ("１８９３１２０１０５７３２", Problem.NOT_THIRTEEN_DIGITS),  # full-width digits
        ("1893120105 732²", Problem.NOT_THIRTEEN_DIGITS),
        ("1893130105732", Problem.NOT_A_DATE),
        ("1893123205732", Problem.NOT_A_DATE),
        ("1893022905732", Problem.NOT_A_DATE),  # 1893 was no leap year
        ("0000120105732", Problem.NOT_A_DATE),
        ("1893120105731", Problem.CHECK_DIGITS),
        ("1893120105742", Problem.CHECK_DIGITS),
    ],
)
def test_what_is_wrong_is_said(typed, problem):
    assert matricule.why_not(typed) == problem


@given(matricules)
def test_completed_numbers_are_valid_and_keep_their_date(number):
    assert matricule.why_not(number) is None
    assert f"{matricule.birth_date(number):%Y%m%d}" == number[:8]


@given(matricules)
def test_grouping_adds_only_spaces(number):
    assert matricule.normalised(matricule.grouped(number)) == number


@given(matricules, st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_found(number, place, change):
    digit = str((int(number[place]) + change) % 10)
    assert matricule.why_not(number[:place] + digit + number[place + 1 :]) is not None


@given(matricules, st.integers(0, 9))
def test_two_neighbours_swapped_are_found(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or matricule.why_not(swapped) is not None


@given(st.text())
def test_any_text_gets_an_answer(text):
    assert matricule.why_not(text) in {None, *Problem}


def test_month_and_day_may_be_unknown():
    number = matricule.with_check_digits("19800000012")
    assert matricule.why_not(number) is None
    assert matricule.birth_date(number) is None
