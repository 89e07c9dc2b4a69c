"""The complementary reimbursement: what counts, what lies above the threshold, who may do what."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reimbursements.choices.care import Care
from reimbursements.choices.complementary import ComplementaryRefusal as Refusal
from reimbursements.choices.money import ComplementaryState as State
from reimbursements.parameters.names import COMPLEMENTARY_SHARE
from reimbursements.rules import complementary as rules
from reimbursements.rules.complementary import Counted, Standing, Verb
from reimbursements.rules.tariffs import Value

TODAY = date(2027, 2, 1)
SHARE = Value(
    COMPLEMENTARY_SHARE,
    Decimal("0.025"),
    "share",
    date(2020, 1, 1),
    rules.BASIS,
    "cns.public.lu",
)
cents = st.integers(0, 10_000_000).map(lambda number: Decimal(number) / 100)


def standing(participation="900.00", income="30000.00", paid="0.00", share=SHARE, year=2026):
    return Standing(
        year,
        Decimal(participation),
        None if income is None else Decimal(income),
        share,
        Decimal(paid),
    )


@pytest.mark.parametrize(
    ("participation", "income", "paid", "threshold", "due"),
    [
        ("900.00", "30000.00", "0.00", "750.00", "150.00"),
        ("750.00", "30000.00", "0.00", "750.00", "0.00"),
        ("750.01", "30000.00", "0.00", "750.00", "0.01"),
        ("749.99", "30000.00", "0.00", "750.00", "0.00"),
        ("900.00", "30000.00", "100.00", "750.00", "50.00"),
        ("900.00", "30000.00", "150.00", "750.00", "0.00"),
        ("900.00", "30000.20", "0.00", "750.01", "149.99"),  # 750.005: half a cent up
        ("900.00", "30000.19", "0.00", "750.00", "150.00"),
        ("900.00", "0.00", "0.00", "0.00", "900.00"),
    ],
)
def test_what_lies_above_the_share_of_the_income_is_paid(
    participation, income, paid, threshold, due
):
    year = standing(participation, income, paid)
    assert (year.threshold, year.due) == (Decimal(threshold), Decimal(due))


def test_without_an_income_or_a_share_nothing_is_guessed():
    ended = Value(COMPLEMENTARY_SHARE, None, "share", date(2026, 1, 1), "", "")
    for year in (standing(income=None), standing(share=None), standing(share=ended)):
        assert (year.threshold, year.above, year.due) == (None, None, None)


def test_dental_prostheses_do_not_count_and_everybody_else_does():
    rows = [Counted(1, care, Decimal("10.00")) for care in Care]
    assert rules.participation(rows) == Decimal("10.00") * (len(Care) - 1)
    assert rules.participation([Counted(1, Care.DENTAL_PROSTHESIS, Decimal("10.00"))]) == 0
    family = [Counted(person, Care.CONSULTATION, Decimal("7.51")) for person in (1, 2, 3)]
    assert rules.participation(family) == Decimal("22.53")


@given(participation=cents, income=cents, paid=cents)
def test_never_more_is_paid_than_was_borne_and_never_below_the_threshold(
    participation, income, paid
):
    year = Standing(2026, participation, income, SHARE, paid)
    assert 0 <= year.due <= participation
    if year.due:
        assert participation - year.paid - year.due == year.threshold
        assert rules.why_not_pay(year) is None
    else:
        assert rules.why_not_pay(year) is not None


@given(participation=cents, income=cents, more=cents)
def test_who_has_paid_more_or_earned_less_never_gets_less(participation, income, more):
    before = Standing(2026, participation, income + more, SHARE).due
    assert Standing(2026, participation + more, income + more, SHARE).due >= before
    assert Standing(2026, participation, income, SHARE).due >= before


@given(participation=cents, income=cents, added=cents)
def test_asking_twice_pays_as_much_as_asking_once(participation, income, added):
    """What was decided late is paid later, and together it is the same."""
    first = Standing(2026, participation, income, SHARE).due
    second = Standing(2026, participation + added, income, SHARE, first).due
    assert first + second == Standing(2026, participation + added, income, SHARE).due


@pytest.mark.parametrize(
    ("year", "is_open", "refusal"),
    [
        (standing(), False, None),
        (standing(income=None), False, None),
        (standing(share=None), False, None),
        (standing(), True, Refusal.ALREADY_SENT),
        (standing(year=2027), False, Refusal.YEAR_NOT_OVER),
        (standing(year=2028), False, Refusal.YEAR_NOT_OVER),
        (standing("0.00"), False, Refusal.NOTHING_PAID),
        (standing("0.00", income=None), False, Refusal.NOTHING_PAID),
        (standing("750.00"), False, Refusal.BELOW_THRESHOLD),
        (standing(paid="150.00"), False, Refusal.PAID_ALREADY),
        (standing(paid="149.99"), False, None),
    ],
)
def test_asking(year, is_open, refusal):
    assert rules.why_not_ask(year, today=TODAY, is_open=is_open) == refusal


def test_a_year_can_be_asked_for_from_its_first_day_after():
    assert rules.why_not_ask(standing(), today=date(2026, 12, 31), is_open=False) is not None
    assert rules.why_not_ask(standing(), today=date(2027, 1, 1), is_open=False) is None


@pytest.mark.parametrize(
    ("year", "refusal"),
    [
        (standing(), None),
        (standing(share=None), Refusal.SHARE_UNKNOWN),
        (standing(income=None), Refusal.INCOME_UNKNOWN),
        (standing("0.00"), Refusal.NOTHING_PAID),
        (standing("750.00"), Refusal.BELOW_THRESHOLD),
        (standing(paid="150.00"), Refusal.PAID_ALREADY),
    ],
)
def test_paying(year, refusal):
    assert rules.why_not_pay(year) == refusal


@pytest.mark.parametrize(("state", "verb"), sorted(product(State, Verb), key=str))
def test_every_step_is_in_the_table_or_refused(state, verb):
    refusal = rules.why_not(verb, state=state)
    if (state, verb) in rules.STEPS:
        assert refusal is None
        assert rules.after(verb, state=state) in State
    else:
        assert refusal == Refusal.CLOSED
        with pytest.raises(KeyError):
            rules.after(verb, state=state)


@pytest.mark.parametrize("verb", sorted(Verb, key=str))
def test_a_colleagues_request_and_ones_own_are_left_alone(verb):
    theirs = rules.why_not(verb, state=State.BEING_CHECKED, is_another_agents=True)
    own = rules.why_not(verb, state=State.BEING_CHECKED, is_ones_own=True)
    if verb is Verb.WITHDRAW:
        assert (theirs, own) == (None, None)
    else:
        assert (theirs, own) == (Refusal.NOT_YOURS, Refusal.OWN_FILE)


def test_nothing_leads_out_of_a_decided_request():
    decided = set(State) - rules.OPEN
    assert not {state for state, _verb in rules.STEPS} & decided
