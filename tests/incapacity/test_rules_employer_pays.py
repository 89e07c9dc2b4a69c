"""Who pays in a month, against a count of single days in single months."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel.dated import NothingInForceError
from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause, CertificateState
from incapacity.choices.counting import Payer
from incapacity.rules import employer_pays as rules
from incapacity.rules.counting import Counted
from tests.incapacity.calendar import FIRST, SPREAD, absence, absences, days_of, each, many

TODAY = date(2026, 11, 22)


# -- counted by hand ----------------------------------------------------------------------------


def months_before(day: date, count: int) -> list[tuple[int, int]]:
    """Year and month of the `count` months before that of `day`."""
    year, month, found = day.year, day.month, []
    for _number in range(count):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        found.append((year, month))
    return found


def paid_by_hand(ill: set[date], day: date) -> str:
    """The employer as long as fewer than 77 days lie in the 18 months before (12 before 2019)."""
    looked_at = months_before(day, 18 if day >= date(2019, 1, 1) else 12)
    return "cns" if sum((one.year, one.month) in looked_at for one in ill) >= 77 else "employer"


def paid(days: Counted, day: date) -> Payer:
    return rules.month_of(days, day).payer


def ill(*stretches: tuple[date, date]) -> Counted:
    return Counted(Days(first, last) for first, last in stretches)


# -- tables -------------------------------------------------------------------------------------


def test_the_month_of_the_77th_day_is_still_the_employers():
    days = ill((date(2026, 1, 1), date(2026, 3, 18)))  # 31 + 28 + 18
    assert rules.standing(days, today=date(2026, 3, 1)).limit_on == date(2026, 3, 18)
    assert [paid(days, date(2026, month, 1)) for month in (3, 4)] == [Payer.EMPLOYER, Payer.CNS]


def test_76_days_are_not_enough():
    days = ill((date(2026, 1, 1), date(2026, 3, 17)))
    assert {paid(days, date(2026, month, 1)) for month in range(1, 13)} == {Payer.EMPLOYER}
    assert rules.month_of(days, date(2026, 4, 1)).left == 1
    assert rules.standing(days, today=date(2026, 3, 1)).limit_on is None


@pytest.mark.parametrize(
    ("last_day", "cns_from"),
    [
        (date(2026, 3, 31), date(2026, 4, 1)),  # reached on the last day of a month
        (date(2026, 4, 1), date(2026, 5, 1)),  # on the first: a whole month more
    ],
)
def test_where_in_its_month_the_77th_day_lies(last_day, cns_from):
    days = ill((last_day - timedelta(days=76), last_day))
    assert paid(days, cns_from) == Payer.CNS
    assert paid(days, cns_from - timedelta(days=1)) == Payer.EMPLOYER


def test_eighteen_months_are_looked_at_and_the_month_itself_is_not():
    month = rules.month_of(ill(), TODAY)
    assert month.reference == Days(date(2025, 5, 1), date(2026, 10, 31))
    assert (month.first, month.last) == (date(2026, 11, 1), date(2026, 11, 30))


def test_the_employer_pays_again_once_the_days_are_too_old():
    days = ill((date(2025, 1, 1), date(2025, 3, 31)))  # 90 days
    assert paid(days, date(2025, 4, 1)) == Payer.CNS
    # January leaves the window in August 2026: 59 days are left.
    assert paid(days, date(2026, 7, 1)) == Payer.CNS
    assert paid(days, date(2026, 8, 1)) == Payer.EMPLOYER
    standing = rules.standing(days, today=date(2025, 3, 31))
    assert [(one.first, one.payer) for one in standing.changes] == [
        (date(2025, 4, 1), Payer.CNS), (date(2026, 8, 1), Payer.EMPLOYER)
    ]  # fmt: skip
    assert standing.limit_on == date(2025, 3, 18)


@pytest.mark.parametrize("cause", ["family", "maternity"])
def test_other_causes_do_not_count(cause):
    days = rules.counted(
        [absence(date(2026, 1, 1), date(2026, 6, 30), cause=Cause(cause))], on=TODAY
    )
    assert days.stretches == ()


def test_an_accident_counts_like_an_illness():
    two = [
        absence(date(2026, 1, 1), date(2026, 1, 31), cause=Cause.ACCIDENT),
        absence(date(2026, 2, 1), date(2026, 3, 18)),
    ]
    assert paid(rules.counted(two, on=TODAY), date(2026, 4, 1)) == Payer.CNS


def test_what_was_refused_does_not_count():
    refused = absence(date(2026, 1, 1), date(2026, 6, 30), state=CertificateState.REFUSED)
    assert rules.counted([refused], on=TODAY).stretches == ()


def test_before_2019_twelve_months_were_looked_at():
    assert rules.month_of(ill(), date(2018, 12, 1)).reference.first == date(2017, 12, 1)
    assert rules.month_of(ill(), date(2019, 1, 1)).reference.first == date(2017, 7, 1)
    with pytest.raises(NothingInForceError):
        rules.month_of(ill(), date(2008, 12, 31))


def test_nobody_ill_stands_at_nothing():
    standing = rules.standing(ill(), today=TODAY)
    assert standing.month.payer == standing.following.payer == Payer.EMPLOYER
    assert (standing.following.in_reference, standing.following.left) == (0, 77)
    assert (standing.limit_on, standing.changes) == (None, ())


@pytest.mark.parametrize(
    ("since", "cns_from"),
    [
        (date(2026, 1, 1), date(2026, 4, 1)),  # 77th on 18 March
        (date(2026, 1, 15), date(2026, 5, 1)),  # 77th on 1 April
        (date(2026, 1, 14), date(2026, 4, 1)),  # 77th on 31 March
    ],
)
def test_from_when_the_cns_would_pay_if_it_lasted(since, cns_from):
    assert rules.cns_pays_from(ill(), ill_since=since) == cns_from


def test_where_the_cns_pays_already_it_does_so_from_this_month():
    days = ill((date(2026, 1, 1), date(2026, 3, 31)))
    assert rules.cns_pays_from(days, ill_since=date(2026, 4, 10)) == date(2026, 4, 1)


# -- properties ---------------------------------------------------------------------------------


@given(many(), st.integers(-40, SPREAD + 800))
def test_every_month_is_decided_as_by_hand(absences, number):
    day = FIRST + timedelta(days=number)
    found = rules.month_of(rules.counted(absences, on=day), day)
    by_hand = days_of(absences)
    assert found.payer == paid_by_hand(by_hand, day)
    assert found.in_reference == sum(
        (one.year, one.month) in months_before(day, 18) for one in by_hand
    )
    assert found.counted == sum((one.year, one.month) == (day.year, day.month) for one in by_hand)


@given(many(), absences(), st.integers(-40, SPREAD + 800))
def test_one_more_certificate_never_lowers_a_count(absences, another, number):
    day = FIRST + timedelta(days=number)
    before = rules.month_of(rules.counted(absences, on=day), day)
    after = rules.month_of(rules.counted([*absences, another], on=day), day)
    assert after.in_reference >= before.in_reference
    assert after.counted >= before.counted
    assert (before.payer, after.payer) != (Payer.CNS, Payer.EMPLOYER)


@given(many(), st.integers(0, SPREAD))
def test_the_changes_foretold_are_those_of_every_month(absences, number):
    today = FIRST + timedelta(days=number)
    days, by_hand = rules.counted(absences, on=today), days_of(absences)
    payer, expected = paid_by_hand(by_hand, today), []
    month = today.replace(day=1)
    for _number in range(12 * 9):
        month = (month + timedelta(days=31)).replace(day=1)
        if paid_by_hand(by_hand, month) != payer:
            payer = paid_by_hand(by_hand, month)
            expected.append((month, payer))
    standing = rules.standing(days, today=today)
    assert [(one.first, one.payer) for one in standing.changes] == expected


@given(many(), st.integers(0, SPREAD))
def test_the_77th_day_lies_in_the_last_month_of_the_employer(absences, number):
    today = FIRST + timedelta(days=number)
    days, by_hand = rules.counted(absences, on=today), days_of(absences)
    month = rules.month_of(days, today)
    limit_on = rules.standing(days, today=today).limit_on
    next_month = month.last + timedelta(days=1)
    hands_over = (paid_by_hand(by_hand, today), paid_by_hand(by_hand, next_month)) == (
        "employer", "cns"
    )  # fmt: skip
    assert (limit_on is not None) == (paid_by_hand(by_hand, next_month) == "cns")
    if hands_over:
        looked_at = months_before(next_month, 18)
        so_far = [one for one in by_hand if (one.year, one.month) in looked_at and one <= limit_on]
        assert month.first <= limit_on <= month.last
        assert len(so_far) == 77
        assert limit_on in by_hand


@given(many(), st.integers(0, SPREAD))
def test_a_lasting_incapacity_is_foretold_as_it_would_come(absences, number):
    since = FIRST + timedelta(days=number)
    found = rules.cns_pays_from(rules.counted(absences, on=since), ill_since=since)
    lasting = days_of(absences) | set(each(since, since + timedelta(days=200)))
    assert paid_by_hand(lasting, found) == "cns"
    month = since.replace(day=1)
    while month < found:
        assert paid_by_hand(lasting, month) == "employer"
        month = (month + timedelta(days=31)).replace(day=1)
