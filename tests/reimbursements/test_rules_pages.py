"""The files of a bill: how many, in which order, which way up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reimbursements.choices.claims import ClaimState
from reimbursements.choices.pages import PageRefusal
from reimbursements.choices.sending import SendingRefusal
from reimbursements.rules import pages as rules

DRAFT, MOST = ClaimState.DRAFT, rules.MOST_FILES


@pytest.mark.parametrize(
    ("state", "count", "is_there", "refusal"),
    [
        (DRAFT, 0, False, None),
        (DRAFT, MOST - 1, False, None),
        (DRAFT, MOST, False, PageRefusal.TOO_MANY),
        (DRAFT, 1, True, PageRefusal.SAME_FILE),
        (DRAFT, MOST, True, PageRefusal.SAME_FILE),
        (ClaimState.SENT, 0, False, SendingRefusal.SENT_ALREADY),
        (ClaimState.PAID, MOST, True, SendingRefusal.SENT_ALREADY),
    ],
)
def test_one_more_file(state, count, is_there, refusal):
    assert rules.why_not_add(state=state, count=count, is_there=is_there) == refusal


@pytest.mark.parametrize("state", ClaimState)
def test_files_change_in_a_draft_only(state):
    refusal = rules.why_not_change(state=state)
    assert (refusal is None) == (state == DRAFT)


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
