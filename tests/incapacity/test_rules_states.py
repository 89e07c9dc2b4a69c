"""The life of a certificate: every state with every verb, and nothing else is reachable."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.procedures.choices import Phase
from incapacity.choices.certificates import CertificateRefusal, CertificateState
from incapacity.rules import facts
from incapacity.rules import states as rules
from incapacity.rules.states import Verb
from incapacity.services.steps import PHASES

S, V = CertificateState, Verb

ALLOWED = {
    S.DRAFT: {V.SEND: S.SENT},
    S.ARRIVED: {V.PASS_ON: S.SENT, V.HOLD_BACK: S.KEPT},
    S.KEPT: {V.PASS_ON: S.SENT},
    S.SENT: {V.TAKE: S.BEING_CHECKED, V.WITHDRAW: S.WITHDRAWN},
    S.BEING_CHECKED: {
        V.TAKE_OVER: S.BEING_CHECKED,
        V.RELEASE: S.SENT,
        V.ASK: S.NEEDS_YOU,
        V.CORRECT: S.BEING_CHECKED,
        V.TO_BOARD: S.AT_BOARD,
        V.ACCEPT: S.ACCEPTED,
        V.REFUSE: S.REFUSED,
        V.WITHDRAW: S.WITHDRAWN,
    },
    S.NEEDS_YOU: {
        V.TAKE_OVER: S.NEEDS_YOU,
        V.ASK: S.NEEDS_YOU,
        V.REPLY: S.BEING_CHECKED,
        V.CORRECT: S.NEEDS_YOU,
        V.TO_BOARD: S.AT_BOARD,
        V.ACCEPT: S.ACCEPTED,
        V.REFUSE: S.REFUSED,
        V.WITHDRAW: S.WITHDRAWN,
    },
    S.AT_BOARD: {
        V.TAKE_OVER: S.AT_BOARD,
        V.RECALL: S.BEING_CHECKED,
        V.GIVE_OPINION: S.BEING_CHECKED,
    },
    S.ACCEPTED: {V.REOPEN: S.BEING_CHECKED},
    S.REFUSED: {V.REOPEN: S.BEING_CHECKED},
    S.WITHDRAWN: {},
}

EVERY_PAIR = list(product(CertificateState, Verb))


@pytest.mark.parametrize(("state", "verb"), EVERY_PAIR)
def test_every_verb_in_every_state(state, verb):
    expected = ALLOWED[state].get(verb)
    refusal = rules.why_not(verb, state=state)
    if expected is None:
        assert refusal == CertificateRefusal.CLOSED
        with pytest.raises(KeyError):
            rules.after(verb, state=state)
    else:
        assert refusal is None
        assert rules.after(verb, state=state) == expected


@pytest.mark.parametrize(("state", "verb"), EVERY_PAIR)
def test_nobody_works_on_what_is_theirs_or_a_colleagues_or_without_the_right(state, verb):
    possible = verb in ALLOWED[state]

    for circumstance, verbs, wanted in (
        ({"is_ones_own": True}, rules.BY_AN_AGENT_FREE_OF_IT, CertificateRefusal.OWN_FILE),
        ({"is_another_agents": True}, rules.BY_THE_AGENT_WHO_HAS_IT, CertificateRefusal.NOT_YOURS),
        ({"sees_the_sheet": False}, rules.ON_THE_SHEET, CertificateRefusal.NO_RIGHT_TO_SEE),
        ({"is_of_the_board": False}, {V.GIVE_OPINION}, CertificateRefusal.NOT_MEDICAL),
        ({"has_it": True}, {V.GIVE_OPINION}, CertificateRefusal.ASKED_BY_YOU),
    ):
        found = rules.why_not(verb, state=state, **circumstance)
        expected = wanted if verb in verbs else None
        assert found == (expected if possible else CertificateRefusal.CLOSED)


def test_every_state_is_reached():
    reached, new = set(), {S.DRAFT, S.ARRIVED}
    while new:
        reached |= new
        new = {after for state in new for after in ALLOWED[state].values()} - reached
    assert reached == set(CertificateState)


def test_whatever_was_sent_can_still_come_to_an_end():
    ends = {S.ACCEPTED, S.REFUSED, S.WITHDRAWN}
    for start in set(CertificateState) - rules.NOT_SENT:
        seen, new = set(), {start}
        while new:
            seen |= new
            new = {after for state in new for after in ALLOWED[state].values()} - seen
        assert seen & ends, start


def test_every_state_belongs_to_one_part_of_the_life_and_has_its_phase():
    assert set(PHASES) == set(CertificateState) - rules.NOT_SENT
    assert rules.NOT_SENT | rules.WAITING | rules.DECIDED | {S.WITHDRAWN} == set(CertificateState)
    assert {PHASES[state] for state in rules.WAITING} == {Phase.RECEIVED, Phase.BEING_CHECKED}
    assert PHASES[S.ACCEPTED] == Phase.DONE
    assert PHASES[S.REFUSED] == Phase.DECIDED  # one can still write that it is wrong


def test_what_is_counted_was_sent_and_not_refused():
    assert rules.WAITING | {S.ACCEPTED} == facts.COUNTED


@given(st.lists(st.sampled_from(sorted(Verb, key=lambda verb: verb.value)), max_size=40))
def test_nothing_is_decided_while_the_board_has_it(verbs):
    state = S.DRAFT
    for verb in verbs:
        if rules.why_not(verb, state=state):
            continue
        before, state = state, rules.after(verb, state=state)
        assert before != S.WITHDRAWN, "what was taken back is over"
        if before == S.AT_BOARD:
            assert state not in rules.DECIDED | {S.WITHDRAWN}
