"""Fifty years of certificates: twice as many cost twice as much, counted in calls, not in time."""

import sys
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from incapacity.choices.certificates import Cause
from incapacity.rules import benefit_limit, employer_pays, family_leave
from incapacity.rules.facts import Absence, Child
from incapacity.rules.periods import periods
from tests.incapacity.calendar import absence

TODAY = date(2026, 11, 22)
LEA = Child("Lea", date(2010, 3, 1), in_hospital=True)
YEARS = 50


def working_life(per_year: int) -> list[Absence]:
    """Certificates of three days, `per_year` of them evenly over fifty years."""
    apart = 365 // per_year
    return [
        absence(first, first + timedelta(days=2), cause=cause, key=number, child=LEA)
        for number in range(YEARS * per_year)
        for first in [TODAY - timedelta(days=number * apart)]
        for cause in [Cause.FAMILY if number % 2 else Cause.ILLNESS]
    ]


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, our own and those of Python."""
    number = 0

    def count(_frame, event, _argument):
        nonlocal number
        number += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return number


def standing_of_employer(absences):
    return employer_pays.standing(employer_pays.counted(absences, on=TODAY), today=TODAY)


def standing_of_benefit(absences):
    return benefit_limit.standing(benefit_limit.counted(absences, on=TODAY), today=TODAY)


def leave_of_child(absences):
    return family_leave.balance(LEA, absences, today=TODAY)


@pytest.mark.parametrize(
    "counting", [periods, standing_of_employer, standing_of_benefit, leave_of_child],
    ids=["periods", "77 days", "78 weeks", "leave"],
)  # fmt: skip
def test_twice_the_certificates_cost_at_most_little_more_than_twice(counting):
    few, many = working_life(6), working_life(12)
    counting(few)  # holidays of the years are looked up once
    assert calls(lambda: counting(many)) <= 2.3 * calls(lambda: counting(few))
