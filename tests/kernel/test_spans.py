"""Stretches of days against a calendar that is counted day by day."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel.spans import Days, joined

FIRST = date(2026, 1, 1)
LENGTH = 60
CALENDAR = [FIRST + timedelta(days=n) for n in range(LENGTH + 1)]


@st.composite
def stretches(draw) -> Days:
    begin = draw(st.integers(0, LENGTH - 1))
    if draw(st.booleans()) and draw(st.booleans()):
        return Days(CALENDAR[begin])
    return Days(CALENDAR[begin], CALENDAR[draw(st.integers(begin, LENGTH - 1))])


def counted(days: Days) -> set[date]:
    return {day for day in CALENDAR if day in days}


def test_it_cannot_end_before_it_begins():
    with pytest.raises(ValueError, match="before it begins"):
        Days(CALENDAR[1], CALENDAR[0])


@given(stretches(), stretches())
def test_two_meet_on_the_days_they_share(one, other):
    shared = one.meets(other)
    assert (counted(shared) if shared else set()) == counted(one) & counted(other)
    assert bool(shared) == one.overlaps(other) == other.overlaps(one)


@given(stretches(), st.lists(stretches(), max_size=5))
def test_what_is_left_is_what_nobody_took(days, others):
    left = days.without(others)
    taken = set().union(*map(counted, others))
    assert set().union(*map(counted, left)) == counted(days) - taken
    assert [part.first for part in left] == sorted(part.first for part in left)


@given(st.lists(stretches(), max_size=6))
def test_joining_keeps_every_day_and_leaves_gaps_between(parts):
    spells = joined(parts)
    assert set().union(*map(counted, spells)) == set().union(*map(counted, parts))
    for earlier, later in pairwise(spells):
        assert later.first - earlier.last > timedelta(days=1)


@given(st.lists(stretches(), max_size=6), st.randoms())
def test_joining_does_not_depend_on_the_order(parts, random):
    shuffled = parts[:]
    random.shuffle(shuffled)
    assert joined(parts) == joined(shuffled)


@pytest.mark.parametrize(("apart", "spells"), [(1, 1), (7, 1), (8, 2)])
def test_a_gap_of_as_many_days_does_not_interrupt(apart, spells):
    first = Days(CALENDAR[0], CALENDAR[5])
    second = Days(CALENDAR[5 + apart + 1], CALENDAR[20])
    assert len(joined([first, second], gap=7)) == spells
