"""Codes that are read aloud and typed."""

from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel import codes


def test_a_code_has_its_length_and_only_letters_of_the_alphabet():
    code = codes.random_code(500)
    assert len(code) == 500
    assert set(code) <= set(codes.ALPHABET)
    assert len(set(codes.ALPHABET)) == len(codes.ALPHABET) == 30


def test_no_character_looks_like_another():
    assert not set(codes.ALPHABET) & set("0O1ILU")


def test_two_codes_are_not_the_same():
    assert len({codes.random_code(16) for _ in range(1000)}) == 1000


@given(st.text(alphabet=codes.ALPHABET, max_size=40))
def test_what_was_printed_is_recognised_when_typed(code):
    assert codes.normalised(codes.grouped(code)) == code
    assert codes.normalised(codes.grouped(code).lower().replace(" ", "-")) == code


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    assert codes.normalised(codes.normalised(text)) == codes.normalised(text)


def test_lookalikes_are_forgiven():
    assert codes.normalised("0o1Ilu") == codes.normalised("QQJJJV")
