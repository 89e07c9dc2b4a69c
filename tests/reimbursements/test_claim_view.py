"""What the page of a mailing says in each state; no database."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import translation

from reimbursements.choices.claims import ClaimState
from reimbursements.choices.happenings import WHAT_NEXT
from reimbursements.presenters.claim import TONES, ClaimView
from reimbursements.rules.delays import Delay
from reimbursements.rules.states import DECIDED, WAITING

SENT = datetime(2026, 11, 3, 10, tzinfo=UTC)
DAY = timedelta(days=1)
STATES = sorted(set(ClaimState) - {ClaimState.DRAFT})
KNOWN = Delay(sample=20, median=5 * DAY, nine_of_ten=20 * DAY)


def a_view(state, *, bills=("decided",), total="55.09", delay=None, today=None, **claim):
    decided_at = SENT + 6 * DAY if state in DECIDED else None
    facts = {"decided_at": decided_at, "waited": timedelta(0), "original": "received", **claim}
    return ClaimView(
        claim=SimpleNamespace(state=state, sent_at=SENT, **facts),
        bills=[SimpleNamespace(pk=key, state=one) for key, one in enumerate(bills)],
        decisions=[],
        told=[SimpleNamespace(total=Decimal(total))] if state in DECIDED else [],
        delay=delay or Delay(sample=0),
        account="",
        today=today or date(2026, 11, 5),
    )


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_tone_its_words_and_its_place(state):
    view = a_view(state)
    assert view.tone == TONES[state]
    assert view.what_next
    states = [step["state"] for step in view.steps]
    assert states == sorted(states, key=["done", "now", "next"].index)
    assert states.count("now") == (0 if state in {ClaimState.PAID, ClaimState.WITHDRAWN} else 1)


def test_each_state_says_what_comes_next():
    assert set(WHAT_NEXT) == set(STATES)


@pytest.mark.parametrize(
    ("state", "now"),
    [
        (ClaimState.SENT, "Received"),
        (ClaimState.BEING_CHECKED, "Being checked"),
        (ClaimState.NEEDS_YOU, "Being checked"),
        (ClaimState.PROPOSED, "Being checked"),
        (ClaimState.DECIDED, "Paid"),
        (ClaimState.ORDERED, "Paid"),
        (ClaimState.RETURNED, "Paid"),
    ],
)
def test_where_a_mailing_stands(state, now):
    assert [step["label"] for step in a_view(state).steps if step["state"] == "now"] == [now]


def test_where_nothing_is_paid_nothing_is_waited_for():
    view = a_view(ClaimState.DECIDED, total="0.00")
    assert {step["state"] for step in view.steps} == {"done"}
    assert view.steps[-1]["label"] == "Nothing to be paid"
    assert view.what_next == "Your bills are decided, and nothing is to be paid."


@pytest.mark.parametrize(
    ("bills", "words"),
    [
        (["open"], ""),
        (["decided"], ""),
        (["decided", "open"], "1 of 2 bills decided"),
        (["decided"] * 3 + ["proposed", "open"], "3 of 5 bills decided"),
    ],
)
def test_how_many_are_decided(bills, words):
    assert a_view(ClaimState.BEING_CHECKED, bills=bills).how_many == words


@pytest.mark.parametrize("state", STATES)
def test_the_delay_is_for_what_the_cns_has_to_decide(state):
    assert a_view(state).waits is (state in WAITING - {ClaimState.NEEDS_YOU})
    assert not a_view(state, decided_at=SENT).waits


@pytest.mark.parametrize(
    ("today", "past_half", "late"),
    [
        (date(2026, 11, 8), False, False),
        (date(2026, 11, 9), True, False),
        (date(2026, 11, 23), True, False),
        (date(2026, 11, 24), True, True),
    ],
)
def test_what_is_said_about_the_delay_as_time_goes_by(today, past_half, late):
    view = a_view(ClaimState.SENT, delay=KNOWN, today=today)
    assert (view.is_past_half, view.is_late) == (past_half, late)


@pytest.mark.parametrize(
    ("original", "state", "awaited"),
    [
        ("awaited", ClaimState.SENT, True),
        ("awaited", ClaimState.PAID, False),
        ("received", ClaimState.SENT, False),
        ("not_needed", ClaimState.SENT, False),
    ],
)
def test_the_paper_is_asked_for_while_it_helps(original, state, awaited):
    assert a_view(state, original=original).original_awaited is awaited
