"""The life of a claim: every state with every verb, and nothing else is reachable."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.procedures.choices import Phase
from reimbursements.choices.claims import ClaimRefusal, ClaimState
from reimbursements.rules import states as rules
from reimbursements.rules.states import Verb
from reimbursements.services.steps import PHASES

S, V = ClaimState, Verb

ALLOWED = {
    S.DRAFT: {V.SEND: S.SENT},
    S.SENT: {V.TAKE: S.BEING_CHECKED, V.WITHDRAW: S.WITHDRAWN},
    S.BEING_CHECKED: {
        V.TAKE_OVER: S.BEING_CHECKED,
        V.RELEASE: S.SENT,
        V.ASK: S.NEEDS_YOU,
        V.CORRECT: S.BEING_CHECKED,
        V.DECIDE_SOME: S.BEING_CHECKED,
        V.PROPOSE: S.PROPOSED,
        V.DECIDE: S.DECIDED,
        V.WITHDRAW: S.WITHDRAWN,
    },
    S.NEEDS_YOU: {
        V.TAKE_OVER: S.NEEDS_YOU,
        V.ASK: S.NEEDS_YOU,
        V.REPLY: S.BEING_CHECKED,
        V.CORRECT: S.NEEDS_YOU,
        V.DECIDE_SOME: S.NEEDS_YOU,
        V.PROPOSE: S.PROPOSED,
        V.DECIDE: S.DECIDED,
        V.WITHDRAW: S.WITHDRAWN,
    },
    S.PROPOSED: {
        V.SEND_BACK: S.BEING_CHECKED,
        V.DECIDE_SOME: S.BEING_CHECKED,
        V.DECIDE: S.DECIDED,
    },
    S.DECIDED: {
        V.ORDER: S.ORDERED,
        V.PAY: S.PAID,
        V.RETURN: S.RETURNED,
        V.REOPEN: S.BEING_CHECKED,
    },
    S.ORDERED: {V.PAY: S.PAID, V.RETURN: S.RETURNED, V.REOPEN: S.BEING_CHECKED},
    S.PAID: {V.RETURN: S.RETURNED, V.REOPEN: S.BEING_CHECKED},
    S.RETURNED: {V.PAY_ANEW: S.DECIDED, V.REOPEN: S.BEING_CHECKED},
    S.WITHDRAWN: {},
}

EVERY_PAIR = list(product(ClaimState, Verb))


@pytest.mark.parametrize(("state", "verb"), EVERY_PAIR)
def test_every_verb_in_every_state(state, verb):
    expected = ALLOWED[state].get(verb)
    refusal = rules.why_not(verb, state=state)
    if expected is None:
        assert refusal == ClaimRefusal.CLOSED
        with pytest.raises(KeyError):
            rules.after(verb, state=state)
    else:
        assert refusal is None
        assert rules.after(verb, state=state) == expected


@pytest.mark.parametrize(("state", "verb"), EVERY_PAIR)
def test_nobody_decides_about_themselves_nor_in_what_a_colleague_has(state, verb):
    possible = verb in ALLOWED[state]
    own = rules.why_not(verb, state=state, is_ones_own=True)
    if possible and verb in rules.BY_AN_AGENT_FREE_OF_IT:
        assert own == ClaimRefusal.OWN_FILE
    elif possible:
        assert own is None
    another = rules.why_not(verb, state=state, is_another_agents=True)
    if possible and verb in rules.BY_THE_AGENT_WHO_HAS_IT and state != S.PROPOSED:
        assert another == ClaimRefusal.NOT_YOURS
    elif possible:
        assert another is None


def test_what_is_decided_in_part_is_not_withdrawn():
    refusal = rules.why_not(V.WITHDRAW, state=S.BEING_CHECKED, some_bill_is_decided=True)
    assert refusal == ClaimRefusal.CLOSED


def test_every_state_is_reached_from_a_draft():
    reached, new = set(), {S.DRAFT}
    while new:
        reached |= new
        new = {after for state in new for after in ALLOWED[state].values()} - reached
    assert reached == set(ClaimState)


def test_whatever_was_sent_can_still_come_to_an_end():
    ends = {S.PAID, S.WITHDRAWN}
    for start in set(ClaimState) - {S.DRAFT}:
        seen, new = set(), {start}
        while new:
            seen |= new
            new = {after for state in new for after in ALLOWED[state].values()} - seen
        assert seen & ends, start


def test_every_state_but_the_draft_has_its_phase():
    assert set(PHASES) == set(ClaimState) - {S.DRAFT}
    assert {PHASES[state] for state in rules.WAITING} == {Phase.RECEIVED, Phase.BEING_CHECKED}
    assert PHASES[S.PAID] == PHASES[S.WITHDRAWN] == Phase.DONE


@given(st.lists(st.sampled_from(sorted(Verb, key=lambda verb: verb.value)), max_size=40))
def test_no_sequence_of_attempts_leads_where_the_table_does_not(verbs):
    state, decided = S.DRAFT, False
    for verb in verbs:
        if rules.why_not(verb, state=state):
            continue
        before, state = state, rules.after(verb, state=state)
        decided |= verb is V.DECIDE
        assert state in ALLOWED[before].values()
        if state in {S.ORDERED, S.PAID, S.RETURNED}:
            assert decided, "money without a decision"
        assert before != S.WITHDRAWN, "a withdrawn claim is over"
