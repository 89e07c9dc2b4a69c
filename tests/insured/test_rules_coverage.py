"""Coverage on a day: the rule as a table."""

from datetime import date

import pytest

from insured.choices.affiliation import Cover, Fund
from insured.choices.coverage import CoverageReason as Why
from insured.choices.coverage import LegalBasis
from insured.rules.coverage import (
    Facts,
    History,
    Period,
    kept_until,
    on,
)
from insured.rules.endings import end_to_tell, ended_on, ended_through
from insured.rules.optional_waiting import waiting_months

ILL, WELL = Facts(illness_under_treatment=True), Facts(illness_under_treatment=False)
ELSEWHERE = Facts(covered_elsewhere=True)


def day(text: str) -> date:
    return date.fromisoformat(text)


def work(first: str, last: str | None = None, fund: Fund = Fund.CNS) -> Period:
    return Period(Cover.COMPULSORY, fund, day(first), day(last) if last else None)


def optional(first: str, last: str | None = None) -> Period:
    return Period(Cover.VOLUNTARY_OPTIONAL, Fund.CNS, day(first), day(last) if last else None)


def co_insured(first: str, last: str | None = None, through: int = 7) -> Period:
    return Period(Cover.CO_INSURED, Fund.CNS, day(first), day(last) if last else None, through)


ENDED_IN_AUGUST = [work("2020-03-01", "2026-08-14")]
SHORT = [work("2026-03-01", "2026-08-14")]
JUST_ENOUGH = [work("2026-02-15", "2026-08-14")]
WITH_A_GAP_OF_SEVEN_DAYS = [work("2026-01-01", "2026-05-10"), work("2026-05-18", "2026-08-14")]
WITH_A_GAP_OF_EIGHT_DAYS = [work("2026-01-01", "2026-05-10"), work("2026-05-19", "2026-08-14")]
A_WEEK_OF_WORK_AFTERWARDS = [*ENDED_IN_AUGUST, work("2026-10-01", "2026-10-07")]


@pytest.mark.parametrize(
    ("periods", "when", "facts", "covered", "why"),
    [
        ([], "2026-08-14", WELL, False, Why.NO_AFFILIATION),
        # From the first day to the last
        ([work("2026-08-14")], "2026-08-13", WELL, False, Why.NOT_YET),
        ([work("2026-08-14")], "2026-08-14", WELL, True, Why.AFFILIATED),
        ([work("2026-08-14")], "2099-01-01", WELL, True, Why.AFFILIATED),
        (ENDED_IN_AUGUST, "2026-08-14", WELL, True, Why.AFFILIATED),
        ([co_insured("2026-08-14")], "2026-08-14", WELL, True, Why.CO_INSURED),
        # The current month and three more
        (ENDED_IN_AUGUST, "2026-08-15", WELL, True, Why.KEPT),
        (ENDED_IN_AUGUST, "2026-11-30", WELL, True, Why.KEPT),
        (ENDED_IN_AUGUST, "2026-12-01", WELL, False, Why.ENDED),
        ([co_insured("2020-03-01", "2026-08-14")], "2026-11-30", WELL, True, Why.KEPT),
        # Three more for an illness under treatment
        (ENDED_IN_AUGUST, "2026-11-30", ILL, True, Why.KEPT),
        (ENDED_IN_AUGUST, "2026-12-01", ILL, True, Why.KEPT_FOR_ILLNESS),
        (ENDED_IN_AUGUST, "2027-02-28", ILL, True, Why.KEPT_FOR_ILLNESS),
        (ENDED_IN_AUGUST, "2027-03-01", ILL, False, Why.ENDED),
        (ENDED_IN_AUGUST, "2026-12-01", Facts(), False, Why.ENDED_BUT_ILLNESS),
        (ENDED_IN_AUGUST, "2027-03-01", Facts(), False, Why.ENDED),
        # Not when covered elsewhere
        (ENDED_IN_AUGUST, "2026-08-14", ELSEWHERE, True, Why.AFFILIATED),
        (ENDED_IN_AUGUST, "2026-08-15", ELSEWHERE, False, Why.COVERED_ELSEWHERE),
        (ENDED_IN_AUGUST, "2027-03-01", ELSEWHERE, False, Why.ENDED),
        # Six months, and what interrupts them
        (SHORT, "2026-08-15", WELL, False, Why.TOO_SHORT),
        (SHORT, "2026-08-15", ILL, False, Why.TOO_SHORT),
        (JUST_ENOUGH, "2026-08-15", WELL, True, Why.KEPT),
        (WITH_A_GAP_OF_SEVEN_DAYS, "2026-05-12", WELL, False, Why.TOO_SHORT),
        (WITH_A_GAP_OF_SEVEN_DAYS, "2026-08-15", WELL, True, Why.KEPT),
        (WITH_A_GAP_OF_EIGHT_DAYS, "2026-08-15", WELL, False, Why.TOO_SHORT),
        # Another fund, another kind: the same insurance
        (
            [work("2026-01-01", "2026-05-10", Fund.CMFEP), co_insured("2026-05-11", "2026-08-14")],
            "2026-08-15",
            WELL,
            True,
            Why.KEPT,
        ),
        # Work that was too short takes nothing away from what was kept before
        (A_WEEK_OF_WORK_AFTERWARDS, "2026-10-03", WELL, True, Why.AFFILIATED),
        (A_WEEK_OF_WORK_AFTERWARDS, "2026-11-30", WELL, True, Why.KEPT),
        (A_WEEK_OF_WORK_AFTERWARDS, "2026-12-01", WELL, False, Why.ENDED),
        # Optional insurance waits three months
        ([optional("2026-01-10")], "2026-04-09", WELL, False, Why.WAITING),
        ([optional("2026-01-10")], "2026-04-10", WELL, True, Why.VOLUNTARY),
        ([optional("2013-09-30")], "2026-04-10", WELL, False, Why.AGENT_DECIDES),
        ([*ENDED_IN_AUGUST, optional("2026-10-01")], "2026-11-30", WELL, True, Why.KEPT),
        ([*ENDED_IN_AUGUST, optional("2026-10-01")], "2026-12-31", WELL, False, Why.WAITING),
        ([*ENDED_IN_AUGUST, optional("2026-10-01")], "2026-12-31", Facts(), False, Why.WAITING),
        (
            [*ENDED_IN_AUGUST, optional("2026-10-01")],
            "2026-12-31",
            ILL,
            True,
            Why.KEPT_FOR_ILLNESS,
        ),
        # A waiting period is no part of the six months
        ([optional("2026-01-10", "2026-09-09")], "2026-09-10", WELL, False, Why.TOO_SHORT),
        ([optional("2026-01-10", "2026-10-09")], "2026-10-10", WELL, True, Why.KEPT),
    ],
)
def test_covered_on_a_day_and_why(periods, when, facts, covered, why):
    answer = on(day(when), periods, facts=facts)
    assert (answer.covered, answer.why) == (covered, why)


@pytest.mark.parametrize(
    ("last", "kept", "for_an_illness"),
    [
        ("2026-08-01", "2026-11-30", "2027-02-28"),
        ("2026-08-31", "2026-11-30", "2027-02-28"),
        ("2026-09-01", "2026-12-31", "2027-03-31"),
        ("2026-11-30", "2027-02-28", "2027-05-31"),
        ("2027-11-30", "2028-02-29", "2028-05-31"),
    ],
)
def test_rights_are_kept_to_the_end_of_a_month(last, kept, for_an_illness):
    assert kept_until(day(last)) == day(kept)
    assert kept_until(day(last), illness=True) == day(for_an_illness)


def test_an_answer_says_since_when_until_when_and_by_which_text():
    answer = on(day("2026-08-01"), ENDED_IN_AUGUST)
    assert (answer.since, answer.until) == (day("2020-03-01"), day("2026-08-14"))
    assert (answer.kept_until, answer.illness_until) == (day("2026-11-30"), day("2027-02-28"))
    assert (answer.cover, answer.fund) == (Cover.COMPULSORY, Fund.CNS)
    assert answer.basis == LegalBasis.FIRST_DAY

    kept = on(day("2026-10-01"), ENDED_IN_AUGUST)
    assert (kept.ended, kept.until) == (day("2026-08-14"), day("2026-11-30"))
    assert kept.basis == LegalBasis.KEPT


def test_an_answer_names_through_whom_also_after_the_end():
    periods = [co_insured("2020-01-01", "2026-08-14", through=42)]
    assert on(day("2026-08-01"), periods).through == 42
    assert on(day("2026-11-01"), periods).through == 42


def test_own_insurance_answers_before_a_co_insurance():
    both = [co_insured("2020-01-01"), work("2026-01-01")]
    assert on(day("2026-02-01"), both).cover == Cover.COMPULSORY
    assert on(day("2026-02-01"), both).since == day("2026-01-01")
    assert on(day("2025-12-31"), both).cover == Cover.CO_INSURED


def test_an_answer_tells_when_benefits_begin():
    assert on(day("2026-01-01"), [work("2026-03-01")]).begins == day("2026-03-01")
    assert on(day("2026-02-01"), [optional("2026-01-10")]).begins == day("2026-04-10")
    assert on(day("2026-10-01"), [*ENDED_IN_AUGUST, work("2027-01-01")]).begins == day("2027-01-01")
    assert on(day("2026-08-01"), ENDED_IN_AUGUST).begins is None


def test_the_last_covered_day_counts_where_two_affiliations_ended():
    answer = on(day("2027-06-01"), A_WEEK_OF_WORK_AFTERWARDS)
    assert (answer.ended, answer.until) == (day("2026-08-14"), day("2026-11-30"))


def test_spells_bridge_seven_days_and_no_more():
    assert len(History(WITH_A_GAP_OF_SEVEN_DAYS).spells) == 1
    assert len(History(WITH_A_GAP_OF_EIGHT_DAYS).spells) == 2


def test_the_waiting_period_is_known_from_a_day_on():
    assert waiting_months(day("2013-09-30")) is None
    assert waiting_months(day("2013-10-01")) == 3
    assert waiting_months(day("2026-11-22")) == 3


def test_work_that_ends_cuts_only_what_comes_from_work():
    pension = Period(Cover.PENSION, Fund.CNS, day("2026-01-01"))
    left = ended_on(day("2026-11-30"), [work("2020-01-01"), pension, work("2026-12-15")])
    assert left == [work("2020-01-01", "2026-11-30"), pension]
    assert ended_on(day("2026-11-30"), ENDED_IN_AUGUST) == ENDED_IN_AUGUST


def test_whoever_is_insured_through_somebody_loses_only_that():
    mine, other = co_insured("2020-01-01"), co_insured("2026-01-01", through=8)
    left = ended_through(7, day("2026-11-30"), [mine, other])
    assert left == [co_insured("2020-01-01", "2026-11-30"), other]
    assert ended_through(7, None, [mine, other]) == [mine, other]


def test_an_end_beyond_all_calendars_is_none():
    for_ever = Period(Cover.COMPULSORY, Fund.CNS, day("2020-01-01"), date.max)
    answer = on(day("2026-01-01"), [for_ever])
    assert (answer.covered, answer.until) == (True, None)
    assert ended_on(day("2026-01-31"), [for_ever]) == [work("2020-01-01", "2026-01-31")]


@pytest.mark.parametrize(
    ("periods", "today", "told"),
    [
        (ENDED_IN_AUGUST, "2026-08-14", False),
        (ENDED_IN_AUGUST, "2026-08-21", False),  # seven days do not interrupt
        (ENDED_IN_AUGUST, "2026-08-22", True),
        (ENDED_IN_AUGUST, "2026-11-14", True),
        (ENDED_IN_AUGUST, "2026-11-15", False),  # too late to ask for anything
        (SHORT, "2026-08-22", True),
        ([*ENDED_IN_AUGUST, work("2026-08-20")], "2026-09-01", False),
        ([*ENDED_IN_AUGUST, work("2026-10-01")], "2026-09-01", False),
        ([*ENDED_IN_AUGUST, optional("2026-08-20")], "2026-09-01", False),
        ([], "2026-09-01", False),
    ],
)
def test_whom_to_tell_that_the_insurance_ended(periods, today, told):
    assert (end_to_tell(History(periods), today=day(today)) is not None) is told


def test_the_last_end_is_the_one_to_tell():
    ending = end_to_tell(History(A_WEEK_OF_WORK_AFTERWARDS), today=day("2026-10-20"))
    assert (ending.last, ending.kept_until) == (day("2026-10-07"), None)
