"""What in a text says who somebody is: found however it is written, and little else."""

import random
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel import iban, matricule
from cns_portal.kernel.identifying import Found, Kind, found_in


def kinds_in(text: str) -> list[str]:
    return [one.kind.value for one in found_in(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("My number is 1985 04 12 031 76, please.", ["matricule"]),
        ("1985041203176", ["matricule"]),
        ("(1985-04-12-03176)", ["matricule"]),
        ("né le 1985.04.12.031.77", ["matricule"]),  # a mistyped check digit still points at him
        ("LU28 0019 4006 4475 0000 is my account", ["account"]),
        ("lu280019400644750000", ["account"]),
        ("LU 28-0019-4006-4475-0000", ["account"]),
        ("DE89370400440532013000 und BE68 5390 0754 7034", ["account"]),
        ("write to vera@visitors.example", ["email"]),
        ("vera.v+cns@mail.visitors.example.", ["email"]),
        ("vera (at) visitors.example", ["email"]),
        ("vera[at]visitors.example", ["email"]),
        ("call +352 621 123 456", ["phone"]),
        ("00352 691 12 34 56", ["phone"]),
        ("(+352) 26 10 60-12", ["phone"]),
        ("621 123 456", ["phone"]),
        ("621.123.456 or 661/123456", ["phone"]),
        ("691123456", ["phone"]),
        ("at home 26 10 60 12", ["phone"]),
        ("48 12 34", ["phone"]),
        ("Tel. 481234", ["phone"]),
        ("Téléphone: 4812 34-1", ["phone"]),
        ("GSM: 98765", ["phone"]),
        ("06 12 34 56 78", ["phone"]),
        ("+33 (0)6 12 34 56 78", ["phone"]),
        ("0049 170 1234567", ["phone"]),
        ("+32 475 12 34 56", ["phone"]),
        ("６２１ １２３ ４５６", ["phone"]),  # wide digits
        ("621\u200b123\u200b456", ["phone"]),  # blanks that nobody sees
        ("621\u2011123\u2011456", ["phone"]),  # dashes that look like others
        (
            "vera@visitors.example LU280019400644750000 1985041203176 621123456",
            ["email", "account", "matricule", "phone"],
        ),
    ],
)
def test_what_says_who_somebody_is_is_found(text, found):
    assert sorted(set(kinds_in(text))) == sorted(found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The page is good, but where is the form S1?",
        "I called (+352) 27 57 1 and 2757-4455.",  # the CNS is nobody
        "00352 27 57 1",
        "since 24.11.2026 until 2026-12-24, or 24 11 26",
        "from 01.02.2026 to 15.02.2026 at 10:30",
        "20261124",
        "the years 2025 2026 2027",
        "I paid 1 234 567 EUR, 88.50 EUR and 12,50",
        "article 338, paragraph 4, 1° and 2°",
        "L-2980 Luxembourg, B.P. 1023",
        "reference K7WD-4TPX",
        "100 % of 52346 points in 2026",
        "at 10 12 34 56",  # no account of Austria has letters there, and no number begins with 1
        "S041, S071 and BL1",
        "version 3.11.7",
        "@home",
        "user@localhost",
    ],
)
def test_what_names_nobody_is_left_alone(text):
    assert found_in(text) == []


def test_the_same_twice_is_said_once_and_as_it_was_written():
    text = "Call 621 123 456. I repeat: 621 123 456!"
    assert found_in(text) == [Found(Kind.PHONE, "621 123 456")]


def test_the_digits_of_an_account_are_no_telephone():
    assert kinds_in("LU28 0019 4006 4475 0000") == ["account"]


WORDS = st.text(alphabet=string.ascii_letters + " .,;!?\n", max_size=60).map(
    lambda text: f"{text} "
)
GAP = st.sampled_from(["", " ", "-", ".", "/", " - "])


@st.composite
def matricules(draw):
    """A valid number, written in groups of any size."""
    year, month, day = (
        draw(st.integers(1900, 2029)),
        draw(st.integers(1, 12)),
        draw(st.integers(1, 28)),
    )
    number = matricule.with_check_digits(f"{year}{month:02}{day:02}{draw(st.integers(0, 999)):03}")
    return "".join(f"{digit}{draw(GAP)}" for digit in number[:-1]) + number[-1]


@given(WORDS, matricules(), WORDS)
def test_a_matricule_is_found_in_any_text_however_it_is_grouped(before, number, after):
    assert Kind.MATRICULE in {one.kind for one in found_in(f"{before}{number} {after}")}


@st.composite
def accounts(draw):
    """A valid account of a neighbour, in groups, in any case."""
    country = draw(st.sampled_from(["LU", "DE", "FR", "BE", "PT"]))
    length = iban.length_in(country) - 4
    own = "".join(draw(st.sampled_from("0123456789")) for _ in range(length))
    number = iban.with_check_digits(country, own)
    written = draw(
        st.sampled_from([number, iban.grouped(number), iban.grouped(number).replace(" ", "-")])
    )
    return draw(st.sampled_from([written, written.lower()]))


@given(WORDS, accounts(), st.sampled_from(["", " merci", ".", "\n"]))
def test_an_account_is_found_in_any_text(before, number, after):
    assert Kind.ACCOUNT in {one.kind for one in found_in(f"{before}{number}{after}")}


MOBILE = st.builds(
    lambda start, rest: f"{start}{rest:06}",
    st.sampled_from(["621", "628", "651", "658", "661", "668", "671", "678", "681", "691", "698"]),
    st.integers(0, 999_999),
)


@st.composite
def phones(draw):
    """A number of a Luxembourg mobile or land line, with or without the country."""
    number = draw(MOBILE | st.integers(21_000_000, 26_999_999).map(str))
    gap = draw(st.sampled_from(["", " ", ".", "-"]))
    size = 3 if len(number) == 9 else 2
    groups = gap.join(number[i : i + size] for i in range(0, len(number), size))
    country = draw(st.sampled_from(["+352 ", "00352 ", "(+352) ", "+352"]))
    # Bare, eight digits may be a day: 24 11 26 99 is none, 2411 26 is.
    return country + groups if size == 2 else draw(st.sampled_from([groups, country + groups]))


@given(WORDS, phones(), st.sampled_from(["", " merci", ".", "\n", "!"]))
def test_a_telephone_number_of_luxembourg_is_found_in_any_text(before, number, after):
    assert Kind.PHONE in {one.kind for one in found_in(f"{before}{number}{after}")}


EMAIL = st.from_regex(
    r"[a-z][a-z0-9._+-]{0,15}[a-z0-9]@[a-z0-9-]{1,12}\.[a-z]{2,6}", fullmatch=True
)


@given(WORDS, EMAIL, st.sampled_from(["", " merci", ".", "\n", ")"]))
def test_an_email_address_is_found_in_any_text(before, address, after):
    assert Kind.EMAIL in {one.kind for one in found_in(f"{before}{address}{after}")}


@given(st.text(alphabet=string.ascii_letters + "äöüéèàç .,;:!?()'\"\n-", max_size=1000))
def test_a_text_without_digits_and_signs_of_addresses_names_nobody(text):
    assert [one for one in found_in(text) if one.kind is not Kind.EMAIL] == []


@given(st.text(max_size=1000))
def test_any_text_at_all_can_be_looked_at(text):
    for one in found_in(text):
        assert one.text


@pytest.mark.parametrize(
    "piece",
    ["6", "62 ", "+352", "a.", "a@", "LU28 ", "20", "1985 04 ", "0 ", "tel ", "(at)", "-", "9 9 "],
)
def test_a_long_text_costs_in_proportion(piece):
    """Four times the text, far less than sixteen times the steps: counted, not timed."""
    steps = [_steps(piece * count) for count in (2_000, 8_000)]
    assert steps[1] < 8 * steps[0] + 50_000


def _steps(text: str) -> int:
    """Lines of Python that run; what the expressions do inside is bounded by their quantifiers."""
    import sys

    count = 0

    def trace(frame, event, _arg):
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        found_in(text)
    finally:
        sys.settrace(before)
    return count


def test_no_expression_repeats_a_repetition_without_a_bound():
    """What could run for ever on a hostile text: an unbounded group within an unbounded group."""
    from cns_portal.kernel import identifying

    patterns = [one for one in vars(identifying).values() if isinstance(one, re.Pattern)]
    assert len(patterns) > 8
    for pattern in patterns:
        assert not re.search(r"[+*]\)[+*](?!\+)", pattern.pattern.replace("++", "")), pattern


def test_noise_is_looked_at_quickly_enough_to_be_looked_at():
    noise = "".join(random.Random(7).choices(string.printable, k=100_000))
    assert isinstance(found_in(noise), list)
