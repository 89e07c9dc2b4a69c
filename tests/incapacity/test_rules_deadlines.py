"""Until when a certificate must have reached whom."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel import public_holidays
from cns_portal.kernel.dated import NothingInForceError
from incapacity.choices.certificates import Cause, Sequel
from incapacity.choices.deadlines import DeadlineBasis, DeadlineRule, Duty
from incapacity.parameters.sourced import KNOWN_FROM
from incapacity.rules.deadlines import (
    Case,
    deadlines,
    drawn_up_by,
    for_cns,
    for_employer,
    is_short,
    tell,
)
from tests.incapacity import oracle_of_deadlines as oracle

DAY = timedelta(days=1)
KINDS = {
    "illness": {"cause": Cause.ILLNESS},
    "hospital": {"cause": Cause.ACCIDENT, "in_hospital": True},
    "prolongation": {"cause": Cause.ILLNESS, "sequel": Sequel.PROLONGATION},
    "family": {"cause": Cause.FAMILY},
    "maternity": {"cause": Cause.MATERNITY},
}
LENGTHS = [None, 1, 2, 3, 40]

some_days = st.dates(min_value=KNOWN_FROM, max_value=date(2098, 12, 31))
some_cases = st.builds(
    lambda first, length, cause, sequel, in_hospital, earlier: Case(
        first_day=first,
        last_day=None if length is None else first + length * DAY,
        cause=cause,
        sequel=sequel,
        in_hospital=in_hospital,
        earlier_last_day=None if earlier is None else first + earlier * DAY,
    ),
    first=some_days,
    length=st.none() | st.integers(0, 400),
    cause=st.sampled_from(Cause),
    sequel=st.sampled_from(Sequel),
    in_hospital=st.booleans(),
    earlier=st.none() | st.integers(-30, 30),
)


def days_of(year):
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += DAY


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_every_deadline_of_the_year_is_the_one_found_by_hand(year, kind, length):
    for first in days_of(year):
        last = None if length is None else first + (length - 1) * DAY
        case = Case(first_day=first, last_day=last, **KINDS[kind])
        found = for_employer(case).day, for_cns(case).day
        assert found == (
            oracle.to_the_employer(first, kind, length),
            oracle.to_the_cns(first, kind, length),
        ), first


@pytest.mark.parametrize(
    ("first", "employer", "cns"),
    [
        ("2026-11-23", "2026-11-25", "2026-11-25"),  # Monday: Wednesday for both
        ("2026-11-19", "2026-11-21", "2026-11-23"),  # Thursday: Saturday; Monday
        ("2026-11-20", "2026-11-23", "2026-11-23"),  # Friday: Sunday moves for both
        ("2026-11-21", "2026-11-23", "2026-11-23"),  # Saturday: Monday
        ("2026-12-23", "2026-12-28", "2026-12-28"),  # Christmas, St Stephen, Sunday in a row
        ("2026-12-24", "2026-12-28", "2026-12-28"),  # St Stephen on a Saturday
        ("2026-04-03", "2026-04-07", "2026-04-07"),  # Easter Sunday, Easter Monday
        ("2026-05-07", "2026-05-11", "2026-05-11"),  # Europe Day on a Saturday
        ("2026-06-21", "2026-06-24", "2026-06-24"),  # National Day, a Tuesday
        ("2026-10-30", "2026-11-02", "2026-11-02"),  # All Saints on a Sunday is not moved
        ("2028-02-27", "2028-02-29", "2028-02-29"),  # a leap year
        ("2026-12-30", "2027-01-02", "2027-01-04"),  # over New Year into a Saturday
    ],
)
def test_day_three_and_what_moves_it(first, employer, cns):
    case = Case(first_day=date.fromisoformat(first))
    assert for_employer(case).day == date.fromisoformat(employer)
    assert for_cns(case).day == date.fromisoformat(cns)


def test_a_saturday_is_a_day_of_the_employer_unless_it_is_a_holiday():
    assert for_employer(Case(first_day=date(2026, 8, 6))).day == date(2026, 8, 8)
    assert for_employer(Case(first_day=date(2026, 8, 13))).day == date(2026, 8, 17)


@pytest.mark.parametrize(
    ("first", "earlier", "begins", "employer", "cns"),
    [
        # It adjoins: Monday is day one of the prolongation.
        ("2026-11-23", "2026-11-22", "2026-11-23", "2026-11-25", "2026-11-25"),
        # The planned return is a Saturday: the employer's Monday, and the same for the CNS.
        ("2026-11-21", "2026-11-20", "2026-11-21", "2026-11-23", "2026-11-23"),
        # Day three is a Sunday: no text moves it for the employer.
        ("2026-11-20", "2026-11-19", "2026-11-20", "2026-11-22", "2026-11-23"),
        # It overlaps: counted from the day after the earlier one.
        ("2026-11-18", "2026-11-22", "2026-11-23", "2026-11-25", "2026-11-25"),
        # Days lie between: counted from its own first day.
        ("2026-11-23", "2026-11-20", "2026-11-23", "2026-11-25", "2026-11-25"),
        # The earlier one is not known.
        ("2026-11-23", None, "2026-11-23", "2026-11-25", "2026-11-25"),
    ],
)
def test_a_prolongation_counts_from_the_planned_day_of_return(
    first, earlier, begins, employer, cns
):
    case = Case(
        first_day=date.fromisoformat(first),
        sequel=Sequel.PROLONGATION,
        earlier_last_day=earlier and date.fromisoformat(earlier),
    )
    assert case.begins == date.fromisoformat(begins)
    told = tell(case)
    assert (told.day, told.rule) == (case.begins, DeadlineRule.ON_PLANNED_RETURN)
    assert for_employer(case).day == date.fromisoformat(employer)
    assert for_cns(case).day == date.fromisoformat(cns)


@pytest.mark.parametrize(
    ("length", "short"), [(1, True), (2, True), (3, False), (None, False), (400, False)]
)
def test_up_to_two_days_the_certificate_is_due_only_when_the_employer_asks(length, short):
    monday = date(2026, 11, 23)
    last = None if length is None else monday + (length - 1) * DAY
    case = Case(first_day=monday, last_day=last)
    assert is_short(case) is short
    if short:
        assert tell(case).day == monday
        assert for_employer(case).rule == DeadlineRule.ONLY_WHEN_ASKED
        assert for_cns(case).rule == DeadlineRule.NOT_REQUIRED
        assert not for_cns(case).is_late(monday + 400 * DAY)


@pytest.mark.parametrize(
    "details", [{"cause": Cause.FAMILY}, {"sequel": Sequel.PROLONGATION}], ids=["family", "longer"]
)
def test_a_sick_child_and_a_prolongation_need_one_from_the_first_day(details):
    monday = date(2026, 11, 23)
    case = Case(first_day=monday, last_day=monday, **details)
    assert for_cns(case).day == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("earlier_last_day", "short"),
    [
        (date(2026, 11, 23), False),  # they share the day
        (date(2026, 11, 22), False),  # a Sunday, and the relapse is on the Monday
        (date(2026, 11, 21), True),
        (None, True),
    ],
)
def test_a_relapse_on_the_day_after_is_no_short_absence(earlier_last_day, short):
    """The days in a row are the absence, not those of one sheet."""
    monday = date(2026, 11, 23)
    case = Case(
        first_day=monday,
        last_day=monday,
        sequel=Sequel.RELAPSE,
        earlier_last_day=earlier_last_day,
    )
    assert is_short(case) is short
    until = None if short else date(2026, 11, 25)
    assert (for_employer(case).day, for_cns(case).day) == (until, until)
    assert tell(case).day == monday
    assert drawn_up_by(case) == date(2026, 11, 25)


def test_of_leave_for_family_reasons_the_employer_hears_at_once_and_the_fund_by_day_three():
    told, employer, cns = deadlines(Case(first_day=date(2026, 11, 23), cause=Cause.FAMILY))
    assert (told.day, told.basis) == (date(2026, 11, 23), DeadlineBasis.LABOUR_CODE_TELL)
    assert (employer.day, employer.rule) == (None, DeadlineRule.AS_SOON_AS_POSSIBLE)
    assert cns.rule == DeadlineRule.SENT_TO_CNS_FAMILY
    assert (cns.day, cns.basis) == (date(2026, 11, 25), DeadlineBasis.CNS_FAMILY)


@pytest.mark.parametrize(
    ("first_day", "until"),
    [
        (date(2026, 11, 23), date(2026, 11, 26)),  # inside: from the planned return
        (date(2026, 11, 24), date(2026, 11, 26)),
        (date(2026, 11, 25), date(2026, 11, 27)),  # a day lies between: from its own first day
    ],
)
def test_what_prolongs_a_leave_for_family_reasons_has_day_three_of_the_planned_return(
    first_day, until
):
    case = Case(
        first_day=first_day,
        cause=Cause.FAMILY,
        sequel=Sequel.PROLONGATION,
        earlier_last_day=date(2026, 11, 23),
    )
    cns = deadlines(case)[2]
    assert (cns.rule, cns.day) == (DeadlineRule.SENT_TO_CNS_FAMILY, until)


def test_after_an_emergency_in_hospital_only_the_employer_waits_longer():
    case = Case(first_day=date(2026, 11, 23), in_hospital=True)
    assert for_employer(case).day == date(2026, 11, 30)
    assert for_cns(case).day == date(2026, 11, 25)


def test_for_maternity_leave_no_day_is_invented():
    found = deadlines(Case(first_day=date(2026, 11, 23), cause=Cause.MATERNITY))
    assert {deadline.rule for deadline in found} == {DeadlineRule.NO_DAY_KNOWN}
    assert {deadline.day for deadline in found} == {None}
    assert {deadline.basis for deadline in found} == {DeadlineBasis.NONE}


@pytest.mark.parametrize(
    ("details", "until"),
    [
        ({}, date(2026, 11, 22)),
        ({"cause": Cause.ACCIDENT, "sequel": Sequel.RELAPSE}, date(2026, 11, 22)),
        ({"sequel": Sequel.PROLONGATION}, None),
        ({"cause": Cause.FAMILY}, None),
        ({"cause": Cause.MATERNITY}, None),
    ],
)
def test_the_doctor_draws_it_up_by_day_three_and_no_weekend_moves_that(details, until):
    assert drawn_up_by(Case(first_day=date(2026, 11, 20), **details)) == until


def test_the_last_day_itself_is_in_time():
    deadline = for_cns(Case(first_day=date(2026, 11, 23)))
    wednesday = date(2026, 11, 25)
    assert deadline.days_left(date(2026, 11, 23)) == 2
    assert (deadline.days_left(wednesday), deadline.is_late(wednesday)) == (0, False)
    assert (deadline.days_left(wednesday + DAY), deadline.is_late(wednesday + DAY)) == (-1, True)


def test_before_the_first_known_text_nothing_is_calculated():
    with pytest.raises(NothingInForceError):
        deadlines(Case(first_day=KNOWN_FROM - DAY))
    assert deadlines(Case(first_day=KNOWN_FROM))


@pytest.mark.parametrize("day", [date(2100, 1, 1), date(9999, 12, 31)])
def test_in_a_year_without_known_holidays_nothing_is_calculated(day):
    with pytest.raises(NothingInForceError):
        deadlines(Case(first_day=day))
    with pytest.raises(NothingInForceError):
        drawn_up_by(Case(first_day=day))
    with pytest.raises(NothingInForceError):
        for_cns(
            Case(first_day=date(2026, 11, 23), sequel=Sequel.PROLONGATION, earlier_last_day=day)
        )


@given(some_cases)
def test_a_last_day_is_one_on_which_the_thing_can_be_done(case):
    cns, employer = for_cns(case), for_employer(case)
    assert cns.day is None or not public_holidays.is_weekend_or_holiday(cns.day)
    if employer.rule == DeadlineRule.EMPLOYER_HAS_IT:
        assert not public_holidays.is_sunday_or_holiday(employer.day)


@given(some_cases)
def test_a_move_is_never_backwards_and_passes_only_over_days_that_do_not_suit(case):
    for deadline in deadlines(case):
        assert (deadline.day is None) == (deadline.counted is None)
        if deadline.day is None:
            assert not deadline.moved
            continue
        assert deadline.counted <= deadline.day <= deadline.counted + 6 * DAY
        passed = deadline.counted
        while passed < deadline.day:
            assert public_holidays.is_weekend_or_holiday(passed)
            passed += DAY


@given(some_cases)
def test_each_duty_has_one_answer_and_names_its_text(case):
    found = deadlines(case)
    assert [deadline.duty for deadline in found] == [Duty.TELL, Duty.EMPLOYER, Duty.CNS]
    for deadline in found:
        named = deadline.basis != DeadlineBasis.NONE
        assert named == (deadline.rule != DeadlineRule.NO_DAY_KNOWN)


@given(some_cases)
def test_a_later_first_day_never_has_an_earlier_deadline(case):
    later = Case(
        first_day=case.first_day + DAY,
        last_day=case.last_day and case.last_day + DAY,
        cause=case.cause,
        sequel=case.sequel,
        in_hospital=case.in_hospital,
        earlier_last_day=case.earlier_last_day and case.earlier_last_day + DAY,
    )
    for before, after in zip(deadlines(case), deadlines(later), strict=True):
        assert before.day is None or before.day <= after.day


@given(some_cases, some_days)
def test_late_means_no_day_is_left(case, today):
    for deadline in deadlines(case):
        left = deadline.days_left(today)
        assert deadline.is_late(today) == (left is not None and left < 0)
