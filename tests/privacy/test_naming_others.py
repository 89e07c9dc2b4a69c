"""What is handed out names its person and nobody else."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel import matricule
from cns_portal.privacy import naming
from cns_portal.privacy.naming import ANOTHER, Mask, spellings
from tests.factories import some_matricule

MINE, THEIRS = some_matricule(1), some_matricule(2)
ME = naming.whose(
    keys={"insured.InsuredPerson": [1], "accounts.Account": [7]},
    words=[*spellings("Marie", "Beispill"), MINE, "marie@people.example"],
)
OTHERS = [*spellings("Jean-Luc", "Muster"), "jean@people.example", "Ed Li"]


def masked(text: str, *, words=OTHERS) -> str:
    return Mask(words, ME).text(text)


@pytest.mark.parametrize(
    "text",
    [
        "Jean-Luc Muster has accepted.",
        "MUSTER jean-luc",
        "Muster, Jean-Luc",
        "for Jean-Luc\n  Muster.",
        "Write to JEAN@people.example!",
        f"the number {THEIRS}",
        f"the number {matricule.grouped(THEIRS)}",
        "ask Ed Li",
    ],
)
def test_others_are_not_named(text):
    said = masked(text)
    assert ANOTHER in said
    for word in ("muster", "jean", THEIRS, THEIRS[8:], "ed li"):
        assert word not in said.casefold()


@pytest.mark.parametrize(
    "text",
    [
        "Marie Beispill",
        f"{MINE} and {matricule.grouped(MINE)}",
        "Musterstadt, Jean-Luc Musters",  # longer words are other words
        "1980 01 15 00000",  # no number of anybody
        "Edward Lizzard",
        "",
    ],
)
def test_everything_else_stays(text):
    assert masked(text) == text


def test_a_name_that_is_also_ones_own_stays():
    assert masked("Marie Beispill", words=["Marie Beispill"]) == "Marie Beispill"


def test_links_that_open_a_page_lose_their_key():
    said = masked("http://localhost/a/eyJhbGciOi:1vKx-abcdef_0123456789/ and /a/short/")
    assert said == f"http://localhost/a/{ANOTHER}/ and /a/short/"


def test_what_was_stated_about_somebody_else_is_left_out():
    stated = {
        "member": {"first_name": "Lena", "last_name": "Muster", "matricule": THEIRS, "job": "yes"},
        "me": {"name": "Marie Beispill", "born": "1980-01-15", "number": MINE},
        "days": [1, 2.5, None, True],
        "agency": {"name": "Luxembourg"},
    }
    said = Mask([], ME).value(stated)
    assert said["member"] == {
        "first_name": ANOTHER,
        "last_name": ANOTHER,
        "matricule": ANOTHER,
        "job": "yes",
    }
    assert said["me"] == stated["me"]
    assert (said["days"], said["agency"]) == (stated["days"], stated["agency"])


@pytest.mark.parametrize(
    ("values", "is_own"),
    [
        ({"first_name": "Marie", "last_name": "Beispill"}, True),
        ({"first_name": "M.", "last_name": "B.", "matricule": MINE}, True),
        ({"first_name": "Lena", "last_name": "Beispill", "matricule": ""}, False),
        ({"holder": "Marie BEISPILL", "iban": "LU28"}, True),
        ({"holder": "Clinic", "iban": "LU28"}, False),
        ({"child_matricule": THEIRS}, False),
        ({"child_matricule": ""}, True),
    ],
)
def test_whose_a_card_is(values, is_own):
    assert naming.is_own_card(values, ME) is is_own


@given(st.text(max_size=300))
def test_any_text_can_be_masked_and_masking_twice_changes_nothing(text):
    mask = Mask([*OTHERS, "(.*", "a" * 50], ME)
    once = mask.text(text)
    assert mask.text(once) == once


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["name", "matricule", "last_name", "born", "x"]), inner, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_can_be_masked(value):
    Mask(OTHERS, ME).value(value)
    others = naming.Others()
    others.words |= set(naming._names_in(value, ME))
    assert all(isinstance(word, str) for word in others.words)


def test_keys_are_followed_to_people_only():
    key = SimpleNamespace(is_relation=False)
    assert naming.table_of_people(key) == ""
