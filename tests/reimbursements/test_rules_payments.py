"""The life of a payment and of its file; what follows for the claim."""

from datetime import date, timedelta
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reimbursements.choices.claims import ClaimState
from reimbursements.choices.money import BatchState, Method, PaymentRefusal, PaymentState
from reimbursements.rules import payments as rules
from reimbursements.rules import states
from reimbursements.rules.payments import Verb

P, V, B, C, R = PaymentState, Verb, BatchState, ClaimState, PaymentRefusal
TODAY = date(2026, 11, 20)

ALLOWED = {
    P.WAITING: {V.BATCH: P.BATCHED, V.HAND_OVER: P.PAID},
    P.BATCHED: {V.DROP: P.WAITING, V.RELEASE: P.ORDERED},
    P.ORDERED: {V.EXECUTE: P.PAID, V.RETURN: P.RETURNED},
    P.PAID: {V.RETURN: P.RETURNED},
    P.RETURNED: {V.PAY_ANEW: P.REPLACED},
    P.REPLACED: {},
}


@pytest.mark.parametrize(("state", "verb"), list(product(P, V)))
def test_every_verb_in_every_state(state, verb):
    expected = ALLOWED[state].get(verb)
    if expected is None:
        assert rules.why_not(verb, state=state) in R
        with pytest.raises(KeyError):
            rules.after(verb, state=state)
    else:
        assert rules.why_not(verb, state=state) is None
        assert rules.after(verb, state=state) == expected


@given(st.lists(st.sampled_from(sorted(Verb, key=lambda verb: verb.value)), max_size=30))
def test_money_leaves_once_and_comes_back_before_it_leaves_again(verbs):
    """Of one payment: at most one order or cheque in all its life."""
    state, left = P.WAITING, 0
    for verb in verbs:
        if rules.why_not(verb, state=state):
            continue
        state = rules.after(verb, state=state)
        left += verb in {V.RELEASE, V.HAND_OVER}
        assert left <= 1


# -- files -------------------------------------------------------------------------------------

FREE = {
    "is_who_prepared": False,
    "has_own_payment": False,
    "is_changed": False,
    "is_new_account_in_it": False,
    "has_looked": False,
}


@pytest.mark.parametrize(
    ("state", "facts", "refusal"),
    [
        (B.PREPARED, {}, None),
        (B.PREPARED, {"is_who_prepared": True}, R.SAME_AGENT),
        (B.PREPARED, {"has_own_payment": True}, R.OWN_FILE),
        (B.PREPARED, {"is_changed": True, "has_looked": True}, R.CHANGED),
        (B.PREPARED, {"is_new_account_in_it": True}, R.LOOK_FIRST),
        (B.PREPARED, {"is_new_account_in_it": True, "has_looked": True}, None),
        (B.RELEASED, {}, R.CLOSED),
        (B.EXECUTED, {}, R.CLOSED),
        (B.DROPPED, {}, R.CLOSED),
    ],
)
def test_releasing_a_file(state, facts, refusal):
    assert rules.why_not_release(state=state, **FREE | facts) == refusal


@pytest.mark.parametrize(
    ("state", "drop", "execute"),
    [
        (B.PREPARED, None, R.NOT_RELEASED),
        (B.RELEASED, R.CLOSED, None),
        (B.EXECUTED, R.CLOSED, R.NOT_RELEASED),
        (B.DROPPED, R.CLOSED, R.NOT_RELEASED),
    ],
)
def test_dropping_and_executing_a_file(state, drop, execute):
    assert rules.why_not_drop(state) == drop
    assert rules.why_not_execute(state) == execute


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({}, None),
        ({"state": P.ORDERED}, R.NOT_RETURNED),
        ({"state": P.REPLACED}, R.NOT_RETURNED),
        ({"has_account": False}, R.NO_ACCOUNT),
        ({"is_same_account": True}, R.SAME_ACCOUNT),
        ({"is_same_account": True, "insists": True}, None),
        ({"has_account": False, "insists": True}, R.NO_ACCOUNT),
    ],
)
def test_paying_anew(facts, refusal):
    known = {"state": P.RETURNED, "has_account": True, "is_same_account": False, "insists": False}
    assert rules.why_not_pay_anew(**known | facts) == refusal


@pytest.mark.parametrize(
    ("changed_on", "new"),
    [
        (None, False),
        (TODAY, True),
        (TODAY - timedelta(days=30), True),
        (TODAY - timedelta(days=31), False),
    ],
)
def test_an_account_is_new_for_thirty_days(changed_on, new):
    assert rules.is_new(changed_on, today=TODAY) is new


def test_an_instant_transfer_is_for_today_another_one_for_tomorrow():
    assert rules.execute_on(Method.INSTANT, today=TODAY) == TODAY
    assert rules.execute_on(Method.TRANSFER, today=TODAY) == date(2026, 11, 21)


# -- the claim ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payments", "state"),
    [
        ([], C.DECIDED),  # nothing to pay
        ([P.WAITING], C.DECIDED),
        ([P.BATCHED], C.DECIDED),
        ([P.ORDERED], C.ORDERED),
        ([P.PAID], C.PAID),
        ([P.RETURNED], C.RETURNED),
        ([P.REPLACED, P.WAITING], C.DECIDED),
        ([P.REPLACED, P.PAID], C.PAID),
        ([P.PAID, P.WAITING], C.DECIDED),
        ([P.PAID, P.ORDERED], C.ORDERED),
        ([P.PAID, P.RETURNED], C.RETURNED),
    ],
)
def test_how_a_claim_stands(payments, state):
    assert rules.claim_with(payments) == state


@pytest.mark.parametrize("state", sorted(states.WAITING | {C.DRAFT, C.WITHDRAWN}))
@pytest.mark.parametrize("payment", P)
def test_a_claim_that_is_not_decided_is_left_alone(state, payment):
    assert rules.way(state, [payment]) == ()


@pytest.mark.parametrize("state", sorted(states.DECIDED))
@pytest.mark.parametrize(
    "payments", [row for n in range(3) for row in combinations_with_replacement(P, n)]
)
def test_every_way_keeps_to_the_table_of_the_claims(state, payments):
    way = rules.way(state, payments)
    for verb in way:
        assert states.why_not(verb, state=state) is None
        state = states.after(verb, state=state)
    if way:
        assert state == rules.claim_with(payments)
