"""Days of leave for a sick child, against a count by hand; bands, birthdays, hospital, doubling."""

from datetime import date, timedelta
from decimal import Decimal

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause, CertificateState
from incapacity.choices.counting import NoLeave
from incapacity.parameters.family_leave import FAMILY_LEAVE
from incapacity.rules import family_leave as rules
from incapacity.rules.facts import Absence, Child
from tests.incapacity.calendar import FIRST, each

TODAY = date(2026, 11, 22)
SMALL, MIDDLE, BIG = FAMILY_LEAVE.on(TODAY).bands
HOLIDAYS = holidays.country_holidays("LU", years=range(2015, 2036))


def child(born=date(2024, 5, 10), **facts) -> Child:
    return Child("Lea", born, **facts)


def sick(first: date, last: date, of: Child | None = None, **facts) -> Absence:
    return Absence(Days(first, last), Cause.FAMILY, child=of or child(), **facts)


def use_of(balance, band):
    return next(use for use in balance.bands if use.band == band)


# -- tables -------------------------------------------------------------------------------------


def test_the_bands_are_those_of_the_law():
    assert [(band.first_age, band.last_age, band.days) for band in (SMALL, MIDDLE, BIG)] == [
        (0, 3, 12), (4, 12, 18), (13, 17, 5)
    ]  # fmt: skip
    assert [band.only_in_hospital for band in (SMALL, MIDDLE, BIG)] == [False, False, True]


def test_without_certificates_all_days_are_left():
    balance = rules.balance(child(), [], today=TODAY)
    assert [(use.allowed, use.used, use.left) for use in balance.bands] == [
        (12, 0, 12), (18, 0, 18), (5, 0, 5)
    ]  # fmt: skip
    assert balance.current.band == SMALL
    assert balance.current.days == Days(date(2024, 5, 10), date(2028, 5, 9))


@pytest.mark.parametrize(
    ("first", "last", "used"),
    [
        (date(2026, 11, 16), date(2026, 11, 20), 5),  # Monday to Friday
        (date(2026, 11, 20), date(2026, 11, 23), 2),  # over a weekend
        (date(2026, 11, 21), date(2026, 11, 22), 0),  # a weekend
        (date(2026, 12, 24), date(2026, 12, 28), 2),  # Christmas, St Stephen, Sunday
        (date(2026, 6, 23), date(2026, 6, 23), 0),  # National Day
    ],
)
def test_where_nobody_states_the_days_working_days_are_taken(first, last, used):
    balance = rules.balance(child(), [sick(first, last)], today=TODAY)
    assert use_of(balance, SMALL).used == used


@pytest.mark.parametrize("stated", ["0.5", "1", "2.5", "5", "6.5", "9"])
def test_stated_days_win(stated):
    one = sick(date(2026, 11, 16), date(2026, 11, 22), leave_days=Decimal(stated))
    balance = rules.balance(child(), [one], today=TODAY)
    assert use_of(balance, SMALL).used == Decimal(stated)


def test_stated_days_fill_working_days_first():
    one = sick(date(2026, 11, 20), date(2026, 11, 24), leave_days=Decimal("3.5"))
    assert rules.leave_days(one) == {
        date(2026, 11, 20): Decimal(1),
        date(2026, 11, 21): Decimal("0.5"),
        date(2026, 11, 23): Decimal(1),
        date(2026, 11, 24): Decimal(1),
    }


def test_a_birthday_in_the_middle_parts_the_days():
    """Four on Wednesday: two days of the first band, three of the second."""
    lea = child(date(2022, 11, 18))
    balance = rules.balance(lea, [sick(date(2026, 11, 16), date(2026, 11, 20), lea)], today=TODAY)
    assert [use.used for use in balance.bands] == [2, 3, 0]
    assert balance.current.band == MIDDLE


def test_born_on_29_february_the_band_begins_in_march():
    lea = child(date(2024, 2, 29))
    balance = rules.balance(lea, [], today=date(2028, 2, 28))
    assert use_of(balance, MIDDLE).days.first == date(2028, 2, 29)
    assert use_of(balance, BIG).days.first == date(2037, 3, 1)


@pytest.mark.parametrize(
    ("born", "in_hospital", "doubled", "used", "why_not"),
    [
        (date(2012, 1, 1), True, False, [0, 0, 1], None),
        (date(2012, 1, 1), False, False, [0, 0, 0], NoLeave.NOT_IN_HOSPITAL),
        (date(2012, 1, 1), False, True, [0, 0, 0], NoLeave.NOT_IN_HOSPITAL),
        (date(2008, 11, 16), True, False, [0, 0, 0], NoLeave.TOO_OLD),  # eighteen that day
        (date(2008, 11, 17), True, False, [0, 0, 1], None),  # the last day of seventeen
        (date(2000, 1, 1), True, True, [0, 0, 1], None),  # no age limit with the allowance
        (date(2027, 1, 1), False, False, [0, 0, 0], NoLeave.NOT_BORN),
        (None, False, False, [0, 0, 0], NoLeave.AGE_UNKNOWN),
    ],
)
def test_who_has_a_place_in_a_band(born, in_hospital, doubled, used, why_not):
    of = child(born, in_hospital=in_hospital, doubled=doubled)
    monday = date(2026, 11, 16)
    balance = rules.balance(of, [sick(monday, monday, of)], today=TODAY)
    assert [use.used for use in balance.bands] == used
    assert rules.why_no_leave(of, monday) == why_not
    assert [one.why_not for one in balance.days] == [why_not]


def test_the_allowance_doubles_every_band():
    balance = rules.balance(child(doubled=True), [], today=TODAY)
    assert [use.allowed for use in balance.bands] == [24, 36, 10]
    assert balance.bands[-1].days.last is None


def test_a_certificate_that_says_so_doubles_too():
    monday = date(2026, 11, 16)
    balance = rules.balance(child(), [sick(monday, monday, child(doubled=True))], today=TODAY)
    assert balance.current.allowed == 24


def test_the_days_of_a_band_lapse_after_its_last_day():
    use = rules.balance(child(date(2024, 5, 10)), [], today=TODAY).bands[0]
    assert not use.has_lapsed(date(2028, 5, 9))
    assert use.has_lapsed(date(2028, 5, 10))
    assert not rules.balance(child(doubled=True), [], today=TODAY).bands[-1].has_lapsed(date.max)
    assert not rules.balance(child(None), [], today=TODAY).bands[0].has_lapsed(date.max)


def test_more_days_than_there_are_stay_visible():
    balance = rules.balance(child(), [sick(date(2026, 3, 2), date(2026, 3, 20))], today=TODAY)
    assert (balance.current.used, balance.current.left, balance.current.over) == (15, 0, 3)


def test_two_certificates_for_one_day_take_it_once():
    week = (date(2026, 11, 16), date(2026, 11, 20))
    half = sick(*week, leave_days=Decimal("2.5"))
    balance = rules.balance(child(), [sick(*week), half, sick(*week)], today=TODAY)
    assert balance.current.used == 5


@pytest.mark.parametrize(
    "other",
    [
        sick(date(2026, 11, 16), date(2026, 11, 20), Child("Tom", date(2024, 5, 10))),
        sick(date(2026, 11, 16), date(2026, 11, 20), state=CertificateState.REFUSED),
        sick(date(2026, 11, 16), date(2026, 11, 20), state=CertificateState.DRAFT),
        Absence(Days(date(2026, 11, 16), date(2026, 11, 20)), Cause.ILLNESS),
    ],
    ids=["another child", "refused", "not sent", "own illness"],
)
def test_what_takes_nothing_from_a_child(other):
    assert rules.balance(child(), [other], today=TODAY).days == ()


def test_before_2018_there_were_no_bands():
    old = child(date(2016, 1, 1))
    balance = rules.balance(old, [sick(date(2017, 12, 28), date(2018, 1, 3), old)], today=TODAY)
    assert [use.used for use in balance.bands] == [2, 0, 0]
    said = {used.why_not for used in balance.days if used.band is None}
    assert said == {NoLeave.BEFORE_THE_RULE}


def test_of_age_there_is_no_band_today():
    assert rules.balance(child(date(2005, 1, 1)), [], today=TODAY).current is None


# -- properties ---------------------------------------------------------------------------------


@st.composite
def certificates(draw) -> Absence:
    first = FIRST + timedelta(days=draw(st.integers(0, 1500)))
    last = first + timedelta(days=draw(st.integers(0, 20)))
    return Absence(
        Days(first, last),
        Cause.FAMILY,
        state=draw(st.sampled_from(sorted(CertificateState))),
        child=Child(
            "Lea", BORN, in_hospital=draw(st.booleans()), doubled=draw(st.integers(0, 9)) == 0
        ),
        leave_days=draw(st.none() | st.integers(1, 60).map(lambda halves: Decimal(halves) / 2)),
    )


BORN = date(2011, 7, 3)
"""Twelve, thirteen and more in the years of the certificates: two bands and a change."""
several = st.lists(certificates(), max_size=8)


def age(day: date) -> int:
    """Years as one counts them on birthdays."""
    return day.year - BORN.year - ((day.month, day.day) < (BORN.month, BORN.day))


def works(day: date) -> bool:
    return day.isoweekday() <= 5 and day not in HOLIDAYS


@given(several)
def test_unstated_days_are_those_of_a_calendar(absences):
    absences = [Absence(one.days, one.cause, one.state, child=one.child) for one in absences]
    counting = [one for one in absences if one.state in (
        "sent", "being_checked", "needs_you", "at_board", "accepted"
    )]  # fmt: skip
    days = {
        (day, age(day)): False for one in counting
        for day in each(one.days.first, one.days.last) if works(day)
    }  # fmt: skip
    for one in counting:
        for day in each(one.days.first, one.days.last):
            if (day, age(day)) in days and one.child.in_hospital:
                days[day, age(day)] = True
    balance = rules.balance(Child("Lea", BORN), absences, today=TODAY)
    assert use_of(balance, MIDDLE).used == sum(4 <= years <= 12 for _day, years in days)
    doubled = any(one.child.doubled for one in counting)
    assert use_of(balance, BIG).used == sum(
        there and years >= 13 and (doubled or years <= 17) for (_day, years), there in days.items()
    )


@given(certificates())
def test_a_certificate_takes_what_it_states(absence):
    taken = rules.leave_days(absence)
    if absence.leave_days is not None:
        assert sum(taken.values()) == absence.leave_days
    assert all(day in absence.days and amount > 0 for day, amount in taken.items())


@given(several, certificates())
def test_one_more_certificate_never_lowers_what_is_used(absences, another):
    before = rules.balance(Child("Lea", BORN), absences, today=TODAY)
    after = rules.balance(Child("Lea", BORN), [*absences, another], today=TODAY)
    for use in before.bands:
        assert use_of(after, use.band).used >= use.used
        assert use_of(after, use.band).allowed >= use.allowed


@given(several, st.randoms(use_true_random=False))
def test_the_order_of_certificates_changes_nothing(absences, random):
    shuffled = list(absences)
    random.shuffle(shuffled)
    lea = Child("Lea", BORN)
    assert rules.balance(lea, shuffled, today=TODAY) == rules.balance(lea, absences, today=TODAY)


@given(several)
def test_every_day_has_its_place_or_a_reason(absences):
    balance = rules.balance(Child("Lea", BORN), absences, today=TODAY)
    assert all((used.band is None) == (used.why_not is not None) for used in balance.days)
    assert sum(use.used for use in balance.bands) == sum(
        used.amount for used in balance.days if used.band
    )
    assert [used.day for used in balance.days] == sorted({used.day for used in balance.days})
