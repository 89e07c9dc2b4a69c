"""When somebody is reminded of the employer's sheet, and what can be ticked off."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incapacity.choices.certificates import CertificateState
from incapacity.choices.sheets import TickRefusal
from incapacity.rules import sheets as rules
from incapacity.rules.facts import COUNTED

A_DAY = timedelta(days=1)
DUE = date(2026, 11, 18)


def is_reminded(**said):
    facts = {
        "state": CertificateState.SENT,
        "due": DUE,
        "sent_on": DUE - 2 * A_DAY,
        "is_given": False,
        "was_reminded": False,
        "has_employer": True,
        "today": DUE,
    }
    return rules.is_to_be_reminded(**{**facts, **said})


@pytest.mark.parametrize(
    ("said", "reminded"),
    [
        ({}, True),
        ({"today": DUE - A_DAY}, True),
        ({"today": DUE - 2 * A_DAY, "sent_on": DUE - 4 * A_DAY}, False),
        ({"today": DUE + A_DAY}, False),
        ({"sent_on": DUE}, False),
        ({"is_given": True}, False),
        ({"was_reminded": True}, False),
        ({"has_employer": False}, False),
        ({"due": None}, False),
    ],
)
def test_the_reminder_comes_on_the_last_day_or_the_day_before(said, reminded):
    assert is_reminded(**said) == reminded


@pytest.mark.parametrize("state", sorted(CertificateState))
def test_only_what_counts_is_reminded_of(state):
    assert is_reminded(state=state) == (state in COUNTED)


@given(st.integers(-40, 40), st.integers(-40, 40))
def test_nobody_is_reminded_too_late_or_on_the_day_of_sending(sent, today):
    sent_on, now = DUE + sent * A_DAY, DUE + today * A_DAY
    if is_reminded(sent_on=sent_on, today=now):
        assert sent_on < now <= DUE


@pytest.mark.parametrize("state", sorted(CertificateState))
def test_what_was_taken_back_has_nothing_to_tick_off(state):
    refused = state == CertificateState.WITHDRAWN
    assert rules.why_not_tick(state) == (TickRefusal.NOTHING_TO_TICK if refused else None)
