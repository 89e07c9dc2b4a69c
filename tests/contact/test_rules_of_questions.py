"""What may be done with a question, in which state, by whom; and how many may be sent."""

import pytest

from cns_portal.contact.choices.questions import (
    HAPPENINGS,
    WHAT_NEXT,
    QuestionRefusal,
    QuestionState,
)
from cns_portal.contact.rules import questions as rules
from cns_portal.contact.rules.questions import OPEN, OVER, STEPS, WAITING, Verb, after, why_not
from cns_portal.contact.services.steps import PHASES
from cns_portal.procedures.choices import Phase

S = QuestionState

AGENTS = [
    (S.SENT, Verb.TAKE, S.BEING_CHECKED),
    (S.BEING_CHECKED, Verb.RELEASE, S.SENT),
    (S.BEING_CHECKED, Verb.ASK, S.NEEDS_YOU),
    (S.BEING_CHECKED, Verb.ANSWER, S.ANSWERED),
    (S.BEING_CHECKED, Verb.END, S.CLOSED),
    (S.NEEDS_YOU, Verb.ASK, S.NEEDS_YOU),
    (S.NEEDS_YOU, Verb.ANSWER, S.ANSWERED),
    (S.NEEDS_YOU, Verb.END, S.CLOSED),
]
OTHERS = [
    (S.SENT, Verb.REPLY, S.SENT),
    (S.SENT, Verb.CLOSE, S.WITHDRAWN),
    (S.BEING_CHECKED, Verb.REPLY, S.BEING_CHECKED),
    (S.BEING_CHECKED, Verb.CLOSE, S.WITHDRAWN),
    (S.NEEDS_YOU, Verb.REPLY, S.BEING_CHECKED),
    (S.NEEDS_YOU, Verb.LAPSE, S.CLOSED),
    (S.ANSWERED, Verb.REPLY, S.BEING_CHECKED),
    (S.ANSWERED, Verb.CLOSE, S.CLOSED),
    (S.ANSWERED, Verb.LAPSE, S.CLOSED),
]


@pytest.mark.parametrize(("state", "verb", "then"), [*AGENTS, *OTHERS])
def test_a_step_leads_on(state, verb, then):
    assert why_not(verb, state=state) is None
    assert after(verb, state=state) == then


@pytest.mark.parametrize("state", sorted(S))
@pytest.mark.parametrize("verb", sorted(Verb, key=lambda verb: verb.value))
def test_what_is_no_step_is_refused_with_a_reason(state, verb):
    if (state, verb) in STEPS:
        return
    expected = QuestionRefusal.CLOSED if state in OVER else QuestionRefusal.NOT_NOW
    assert why_not(verb, state=state) == expected
    with pytest.raises(KeyError):
        after(verb, state=state)


@pytest.mark.parametrize(("state", "verb"), [(state, verb) for state, verb, _then in AGENTS])
def test_nobody_answers_their_own_question(state, verb):
    assert why_not(verb, state=state, is_ones_own=True) == QuestionRefusal.OWN_FILE


@pytest.mark.parametrize(("state", "verb"), [(state, verb) for state, verb, _then in AGENTS[1:]])
def test_what_another_agent_has_is_theirs(state, verb):
    assert why_not(verb, state=state, is_another_agents=True) == QuestionRefusal.NOT_YOURS


def test_every_state_has_a_phase_and_a_sentence_about_what_comes_next():
    assert PHASES.keys() == WHAT_NEXT.keys() == set(S)
    assert {state for state in S if PHASES[state] == Phase.DONE} == OVER
    assert WAITING < OPEN == set(S) - OVER


def test_what_was_closed_stays_closed():
    assert {state for state, _verb in STEPS} & OVER == set()


def test_every_happening_has_words():
    assert all(str(words) for words in HAPPENINGS.values())


LIMITS = {"text": "?", "sent_by_them": 0, "sent_by_visitors": 0, "visitors_an_hour": 300}


@pytest.mark.parametrize(
    ("known", "refusal"),
    [
        ({"signed_in": False}, None),
        ({"signed_in": False, "text": " \n"}, QuestionRefusal.TEXT_MISSING),
        ({"signed_in": False, "sent_by_them": 4}, None),
        ({"signed_in": False, "sent_by_them": 5}, QuestionRefusal.MANY_OF_ONE),
        ({"signed_in": False, "sent_by_visitors": 299}, None),
        ({"signed_in": False, "sent_by_visitors": 300}, QuestionRefusal.FLOOD),
        ({"signed_in": False, "visitors_an_hour": 0}, QuestionRefusal.FLOOD),
        ({"signed_in": True, "text": ""}, QuestionRefusal.TEXT_MISSING),
        ({"signed_in": True, "sent_by_them": 9, "sent_by_visitors": 999}, None),
        ({"signed_in": True, "sent_by_them": 10}, QuestionRefusal.MANY_OF_ACCOUNT),
    ],
)
def test_how_many_may_be_sent(known, refusal):
    assert rules.why_not_send(**{**LIMITS, **known}) == refusal


@pytest.mark.parametrize(
    ("days", "tone"),
    [(0, "neutral"), (2, "neutral"), (3, "warning"), (9, "warning"), (10, "danger")],
)
def test_a_long_wait_stands_out(days, tone):
    assert rules.tone(days) == tone
