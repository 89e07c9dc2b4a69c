"""What the leave for family reasons says against a certificate for a sick child."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause, CertificateState
from incapacity.choices.contradictions import Contradiction
from incapacity.rules.facts import Absence, Child
from incapacity.rules.leave_contradictions import about_the_leave

MONDAY = date(2026, 11, 23)


def lou(age: int, **more) -> Child:
    """Whose birthday was a while ago."""
    return Child("Lou", date(MONDAY.year - age, 3, 21), **more)


def with_child(child: Child, first: date = MONDAY, count: int = 1, **more) -> Absence:
    more.setdefault("key", first)
    days = Days(first, first + timedelta(days=count - 1))
    return Absence(days=days, cause=Cause.FAMILY, child=child, **more)


def said(this: Absence, *others: Absence) -> list:
    return [(concern.what, dict(concern.about)) for concern in about_the_leave(this, others)]


@pytest.mark.parametrize(
    ("child", "expected"),
    [
        (lou(0), None),
        (lou(12), None),
        (lou(13), Contradiction.CHILD_NOT_IN_HOSPITAL),
        (lou(13, in_hospital=True), None),
        (lou(17), Contradiction.CHILD_NOT_IN_HOSPITAL),
        (lou(17, in_hospital=True), None),
        (lou(18), Contradiction.CHILD_TOO_OLD),
        (lou(18, in_hospital=True), Contradiction.CHILD_TOO_OLD),
        (lou(25, doubled=True, in_hospital=True), None),
        (Child("Lou", None), None),
    ],
)
def test_the_age_of_the_child_on_the_first_day(child, expected):
    found = [what for what, _about in said(with_child(child))]
    assert found == ([] if expected is None else [expected])


def test_it_says_how_old_the_child_was():
    about = {"age": 18, "first": MONDAY}
    assert said(with_child(lou(18))) == [(Contradiction.CHILD_TOO_OLD, about)]


def test_the_birthday_itself_counts():
    born = MONDAY.replace(year=MONDAY.year - 13)
    the_day_before = with_child(Child("Lou", born), MONDAY - timedelta(days=3))
    assert said(the_day_before) == []
    assert said(with_child(Child("Lou", born)))[0][0] == Contradiction.CHILD_NOT_IN_HOSPITAL


@pytest.mark.parametrize(
    ("age", "what"),
    [(13, Contradiction.CHILD_NOT_IN_HOSPITAL), (18, Contradiction.CHILD_TOO_OLD)],
)
def test_a_birthday_within_the_days_ends_the_leave(age, what):
    wednesday = MONDAY + timedelta(days=2)
    child = Child("Lou", wednesday.replace(year=wednesday.year - age), in_hospital=age == 18)
    assert said(with_child(child, count=2)) == []
    assert said(with_child(child, count=5)) == [(what, {"age": age, "first": wednesday})]
    assert said(with_child(child, count=5, leave_days=Decimal("1.5"))) == []


def test_a_birthday_on_a_day_off_is_told_of_the_next_day_of_leave():
    saturday = date(2026, 10, 31)  # before a Sunday that is All Saints' Day too
    child = Child("Lou", saturday.replace(year=2013))
    assert said(with_child(child, saturday - timedelta(days=1), 3)) == []
    about = {"age": 13, "first": date(2026, 11, 2)}
    assert said(with_child(child, saturday - timedelta(days=1), 4)) == [
        (Contradiction.CHILD_NOT_IN_HOSPITAL, about)
    ]


def test_a_child_of_29_february_is_older_from_1_march_on():
    child = Child("Lou", date(2012, 2, 29))
    assert said(with_child(child, date(2025, 2, 27), 2)) == []
    about = {"age": 13, "first": date(2025, 3, 3)}
    assert said(with_child(child, date(2025, 2, 27), 5)) == [
        (Contradiction.CHILD_NOT_IN_HOSPITAL, about)
    ]


def test_a_fourth_birthday_within_the_days_takes_from_both_bands():
    child = Child("Lou", date(MONDAY.year - 4, 11, 25))
    earlier = with_child(child, date(2026, 9, 7), 14)  # ten working days of twelve
    assert said(with_child(child, count=5), earlier) == []
    all_taken = with_child(child, date(2026, 9, 7), 15)
    about = {"left": Decimal(1), "needed": Decimal(2)}
    assert said(with_child(child, count=5), all_taken) == [
        (Contradiction.CHILD_DAYS_USED_UP, about)
    ]


def test_more_days_than_are_left():
    child = lou(2)
    earlier = with_child(child, date(2026, 9, 7), 12)  # ten working days of twelve
    assert said(with_child(child, count=2), earlier) == []
    about = {"left": Decimal(2), "needed": Decimal(3)}
    assert said(with_child(child, count=3), earlier) == [(Contradiction.CHILD_DAYS_USED_UP, about)]


def test_stated_days_win_over_the_days_of_the_calendar():
    child = lou(2)
    earlier = with_child(child, date(2026, 9, 7), 12)
    assert said(with_child(child, count=5, leave_days=Decimal("1.5")), earlier) == []


def test_days_of_another_child_take_nothing():
    mia = Child("Mia", date(2024, 1, 1))
    earlier = with_child(mia, date(2026, 9, 7), 26)
    assert said(with_child(lou(2), count=5), earlier) == []


def test_what_was_refused_takes_nothing():
    child = lou(2)
    refused = with_child(child, date(2026, 9, 7), 26, state=CertificateState.REFUSED)
    assert said(with_child(child, count=5), refused) == []


def test_a_certificate_is_not_held_against_itself():
    this = with_child(lou(2), count=12, state=CertificateState.SENT)
    assert said(this, this) == said(this) == []


def test_an_illness_of_ones_own_takes_no_leave():
    assert said(Absence(days=Days(MONDAY, MONDAY), cause=Cause.ILLNESS)) == []


@given(st.integers(0, 30), st.integers(1, 40), st.lists(st.integers(1, 300), max_size=4))
def test_it_is_said_exactly_when_the_days_do_not_fit(age, count, ago):
    """Whatever was taken before, what is left and what is needed add up."""
    child = lou(age, in_hospital=True, doubled=False)
    others = [with_child(child, MONDAY - timedelta(days=400 + days), 3) for days in ago]
    for what, about in said(with_child(child, count=count), *others):
        if what == Contradiction.CHILD_DAYS_USED_UP:
            assert 0 <= about["left"] < about["needed"]
