"""Until when one can object, and why not."""

from datetime import date

import pytest

from reimbursements.choices.claims import ClaimRefusal
from reimbursements.rules.objecting import object_until, why_not

LAST = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("told", "last"),
    [
        (date(2026, 11, 21), LAST),
        (date(2024, 2, 1), date(2024, 3, 12)),
        (date(2025, 2, 1), date(2025, 3, 13)),
    ],
)
def test_the_fortieth_day_after_it_was_told_is_the_last(told, last):
    assert object_until(told) == last


@pytest.mark.parametrize(
    ("today", "objected_before", "refusal"),
    [
        (date(2026, 11, 21), False, None),
        (LAST, False, None),
        (date(2027, 1, 1), False, ClaimRefusal.TOO_LATE_TO_OBJECT),
        (LAST, True, ClaimRefusal.OBJECTED_ALREADY),
        (date(2027, 1, 1), True, ClaimRefusal.OBJECTED_ALREADY),
    ],
)
def test_why_nobody_can_object(today, objected_before, refusal):
    assert why_not(until=LAST, today=today, objected_before=objected_before) == refusal


def test_a_statement_without_a_last_day_takes_no_objection():
    refusal = why_not(until=None, today=LAST, objected_before=False)
    assert refusal == ClaimRefusal.TOO_LATE_TO_OBJECT
