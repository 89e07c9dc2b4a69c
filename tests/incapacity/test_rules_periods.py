"""Certificates that overlap or adjoin are one period, whatever the order they come in."""

from datetime import date, timedelta
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause, CertificateState
from incapacity.rules.counting import Counted, length
from incapacity.rules.periods import period_on, period_with, periods
from tests.incapacity.calendar import FIRST, SPREAD, absence, days_of, each, many

ALL = sorted(Cause)


def day(number: int) -> date:
    return date(2026, 3, number)


def test_a_certificate_alone_is_a_period():
    one = absence(day(2), day(4), key=1)
    (found,) = periods([one])
    assert (found.days, found.absences, found.length) == (Days(day(2), day(4)), (one,), 3)


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ((day(5), day(9)), [(2, 9)]),  # adjoins
        ((day(4), day(9)), [(2, 9)]),  # shares a day
        ((day(3), day(3)), [(2, 4)]),  # lies inside
        ((day(6), day(9)), [(2, 4), (6, 9)]),  # a day at work between them
        ((day(1), day(1)), [(1, 4)]),  # adjoins before
    ],
)
def test_what_two_certificates_make(second, expected):
    found = periods([absence(day(2), day(4)), absence(*second)])
    assert [(one.days.first.day, one.days.last.day) for one in found] == expected


@pytest.mark.parametrize("state", ["draft", "arrived", "kept", "refused", "withdrawn"], ids=str)
def test_what_was_not_sent_or_not_accepted_makes_no_period(state):
    assert periods([absence(day(2), day(4), state=CertificateState(state))]) == []


def test_a_period_joins_causes_unless_one_is_asked_for():
    ill = absence(day(2), day(4), key="ill")
    child = absence(day(5), day(6), cause=Cause.FAMILY, key="child")
    assert [one.days for one in periods([ill, child])] == [Days(day(2), day(6))]
    assert [one.days for one in periods([ill, child], causes={Cause.ILLNESS})] == [
        Days(day(2), day(4))
    ]


def test_the_period_of_a_certificate_and_of_a_day():
    first, second = absence(day(2), day(4), key="a"), absence(day(5), day(9), key="b")
    apart = absence(day(20), day(21), key="c")
    assert period_with("b", [apart, second, first]).days == Days(day(2), day(9))
    assert period_with("nobody’s", [first]) is None
    assert period_on(day(20), [first, apart]).absences == (apart,)
    assert period_on(day(19), [first, apart]) is None


def test_days_of_a_period_have_numbers():
    (found,) = periods([absence(day(2), day(9))])
    assert [found.number_of(day(2)), found.number_of(day(9))] == [1, 8]
    with pytest.raises(ValueError, match="not in the period"):
        found.number_of(day(10))


def test_a_period_is_certain_once_all_of_it_is_accepted():
    accepted = absence(day(2), day(4))
    waiting = absence(day(5), day(6), state=CertificateState.BEING_CHECKED)
    assert periods([accepted])[0].is_certain
    assert not periods([accepted, waiting])[0].is_certain


@given(many(), st.randoms(use_true_random=False))
def test_the_order_of_certificates_changes_nothing(absences, random):
    shuffled = list(absences)
    random.shuffle(shuffled)
    assert periods(shuffled) == periods(absences)
    assert Counted.of(shuffled, ALL).stretches == Counted.of(absences, ALL).stretches


def test_every_order_of_four_certificates_gives_the_same():
    four = [
        absence(day(2), day(4), key=1), absence(day(2), day(4), key=2),
        absence(day(5), day(9), key=3), absence(day(8), day(12), key=4),
    ]  # fmt: skip
    assert len({tuple(periods(order)) for order in permutations(four)}) == 1


@given(many())
def test_periods_are_exactly_the_days_of_the_certificates(absences):
    found = periods(absences)
    assert {d for one in found for d in each(one.days.first, one.days.last)} == days_of(
        absences, ALL
    )
    assert all(two.days.first - one.days.last > timedelta(days=1) for one, two in pairwise(found))
    assert sum(len(one.absences) for one in found) == sum(one.counts for one in absences)


@given(many(), st.integers(-50, SPREAD + 300), st.integers(0, 900))
def test_days_are_counted_as_on_a_calendar(absences, begin, size):
    first = FIRST + timedelta(days=begin)
    asked = Days(first, first + timedelta(days=size))
    counted, by_hand = Counted.of(absences, ALL), days_of(absences, ALL)
    assert counted.within(asked) == len([one for one in by_hand if one in asked])
    assert counted.until(asked.last) == len([one for one in by_hand if one <= asked.last])
    assert (first in counted) == (first in by_hand)
    assert counted.last == max(by_hand, default=None)


@given(many(), st.integers(-50, SPREAD + 300), st.integers(1, 500))
def test_the_nth_day_is_found(absences, begin, number):
    since = FIRST + timedelta(days=begin)
    by_hand = sorted(one for one in days_of(absences, ALL) if one >= since)
    expected = by_hand[number - 1] if number <= len(by_hand) else None
    assert Counted.of(absences, ALL).nth(number, since=since) == expected


def test_the_ends_of_the_calendar_are_no_trap():
    forever = Counted([Days(date.min, date.max)])
    assert forever.within(Days(date.min, date.min)) == 1
    assert forever.nth(1, since=date.min) == date.min
    assert Counted([]).within(Days(date.min, date.max)) == 0
    assert Counted([]).last is None
    assert length(Days(day(1), day(1))) == 1
