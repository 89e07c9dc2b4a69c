"""The files of what is being prepared: how many, in which order, which way up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.documents.filetypes import MAX_NAME
from cns_portal.documents.pages import rules
from cns_portal.documents.pages.choices import PageRefusal

MOST = rules.MOST_FILES


@pytest.mark.parametrize(
    ("count", "is_there", "refusal"),
    [
        (0, False, None),
        (MOST - 1, False, None),
        (MOST, False, PageRefusal.TOO_MANY),
        (1, True, PageRefusal.SAME_FILE),
        (MOST, True, PageRefusal.SAME_FILE),
    ],
)
def test_one_more_file(count, is_there, refusal):
    assert rules.why_not_add(count=count, is_there=is_there) == refusal


@pytest.mark.parametrize(
    ("key", "by", "order"),
    [
        (2, 1, [1, 3, 2]),
        (2, -1, [2, 1, 3]),
        (1, -1, [1, 2, 3]),
        (3, 1, [1, 2, 3]),
        (1, 9, [2, 3, 1]),
        (9, 1, [1, 2, 3]),
    ],
)
def test_moving_one(key, by, order):
    assert rules.moved([1, 2, 3], key, by=by) == order


@given(st.lists(st.integers(0, 20), unique=True), st.lists(st.integers(0, 30)))
def test_whatever_order_is_wanted_nothing_is_lost_or_doubled(order, wanted):
    found = rules.put_in_order(order, wanted)
    assert sorted(found) == sorted(order)
    named = [one for one in dict.fromkeys(wanted) if one in order]
    assert found[: len(named)] == named


def test_four_quarters_are_once_round():
    degrees, seen = 0, []
    for _ in range(4):
        degrees = rules.turned(degrees)
        seen.append(degrees)
    assert seen == [90, 180, 270, 0]


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("image.jpg", (), "image.jpg"),
        ("image.jpg", ("other.jpg",), "image.jpg"),
        ("image.jpg", ("image.jpg",), "image (2).jpg"),
        ("image.jpg", ("image.jpg", "image (2).jpg"), "image (3).jpg"),
        ("image.jpg", ("image.jpg", "image (3).jpg"), "image (2).jpg"),
        ("no ending", ("no ending",), "no ending (2)"),
        (".jpg", (".jpg",), ".jpg (2)"),
    ],
)
def test_files_of_one_name_are_told_apart(name, taken, expected):
    assert rules.told_apart(name, taken) == expected


@given(st.text(min_size=1, max_size=MAX_NAME), st.integers(0, 30))
def test_however_many_have_one_name_each_gets_its_own_and_none_becomes_too_long(name, count):
    taken = set()
    for _ in range(count):
        found = rules.told_apart(name, taken)
        assert found not in taken
        assert len(found) <= MAX_NAME
        taken.add(found)
