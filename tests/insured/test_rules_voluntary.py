"""Voluntary insurance: who may ask for it, until when, and what it costs."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel.dated import NothingInForceError
from insured.choices.affiliation import Cover, Fund
from insured.choices.coverage import VoluntaryKind
from insured.choices.coverage import VoluntaryRefusal as No
from insured.rules.coverage import Period
from insured.rules.voluntary import (
    Applicant,
    Loss,
    benefits_from,
    contribution,
    loss_to_continue,
    starts_on,
    unanswered,
    why_not,
    why_not_continued,
    why_not_optional,
)

TODAY = date(2026, 11, 22)
OF_AGE = date(1990, 5, 4)


def period(first: str, last: str | None = None, cover: Cover = Cover.COMPULSORY) -> Period:
    through = 7 if cover == Cover.CO_INSURED else None
    last_day = date.fromisoformat(last) if last else None
    return Period(cover, Fund.CNS, date.fromisoformat(first), last_day, through)


def applicant(*periods: Period, **facts) -> Applicant:
    known = {
        "birth_date": OF_AGE,
        "lives_in_luxembourg": True,
        "covered_otherwise": False,
        "may_be_co_insured": False,
        **facts,
    }
    return Applicant(periods=periods, **known)


LOST = period("2020-03-01", "2026-10-31")
CO_INSURED = period("2020-03-01", "2026-10-31", Cover.CO_INSURED)


@pytest.mark.parametrize(
    ("who", "reasons"),
    [
        (applicant(LOST), []),
        (applicant(CO_INSURED), []),
        (applicant(period("2020-03-01", "2026-10-31", Cover.PENSION)), []),
        # The six months before, and what interrupts them
        (applicant(period("2026-05-01", "2026-10-31")), []),
        (applicant(period("2026-05-02", "2026-10-31")), [No.TOO_SHORT]),
        (applicant(period("2026-01-01", "2026-07-10"), period("2026-07-18", "2026-10-31")), []),
        (
            applicant(period("2026-01-01", "2026-07-10"), period("2026-07-19", "2026-08-31")),
            [No.TOO_SHORT],
        ),
        # Within three months
        (applicant(period("2020-03-01", "2026-08-22")), []),
        (applicant(period("2020-03-01", "2026-08-21")), [No.TOO_LATE]),
        (applicant(period("2026-08-01", "2026-08-21")), [No.TOO_SHORT, No.TOO_LATE]),
        # What there is instead
        (applicant(), [No.NEVER_INSURED]),
        (applicant(period("2020-03-01")), [No.STILL_INSURED]),
        (applicant(LOST, period("2026-11-15")), [No.STILL_INSURED]),
        (applicant(period("2020-03-01", "2026-12-31")), []),
        (applicant(period("2020-03-01", cover=Cover.VOLUNTARY_CONTINUED)), [No.STILL_INSURED]),
        (
            applicant(period("2020-03-01", "2026-10-31", Cover.VOLUNTARY_CONTINUED)),
            [No.NEVER_INSURED],
        ),
        # A short job afterwards does not use up what came before
        (applicant(LOST, period("2026-11-10", "2026-11-16")), []),
        # Who it is
        (applicant(LOST, lives_in_luxembourg=False), [No.NOT_RESIDENT]),
        (applicant(LOST, birth_date=date(2008, 11, 22)), []),
        (applicant(LOST, birth_date=date(2008, 11, 23)), [No.UNDER_AGE]),
        (applicant(LOST, birth_date=None), []),
        (applicant(LOST, covered_otherwise=True), [No.COVERED_OTHERWISE]),
        (applicant(LOST, may_be_co_insured=True), [No.MAY_BE_CO_INSURED]),
        # Everything at once, and nothing that is only unknown
        (
            applicant(
                period("2026-08-01", "2026-08-21"),
                lives_in_luxembourg=False,
                birth_date=date(2010, 1, 1),
                covered_otherwise=True,
                may_be_co_insured=True,
            ),
            [
                No.NOT_RESIDENT,
                No.UNDER_AGE,
                No.TOO_SHORT,
                No.TOO_LATE,
                No.COVERED_OTHERWISE,
                No.MAY_BE_CO_INSURED,
            ],
        ),
        (
            applicant(
                LOST, lives_in_luxembourg=None, covered_otherwise=None, may_be_co_insured=None
            ),
            [],
        ),
    ],
)
def test_why_continued_insurance_is_not_open(who, reasons):
    assert [why.reason for why in why_not_continued(who, on=TODAY)] == reasons


@pytest.mark.parametrize(
    ("who", "reasons"),
    [
        (applicant(), []),
        (applicant(period("2020-03-01", "2021-01-01")), []),
        (applicant(birth_date=date(2020, 1, 1)), []),
        (applicant(period("2020-03-01")), [No.STILL_INSURED]),
        (applicant(lives_in_luxembourg=False), [No.NOT_RESIDENT]),
        (
            applicant(lives_in_luxembourg=False, covered_otherwise=True, may_be_co_insured=True),
            [No.NOT_RESIDENT, No.COVERED_OTHERWISE, No.MAY_BE_CO_INSURED],
        ),
    ],
)
def test_why_optional_insurance_is_not_open(who, reasons):
    assert [why.reason for why in why_not_optional(who, on=TODAY)] == reasons
    assert why_not(VoluntaryKind.OPTIONAL, who, on=TODAY) == why_not_optional(who, on=TODAY)


def test_a_refusal_carries_the_days_of_its_sentence():
    (late,) = why_not_continued(applicant(period("2020-03-01", "2026-08-21")), on=TODAY)
    assert late.details == {"ended": date(2026, 8, 21), "deadline": date(2026, 11, 21)}
    assert late.reason.label.format(**late.details).count("2026-11-21") == 1
    (running,) = why_not_optional(applicant(period("2020-03-01")), on=TODAY)
    assert running.details["since"] == date(2020, 3, 1)


def test_what_is_not_answered_is_asked_for():
    assert unanswered(applicant(LOST)) == []
    for missing in ("lives_in_luxembourg", "covered_otherwise", "may_be_co_insured"):
        (why,) = unanswered(applicant(LOST, **{missing: None}))
        assert why.reason == No.NOT_ANSWERED


@pytest.mark.parametrize(
    ("last", "deadline"),
    [
        ("2026-10-31", date(2027, 1, 31)),
        ("2026-11-30", date(2027, 2, 28)),
        ("2026-08-22", date(2026, 11, 22)),
    ],
)
def test_the_deadline_is_three_months_after_the_last_day(last, deadline):
    assert Loss(date(2020, 1, 1), date.fromisoformat(last)).deadline == deadline


def test_the_best_loss_counts_and_else_the_last_one():
    short = period("2026-11-10", "2026-11-16")
    assert loss_to_continue([short, LOST], on=TODAY).last == date(2026, 10, 31)
    assert loss_to_continue([short], on=TODAY).last == date(2026, 11, 16)
    assert loss_to_continue([], on=TODAY) is None


def test_continued_insurance_begins_the_day_after_and_optional_insurance_waits():
    continued, optional = VoluntaryKind.CONTINUED, VoluntaryKind.OPTIONAL
    assert starts_on(continued, [LOST], on=TODAY) == date(2026, 11, 1)
    assert benefits_from(continued, [LOST], on=TODAY) == date(2026, 11, 1)
    assert starts_on(optional, [LOST], on=TODAY) == TODAY
    assert benefits_from(optional, [LOST], on=TODAY) == date(2027, 2, 22)
    assert benefits_from(optional, [], on=date(2010, 1, 1)) is None


@pytest.mark.parametrize(
    ("on", "euro", "since", "is_current"),
    [
        (date(2024, 1, 1), "143.97", date(2024, 1, 1), True),
        (date(2024, 12, 31), "143.97", date(2024, 1, 1), True),
        (date(2025, 1, 1), "147.72", date(2025, 1, 1), True),
        (date(2025, 4, 30), "147.72", date(2025, 1, 1), True),
        (date(2025, 5, 1), "151.41", date(2025, 5, 1), True),
        (date(2026, 5, 31), "151.41", date(2025, 5, 1), True),
        (date(2026, 6, 1), "151.41", date(2025, 5, 1), False),
    ],
)
def test_the_contribution_says_from_when_its_wage_is(on, euro, since, is_current):
    found = contribution(on)
    assert (found.euro, found.wage_since) == (Decimal(euro), since)
    assert found.is_current is is_current


def test_no_contribution_is_guessed():
    with pytest.raises(NothingInForceError):
        contribution(date(2023, 12, 31))


@given(
    first=st.integers(0, 400),
    length=st.integers(0, 400),
    later=st.integers(0, 60),
)
def test_whoever_loses_later_has_at_least_as_long_to_ask(first, length, later):
    start = date(2024, 1, 1) + timedelta(days=first)
    sooner = Loss(start, start + timedelta(days=length))
    later_loss = Loss(start, start + timedelta(days=length + later))
    assert sooner.deadline <= later_loss.deadline
    assert sooner.long_enough <= later_loss.long_enough


@given(order=st.permutations([LOST, CO_INSURED, period("2026-11-10", "2026-11-16")]))
def test_the_order_of_periods_does_not_matter(order):
    assert why_not_continued(applicant(*order), on=TODAY) == []
    assert loss_to_continue(order, on=TODAY) == Loss(date(2020, 3, 1), date(2026, 10, 31))
