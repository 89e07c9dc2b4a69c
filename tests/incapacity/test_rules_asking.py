"""When a stay abroad, or leaving the house at any hour, can be asked for: the rules as tables."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel.spans import Days
from incapacity.choices.asking import AFTER_AN_EVENT, AskingRefusal, StayReason
from incapacity.choices.certificates import Cause, CertificateState, Outings
from incapacity.rules import asking as rules
from incapacity.rules.facts import Absence

A_DAY = timedelta(days=1)
TODAY = date(2026, 11, 22)
LAST = date(2026, 12, 31)
R = AskingRefusal


def ill(first, last=LAST, *, cause=Cause.ILLNESS, **facts):
    return Absence(days=Days(first, last), cause=cause, **facts)


def why_not_stay(**said):
    asked = {
        "days": Days(TODAY + A_DAY, TODAY + 7 * A_DAY),
        "is_home": False,
        "reason": StayReason.SERIOUS_ILLNESS,
        "has_proof": False,
        "absences": [ill(date(2026, 11, 2))],
        "granted": [],
        "asked": [],
        "today": TODAY,
    }
    found = rules.why_not_stay_abroad(**{**asked, **said})
    return found.reason if found else None


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({}, None),
        ({"days": Days(TODAY, TODAY)}, None),
        ({"days": Days(TODAY - A_DAY, TODAY)}, R.ALREADY_BEGUN),
        ({"is_home": True}, R.AT_HOME),
        ({"absences": []}, R.NOT_ILL_THEN),
        ({"absences": [ill(date(2026, 11, 2), TODAY)]}, R.NOT_ILL_THEN),
        ({"absences": [ill(date(2026, 11, 2), TODAY + A_DAY)]}, None),
        ({"absences": [ill(date(2026, 11, 2), cause=Cause.MATERNITY)]}, R.NOT_ILL_THEN),
        ({"absences": [ill(date(2026, 11, 2), cause=Cause.FAMILY)]}, R.NOT_ILL_THEN),
        ({"absences": [ill(date(2026, 11, 2), cause=Cause.ACCIDENT)]}, None),
        (
            {"absences": [ill(date(2026, 11, 2), state=CertificateState.REFUSED)]},
            R.NOT_ILL_THEN,
        ),
        ({"granted": [Days(TODAY, TODAY + 7 * A_DAY)]}, R.STAY_GRANTED),
        ({"granted": [Days(TODAY, TODAY + 6 * A_DAY)]}, None),
        ({"asked": [Days(TODAY + 7 * A_DAY, LAST)]}, R.STAY_ASKED),
        ({"asked": [Days(TODAY + 8 * A_DAY, LAST)]}, None),
    ],
)
def test_a_stay_abroad_is_asked_for_before_it_begins_by_somebody_who_is_ill(said, refusal):
    assert why_not_stay(**said) == refusal


@pytest.mark.parametrize("reason", sorted(StayReason))
@pytest.mark.parametrize("has_proof", [False, True])
def test_a_death_and_a_birth_are_proved_and_nothing_else_is(reason, has_proof):
    refused = reason in AFTER_AN_EVENT and not has_proof
    found = why_not_stay(reason=reason, has_proof=has_proof)
    assert found == (R.PROOF_MISSING if refused else None)


def why_not_lift(first=TODAY, absences=None, granted=()):
    found = rules.why_not_lift(
        first=first,
        absences=[ill(date(2026, 11, 2))] if absences is None else absences,
        granted=list(granted),
        today=TODAY,
    )
    return found.reason if found else None


FORTY_TWO = ill(date(2026, 11, 2), date(2026, 12, 13))
FORTY_THREE = ill(date(2026, 11, 2), date(2026, 12, 14))


@pytest.mark.parametrize(
    ("absences", "first", "refusal"),
    [
        ([FORTY_TWO], TODAY, R.TOO_SHORT),
        ([FORTY_THREE], TODAY, None),
        ([FORTY_THREE], TODAY - A_DAY, R.IN_THE_PAST),
        ([FORTY_THREE], date(2026, 12, 14), None),
        ([FORTY_THREE], date(2026, 12, 15), R.NOT_COVERED),
        ([], TODAY, R.NOT_COVERED),
        ([FORTY_THREE, ill(TODAY, TODAY, outings=Outings.FORBIDDEN)], TODAY, R.FORBIDDEN),
        ([ill(date(2026, 10, 1), cause=Cause.MATERNITY)], TODAY, R.NOT_COVERED),
        # What adjoins counts on, whatever its cause.
        (
            [ill(date(2026, 10, 1), date(2026, 11, 1), cause=Cause.FAMILY), FORTY_TWO],
            TODAY,
            None,
        ),
        # A day between them begins anew.
        ([ill(date(2026, 10, 1), date(2026, 10, 31)), FORTY_TWO], TODAY, R.TOO_SHORT),
    ],
)
def test_restrictions_are_lifted_when_a_period_is_longer_than_six_weeks(absences, first, refusal):
    assert why_not_lift(first, absences) == refusal


def test_what_is_lifted_already_is_not_asked_for_again():
    assert why_not_lift(granted=[Days(TODAY, TODAY)]) == R.ALREADY_LIFTED
    assert why_not_lift(TODAY + A_DAY, granted=[Days(TODAY, TODAY)]) is None


def test_the_sentence_names_how_long_it_is_and_which_day_it_must_reach_beyond():
    found = rules.why_not_lift(first=TODAY, absences=[FORTY_TWO], granted=[], today=TODAY)
    assert found.details == {"weeks": 6, "days": 42, "last": date(2026, 12, 13)}


@pytest.mark.parametrize(
    ("absences", "is_open"),
    [
        ([ill(date(2026, 11, 2), TODAY)], True),
        ([ill(date(2026, 11, 2), TODAY - A_DAY)], False),
        ([ill(TODAY + 5 * A_DAY)], True),
        ([ill(date(2026, 11, 2), cause=Cause.MATERNITY)], False),
        ([], False),
    ],
)
def test_without_an_illness_today_or_later_there_is_nothing_to_ask_for(absences, is_open):
    found = rules.why_not_any(absences, today=TODAY)
    assert (found is None) == is_open
    assert found is None or found.reason == R.NOT_ILL_NOW
    assert (rules.first_to_ask_for(absences, today=TODAY) is not None) == is_open


def test_what_is_granted_without_an_end_ends_with_the_period():
    period = [ill(date(2026, 11, 2), TODAY)]
    assert rules.granted_days(TODAY, None, period) == Days(TODAY, TODAY)
    longer = [*period, ill(TODAY + A_DAY, LAST), ill(LAST + 5 * A_DAY, LAST + 9 * A_DAY)]
    assert rules.granted_days(TODAY, None, longer) == Days(TODAY, LAST)
    assert rules.granted_days(TODAY, TODAY + A_DAY, period) == Days(TODAY, TODAY + A_DAY)
    assert rules.granted_days(TODAY, None, []) is None


@pytest.mark.parametrize(
    ("first", "last", "asked_last", "refusal"),
    [
        (TODAY, LAST, LAST, None),
        (TODAY + A_DAY, LAST - A_DAY, LAST, None),
        (TODAY - A_DAY, LAST + A_DAY, LAST, None),
        (TODAY, None, None, None),
        (TODAY, LAST, None, None),
        (LAST, LAST - A_DAY, LAST, R.ENDS_BEFORE_IT_BEGINS),
        (TODAY - 2 * A_DAY, TODAY - A_DAY, LAST, R.NOT_ASKED_FOR),
        (LAST + A_DAY, LAST + 2 * A_DAY, LAST, R.NOT_ASKED_FOR),
        (date(2025, 11, 22), LAST, LAST, R.NOT_ASKED_FOR),
        (date(2025, 11, 23), LAST, LAST, None),
        (TODAY, date(2027, 12, 31), LAST, R.NOT_ASKED_FOR),
        (TODAY, date(2027, 12, 30), LAST, None),
        (date(2020, 1, 1), None, None, R.NOT_ASKED_FOR),
        (date(2027, 12, 1), None, None, R.NOT_ASKED_FOR),
    ],
)
def test_an_agent_grants_days_about_those_that_were_asked_for(first, last, asked_last, refusal):
    found = rules.why_not_these_days(first, last, asked_first=TODAY, asked_last=asked_last)
    assert found == refusal


days = st.builds(
    lambda start, length: Days(TODAY + start * A_DAY, TODAY + (start + length) * A_DAY),
    st.integers(-60, 60),
    st.integers(0, 60),
)


@given(st.lists(days, max_size=5), st.lists(days, max_size=5), days)
def test_another_certificate_never_closes_a_stay(known, more, asked):
    def reason(stretches):
        return why_not_stay(days=asked, absences=[ill(one.first, one.last) for one in stretches])

    if reason(known) is None:
        assert reason([*known, *more]) is None


@given(st.lists(days, max_size=5), days)
def test_the_days_that_no_certificate_covers_are_in_none_of_them(known, asked):
    absences = [ill(one.first, one.last) for one in known]
    missing = {
        day.first + number * A_DAY
        for day in rules.not_covered(asked, absences)
        for number in range((day.end - day.first).days + 1)
    }
    for number in range((asked.end - asked.first).days + 1):
        day = asked.first + number * A_DAY
        assert (day in missing) == all(day not in one for one in known)
