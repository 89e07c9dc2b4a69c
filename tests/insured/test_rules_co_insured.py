"""Insured through somebody: never longer than the tie, the principal and the law allow."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel.spans import Days, joined
from insured.rules.co_insured import Held, Tie, co_insured, one_fund_at_a_time

NEW_YEAR = date(2026, 1, 1)
MOTHER, FATHER = 1, 2


def days(first, last=None):
    end = None if last is None else NEW_YEAR + timedelta(days=last)
    return Days(NEW_YEAR + timedelta(days=first), end)


def held(first, last=None, fund="cns"):
    return Held(days(first, last), fund)


def tie(first, last=None, principal=MOTHER, key=1):
    return Tie(key, principal, days(first, last))


def found(ties, mother=(), father=(), own=()):
    return [
        (it.tie, it.days, it.fund)
        for it in co_insured(ties, of_principals={MOTHER: mother, FATHER: father}, own=own)
    ]


@pytest.mark.parametrize(
    ("ties", "mother", "own", "expected"),
    [
        ([], [held(0)], [], []),
        ([tie(0)], [], [], []),
        ([tie(0)], [held(0)], [], [(1, days(0), "cns")]),
        ([tie(5, 9)], [held(0)], [], [(1, days(5, 9), "cns")]),
        ([tie(0)], [held(5, 9)], [], [(1, days(5, 9), "cns")]),
        ([tie(0)], [held(0, 9), held(10, 20)], [], [(1, days(0, 20), "cns")]),
        (
            [tie(0)],
            [held(0, 9), held(12, 20)],
            [],
            [(1, days(0, 9), "cns"), (1, days(12, 20), "cns")],
        ),
        (
            [tie(0)],
            [held(0, 9), held(10, fund="cmfep")],
            [],
            [(1, days(0, 9), "cns"), (1, days(10), "cmfep")],
        ),
        ([tie(0)], [held(0)], [days(0)], []),
        ([tie(0)], [held(0)], [days(5, 9)], [(1, days(0, 4), "cns"), (1, days(10), "cns")]),
        ([tie(0)], [held(0, 20)], [days(5, 9), days(7, 30)], [(1, days(0, 4), "cns")]),
    ],
)
def test_through_the_mother(ties, mother, own, expected):
    assert found(ties, mother=mother, own=own) == expected


def test_of_two_ties_the_earlier_one_insures():
    ties = [tie(10, principal=FATHER, key=2), tie(0, principal=MOTHER, key=1)]
    assert found(ties, mother=[held(0, 20)], father=[held(0)]) == [
        (1, days(0, 20), "cns"),
        (2, days(21), "cns"),
    ]
    assert found(ties, mother=[held(15, 20)], father=[held(0, fund="cmfep")]) == [
        (2, days(10, 14), "cmfep"),
        (1, days(15, 20), "cns"),
        (2, days(21), "cmfep"),
    ]


def test_with_two_affiliations_at_once_the_earlier_fund_insures_the_family():
    both = [held(0, 20), held(10, 40, fund="cmfep"), held(30, fund="cns")]
    assert one_fund_at_a_time(both) == [held(0, 20), held(21, 40, "cmfep"), held(41)]
    assert one_fund_at_a_time([held(5), held(0, 9)]) == [held(0)]
    assert one_fund_at_a_time([held(0), held(5, 9, fund="cmfep")]) == [held(0)]


stretches = st.builds(
    lambda first, length: days(first, None if length is None else first + length),
    st.integers(0, 40),
    st.one_of(st.none(), st.integers(0, 20)),
)
holdings = st.lists(st.builds(Held, stretches, st.sampled_from(["cns", "cmfep"])), max_size=5)
many_ties = st.lists(
    st.builds(Tie, st.integers(1, 9), st.sampled_from([MOTHER, FATHER]), stretches),
    max_size=4,
    unique_by=lambda it: it.key,
)


def every_day(spans):
    until = NEW_YEAR + timedelta(days=99)
    return {
        first + timedelta(days=offset)
        for first, last in ((it.first, min(it.end, until)) for it in spans)
        for offset in range((last - first).days + 1)
    }


@given(many_ties, holdings, holdings, st.lists(stretches, max_size=3))
def test_exactly_the_days_that_tie_and_principal_share_and_the_person_has_not(
    ties, mother, father, own
):
    of = {MOTHER: mother, FATHER: father}
    answer = co_insured(ties, of_principals=of, own=own)
    wanted = set()
    for it in ties:
        wanted |= every_day([it.days]) & every_day(stay.days for stay in of[it.principal])
    assert every_day(it.days for it in answer) == wanted - every_day(own)
    for one in answer:
        assert not any(one.days.overlaps(other.days) for other in answer if other is not one)


@given(st.data(), many_ties, holdings, holdings)
def test_the_order_of_what_is_known_does_not_matter(data, ties, mother, father):
    shuffled = data.draw(st.permutations(ties))
    of = {MOTHER: mother, FATHER: father}
    other = {MOTHER: data.draw(st.permutations(mother)), FATHER: father}
    assert co_insured(shuffled, of_principals=other, own=[]) == co_insured(
        ties, of_principals=of, own=[]
    )


@given(holdings)
def test_one_fund_at_a_time_keeps_the_days(stays):
    one = one_fund_at_a_time(stays)
    assert joined(it.days for it in one) == joined(it.days for it in stays)
    for earlier, later in pairwise(one):
        assert earlier.days.end < later.days.first
