"""Account numbers: every country of the area, every slip of the hand."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cns_portal.kernel import iban
from cns_portal.kernel.iban import Problem

LUXEMBOURG = "LU280019400644750000"
BELGIUM = "BE68539007547034"
WITH_A_BANK = "BE21001234567803"


@st.composite
def numbers(draw) -> str:
    """Numbers with the right length, kinds of characters and check digits, of any country."""
    country = draw(st.sampled_from(sorted(iban.SEPA)))
    account = "".join(
        draw(
            st.text(
                {"n": string.digits, "a": string.ascii_uppercase}.get(
                    kind, string.digits + string.ascii_uppercase
                ),
                min_size=int(count),
                max_size=int(count),
            )
        )
        for count, kind in iban._PART.findall(iban._structure(country))
    )
    number = iban.with_check_digits(country, account)
    assume(iban.why_not(number) is None)  # a country's own check digits are rarely met by chance
    return number


@pytest.mark.parametrize(
    "number",
    [
        LUXEMBOURG,
        "LU77 0301 2345 6789 0ABC",
        BELGIUM,
        "DE89 3704 0044 0532 0130 00",
        "FR14 2004 1010 0505 0001 3M02 606",
        "NL91ABNA0417164300",
        "ES9121000418450200051332",
        "GB29 NWBK 6016 1331 9268 19",
        "MT84MALT011000012345MTLCAST001S",
        "NO9386011117947",
        " lu28-0019.4006 4475 0000 ",
        "IBAN LU28 0019 4006 4475 0000",
        "iban: LU28\u00a00019\u00a04006\u00a04475\u00a00000",
    ],
)
def test_accounts_of_the_area(number):
    assert iban.why_not(number) is None


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", Problem.NOT_AN_IBAN),
        ("0019 4006 4475 0000", Problem.NOT_AN_IBAN),
        ("LUXX0019400644750000", Problem.NOT_AN_IBAN),
        ("LU28", Problem.NOT_AN_IBAN),
        ("LU28 0019 4006 4475 00é0", Problem.NOT_AN_IBAN),
        ("LU２８0019400644750000", Problem.NOT_AN_IBAN),  # full-width digits
        ("LU28" + "0" * 300, Problem.NOT_AN_IBAN),
        ("SA0380000000608010167519", Problem.OUTSIDE_SEPA),
        ("TR330006100519786457841326", Problem.OUTSIDE_SEPA),
        ("XX280019400644750000", Problem.OUTSIDE_SEPA),
        ("LU2800194006447500", Problem.LENGTH),
        ("LU2800194006447500001", Problem.LENGTH),
        ("BE68 5390 0754 7034 0", Problem.LENGTH),
        ("LU28A019400644750000", Problem.STRUCTURE),
        ("NL911BNA0417164300", Problem.STRUCTURE),
        ("LU290019400644750000", Problem.CHECK_DIGITS),
        ("LU820019400644750000", Problem.CHECK_DIGITS),
        ("BE41091811735141", Problem.CHECK_DIGITS),  # Belgium's own two last digits
    ],
)
def test_what_is_wrong_is_said(typed, problem):
    assert iban.why_not(typed) == problem


def test_an_account_at_a_bank_that_the_library_does_not_know_is_accepted():
    """A bank may be newer than the list of banks."""
    number = "BE83138811735115"
    assert iban.why_not(number) is None
    assert iban.bank_of(number) is None


def test_the_bank_is_named_where_the_library_knows_it():
    bank = iban.bank_of(WITH_A_BANK)
    assert "Fortis" in bank.name
    assert bank.bic == "GEBABEBB"
    assert iban.bank_of(LUXEMBOURG).bic == "BCEELULL"
    assert iban.bank_of("DE89370400440532013000").name == "Commerzbank"
    assert iban.bank_of("GB82WEST12345698765432") is None


@pytest.mark.parametrize("country", sorted(iban.SEPA))
def test_each_country_of_the_area_has_a_length(country):
    assert 15 <= iban.length_in(country) <= 31


def test_lengths_outside_the_area_are_nobodys_business():
    assert iban.length_in("SA") is None
    assert (iban.length_in("LU"), iban.length_in("BE"), iban.length_in("FR")) == (20, 16, 27)


def test_only_the_last_four_are_shown():
    assert iban.last_four(LUXEMBOURG) == "0000"
    assert iban.grouped(LUXEMBOURG) == "LU28 0019 4006 4475 0000"


@given(numbers(), st.data())
def test_one_character_changed_is_always_found(number, data):
    """A digit into another digit, a letter into another letter, wherever it stands."""
    place = data.draw(st.integers(min_value=0, max_value=len(number) - 1))
    kin = string.digits if number[place].isdigit() else string.ascii_uppercase
    other = data.draw(st.sampled_from(sorted(set(kin) - {number[place]})))
    assert iban.why_not(number[:place] + other + number[place + 1 :]) is not None


@given(numbers(), st.data())
def test_two_digits_exchanged_are_always_found(number, data):
    place = data.draw(st.integers(min_value=4, max_value=len(number) - 2))
    here, there = number[place], number[place + 1]
    assume(here != there and here.isdigit() and there.isdigit())
    assert iban.why_not(number[:place] + there + here + number[place + 2 :]) is not None


@given(numbers(), st.sampled_from([" ", "-", ".", "\u00a0"]))
def test_how_it_is_spaced_does_not_matter(number, gap):
    typed = gap.join(number[i : i + 3] for i in range(0, len(number), 3)).lower()
    assert iban.normalised(typed) == number
    assert iban.why_not(typed) is None


@given(st.text())
def test_any_text_has_an_answer(text):
    assert iban.why_not(text) is None or isinstance(iban.why_not(text), Problem)
