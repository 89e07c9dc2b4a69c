"""What may be done with a claim, in which state, by whom."""

from enum import Enum

from reimbursements.choices.claims import ClaimRefusal, ClaimState

S = ClaimState

DAYS_TO_ANSWER = 15
"""A convention of the portal: how long a person has to answer a question. No text sets it."""

WAITING = frozenset({S.SENT, S.BEING_CHECKED, S.NEEDS_YOU, S.PROPOSED})
"""Sent, and not decided yet."""

DECIDED = frozenset({S.DECIDED, S.ORDERED, S.PAID, S.RETURNED})
"""All its bills are decided."""


class Verb(Enum):
    """What somebody does with a claim, or what happens to it."""

    SEND = "send"
    TAKE = "take"
    TAKE_OVER = "take_over"
    RELEASE = "release"
    ASK = "ask"
    REPLY = "reply"
    CORRECT = "correct"
    DECIDE_SOME = "decide_some"
    """Bills are decided, others are left."""
    PROPOSE = "propose"
    """What was decided waits for a second agent."""
    SEND_BACK = "send_back"
    DECIDE = "decide"
    """The last bill is decided."""
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    """An objection was right, or the tariffs changed: a bill is decided anew."""
    ORDER = "order"
    PAY = "pay"
    RETURN = "return"
    PAY_ANEW = "pay_anew"


STEPS: dict[tuple[ClaimState, Verb], ClaimState] = {
    (S.DRAFT, Verb.SEND): S.SENT,
    (S.SENT, Verb.TAKE): S.BEING_CHECKED,
    (S.SENT, Verb.WITHDRAW): S.WITHDRAWN,
    (S.BEING_CHECKED, Verb.TAKE_OVER): S.BEING_CHECKED,
    (S.BEING_CHECKED, Verb.RELEASE): S.SENT,
    (S.BEING_CHECKED, Verb.ASK): S.NEEDS_YOU,
    (S.BEING_CHECKED, Verb.CORRECT): S.BEING_CHECKED,
    (S.BEING_CHECKED, Verb.DECIDE_SOME): S.BEING_CHECKED,
    (S.BEING_CHECKED, Verb.PROPOSE): S.PROPOSED,
    (S.BEING_CHECKED, Verb.DECIDE): S.DECIDED,
    (S.BEING_CHECKED, Verb.WITHDRAW): S.WITHDRAWN,
    (S.NEEDS_YOU, Verb.TAKE_OVER): S.NEEDS_YOU,
    (S.NEEDS_YOU, Verb.ASK): S.NEEDS_YOU,
    (S.NEEDS_YOU, Verb.REPLY): S.BEING_CHECKED,
    (S.NEEDS_YOU, Verb.CORRECT): S.NEEDS_YOU,
    (S.NEEDS_YOU, Verb.DECIDE_SOME): S.NEEDS_YOU,
    (S.NEEDS_YOU, Verb.PROPOSE): S.PROPOSED,
    (S.NEEDS_YOU, Verb.DECIDE): S.DECIDED,
    (S.NEEDS_YOU, Verb.WITHDRAW): S.WITHDRAWN,
    (S.PROPOSED, Verb.SEND_BACK): S.BEING_CHECKED,
    (S.PROPOSED, Verb.DECIDE_SOME): S.BEING_CHECKED,
    (S.PROPOSED, Verb.DECIDE): S.DECIDED,
    (S.DECIDED, Verb.ORDER): S.ORDERED,
    (S.DECIDED, Verb.PAY): S.PAID,
    (S.DECIDED, Verb.RETURN): S.RETURNED,
    (S.DECIDED, Verb.REOPEN): S.BEING_CHECKED,
    (S.ORDERED, Verb.PAY): S.PAID,
    (S.ORDERED, Verb.RETURN): S.RETURNED,
    (S.ORDERED, Verb.REOPEN): S.BEING_CHECKED,
    (S.PAID, Verb.RETURN): S.RETURNED,
    (S.PAID, Verb.REOPEN): S.BEING_CHECKED,
    (S.RETURNED, Verb.PAY_ANEW): S.DECIDED,
    (S.RETURNED, Verb.REOPEN): S.BEING_CHECKED,
}

BY_THE_AGENT_WHO_HAS_IT = frozenset(
    {Verb.RELEASE, Verb.ASK, Verb.CORRECT, Verb.DECIDE_SOME, Verb.PROPOSE, Verb.DECIDE}
)
"""In a claim that is being checked; what was proposed is another agent's to decide."""

BY_AN_AGENT_FREE_OF_IT = frozenset(
    {
        Verb.TAKE,
        Verb.TAKE_OVER,
        Verb.ASK,
        Verb.CORRECT,
        Verb.DECIDE_SOME,
        Verb.PROPOSE,
        Verb.SEND_BACK,
        Verb.DECIDE,
        Verb.REOPEN,
    }
)
"""What nobody does with a claim of their own, for themselves, or that they sent for another."""


def why_not(
    verb: Verb,
    *,
    state: ClaimState,
    is_another_agents: bool = False,
    is_ones_own: bool = False,
    some_bill_is_decided: bool = False,
) -> ClaimRefusal | None:
    """Why `verb` cannot be done in this state, or None.

    `is_another_agents`: an agent other than the one who acts has taken the claim.
    `is_ones_own`: it is the agent's own, treats them, or was sent by them for somebody.
    `some_bill_is_decided`: of several bills one is decided, so that the rest is not withdrawn.
    """
    if (state, verb) not in STEPS:
        return ClaimRefusal.CLOSED
    if verb is Verb.WITHDRAW and some_bill_is_decided:
        return ClaimRefusal.CLOSED
    if verb in BY_AN_AGENT_FREE_OF_IT and is_ones_own:
        return ClaimRefusal.OWN_FILE
    if verb in BY_THE_AGENT_WHO_HAS_IT and is_another_agents and state != S.PROPOSED:
        return ClaimRefusal.NOT_YOURS
    return None


def after(verb: Verb, *, state: ClaimState) -> ClaimState:
    """The state that follows. Raises `KeyError` where `why_not` would have said no."""
    return STEPS[state, verb]
