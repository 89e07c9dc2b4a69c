"""Until when one can object, and why not."""

from datetime import date

import pytest

from reimbursements.choices.claims import ClaimRefusal
from reimbursements.choices.money import ObjectionState
from reimbursements.choices.objecting import ObjectionRefusal
from reimbursements.rules.objecting import (
    object_until,
    why_not,
    why_not_answer,
    why_not_withdraw,
)

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


@pytest.mark.parametrize("state", ObjectionState)
def test_only_what_is_open_is_taken_back(state):
    expected = None if state in {"sent", "being_checked"} else ObjectionRefusal.CLOSED
    assert why_not_withdraw(state) == expected


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({}, None),
        ({"state": ObjectionState.BEING_CHECKED}, None),
        ({"state": ObjectionState.UPHELD}, ObjectionRefusal.CLOSED),
        ({"state": ObjectionState.REJECTED, "is_ones_own": True}, ObjectionRefusal.CLOSED),
        ({"state": ObjectionState.WITHDRAWN}, ObjectionRefusal.CLOSED),
        ({"is_ones_own": True, "has_decided_it": True}, ObjectionRefusal.OWN_FILE),
        ({"is_relatives": True, "has_decided_it": True}, ObjectionRefusal.RELATIVES_FILE),
        ({"has_decided_it": True, "is_another_agents": True}, ObjectionRefusal.DECIDED_IT),
        ({"is_another_agents": True}, ObjectionRefusal.NOT_YOURS),
    ],
)
def test_who_answers_an_objection(facts, refusal):
    assert why_not_answer(**{"state": ObjectionState.SENT, **facts}) == refusal
