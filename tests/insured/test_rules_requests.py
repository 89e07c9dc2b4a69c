"""Every state of a request against everything that can be done with it."""

from itertools import product

import pytest

from insured.choices import RequestKind, RequestRefusal, RequestState
from insured.rules.requests import BY_THE_AGENT_WHO_HAS_IT, OPEN, STEPS, Verb, after, why_not

ENDS = {RequestState.REFUSED, RequestState.WITHDRAWN, RequestState.ANSWERED}


@pytest.mark.parametrize(("state", "verb"), list(product(RequestState, Verb)), ids=str)
def test_a_step_is_possible_where_the_table_has_one(state, verb):
    refusal = why_not(verb, state=state, kind=RequestKind.S1)
    assert (refusal is None) == ((state, verb) in STEPS)
    if refusal is None:
        assert after(verb, state=state) in RequestState
    else:
        with pytest.raises(KeyError):
            after(verb, state=state)


@pytest.mark.parametrize("verb", list(Verb), ids=str)
@pytest.mark.parametrize("state", sorted(ENDS))
def test_what_has_ended_stays_as_it_is(state, verb):
    assert why_not(verb, state=state, kind=RequestKind.S1)


@pytest.mark.parametrize("state", list(RequestState), ids=str)
@pytest.mark.parametrize("verb", list(Verb), ids=str)
def test_nobody_decides_about_themselves_but_can_write_withdraw_and_give_back(verb, state):
    refusal = why_not(verb, state=state, kind=RequestKind.S1, is_ones_own=True)
    allowed = (state, verb) in STEPS and verb in {Verb.REPLY, Verb.WITHDRAW, Verb.RELEASE}
    assert (refusal is None) == allowed


@pytest.mark.parametrize("verb", sorted(BY_THE_AGENT_WHO_HAS_IT, key=str), ids=str)
def test_what_one_agent_has_another_does_not_decide(verb):
    refusal = why_not(
        verb,
        state=RequestState.BEING_CHECKED,
        kind=RequestKind.CO_INSURANCE,
        is_another_agents=True,
    )
    assert refusal is RequestRefusal.NOT_YOURS


@pytest.mark.parametrize("state", sorted(OPEN))
def test_the_person_may_withdraw_as_long_as_nothing_is_decided(state):
    assert why_not(Verb.WITHDRAW, state=state, kind=RequestKind.S2) is None


@pytest.mark.parametrize("kind", list(RequestKind))
def test_only_forms_are_issued_and_only_those_sent_abroad_are_answered(kind):
    issued = why_not(Verb.ISSUE, state=RequestState.ACCEPTED, kind=kind)
    answered = why_not(Verb.ANSWER, state=RequestState.ISSUED, kind=kind)
    assert (issued is None) == (kind in {"s1", "bl1", "s2"})
    assert (answered is None) == (kind in {"s1", "bl1"})


def test_every_state_can_be_reached_from_sending():
    reached = {RequestState.SENT}
    for _round in RequestState:
        reached |= {end for (start, _verb), end in STEPS.items() if start in reached}
    assert reached == set(RequestState)
