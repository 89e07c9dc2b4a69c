"""What may be done with a question, in which state, by whom; and how many may be sent."""

from __future__ import annotations

from enum import Enum

from cns_portal.contact.choices.questions import QuestionRefusal, QuestionState

S = QuestionState

DAYS_TO_ANSWER = 15
"""A convention of the portal: how long somebody has to answer the CNS. No text sets it."""

DAYS_UNTIL_CLOSED = 30
"""A convention of the portal: so long after the last word a question closes by itself."""

LONGEST = 3000
"""Characters of a question or a message about it; a letter of one page."""

LONG, TOO_LONG = 3, 10
"""Days of waiting after which a question stands out, and should not be waiting any more. A
convention of the portal: no text says how long the CNS takes to answer."""

PER_EMAIL_AND_DAY = 5
PER_ACCOUNT_AND_DAY = 10
"""Conventions of the portal. More than that is no longer asking."""

WAITING = frozenset({S.SENT, S.BEING_CHECKED, S.NEEDS_YOU})
"""Not answered yet."""

OPEN = WAITING | {S.ANSWERED}
"""Somebody reads what is written."""

OVER = frozenset({S.CLOSED, S.WITHDRAWN})


class Verb(Enum):
    """What somebody does with a question, or what happens to it."""

    TAKE = "take"
    TAKE_OVER = "take_over"
    RELEASE = "release"
    ASK = "ask"
    ANSWER = "answer"
    END = "end"
    """An agent closes it: nothing is to be answered."""
    REPLY = "reply"
    CLOSE = "close"
    """Whoever asked needs no answer any more."""
    LAPSE = "lapse"
    """Nobody has written for long."""


STEPS: dict[tuple[QuestionState, Verb], QuestionState] = {
    (S.SENT, Verb.TAKE): S.BEING_CHECKED,
    (S.SENT, Verb.REPLY): S.SENT,
    (S.SENT, Verb.CLOSE): S.WITHDRAWN,
    (S.BEING_CHECKED, Verb.TAKE_OVER): S.BEING_CHECKED,
    (S.BEING_CHECKED, Verb.RELEASE): S.SENT,
    (S.BEING_CHECKED, Verb.ASK): S.NEEDS_YOU,
    (S.BEING_CHECKED, Verb.ANSWER): S.ANSWERED,
    (S.BEING_CHECKED, Verb.END): S.CLOSED,
    (S.BEING_CHECKED, Verb.REPLY): S.BEING_CHECKED,
    (S.BEING_CHECKED, Verb.CLOSE): S.WITHDRAWN,
    (S.NEEDS_YOU, Verb.TAKE_OVER): S.NEEDS_YOU,
    (S.NEEDS_YOU, Verb.ASK): S.NEEDS_YOU,
    (S.NEEDS_YOU, Verb.ANSWER): S.ANSWERED,
    (S.NEEDS_YOU, Verb.END): S.CLOSED,
    (S.NEEDS_YOU, Verb.REPLY): S.BEING_CHECKED,
    (S.NEEDS_YOU, Verb.CLOSE): S.WITHDRAWN,
    (S.NEEDS_YOU, Verb.LAPSE): S.CLOSED,
    (S.ANSWERED, Verb.REPLY): S.BEING_CHECKED,
    (S.ANSWERED, Verb.CLOSE): S.CLOSED,
    (S.ANSWERED, Verb.LAPSE): S.CLOSED,
}

BY_THE_AGENT_WHO_HAS_IT = frozenset({Verb.RELEASE, Verb.ASK, Verb.ANSWER, Verb.END})
BY_AN_AGENT_FREE_OF_IT = BY_THE_AGENT_WHO_HAS_IT | {Verb.TAKE, Verb.TAKE_OVER}
"""What nobody does with a question of their own."""


def why_not(
    verb: Verb,
    *,
    state: QuestionState,
    is_another_agents: bool = False,
    is_ones_own: bool = False,
) -> QuestionRefusal | None:
    """Why `verb` cannot be done in this state, or None.

    `is_another_agents`: an agent other than the one who acts has taken the question;
    `is_ones_own`: the agent who acts has asked it.
    """
    if (state, verb) not in STEPS:
        return QuestionRefusal.CLOSED if state in OVER else QuestionRefusal.NOT_NOW
    if verb in BY_AN_AGENT_FREE_OF_IT and is_ones_own:
        return QuestionRefusal.OWN_FILE
    if verb in BY_THE_AGENT_WHO_HAS_IT and is_another_agents:
        return QuestionRefusal.NOT_YOURS
    return None


def after(verb: Verb, *, state: QuestionState) -> QuestionState:
    """The state that follows. Raises `KeyError` where `why_not` would have said no."""
    return STEPS[state, verb]


def why_not_send(
    *,
    text: str,
    signed_in: bool,
    sent_by_them: int,
    sent_by_visitors: int,
    visitors_an_hour: int,
) -> QuestionRefusal | None:
    """Why a question is not accepted now, or None.

    `sent_by_them`: how many this e-mail address or this account has sent within 24 hours;
    `sent_by_visitors`: how many came within the hour from all who did not sign in, and
    `visitors_an_hour` how many of them the portal takes.
    """
    if not text.strip():
        return QuestionRefusal.TEXT_MISSING
    if signed_in:
        many = sent_by_them >= PER_ACCOUNT_AND_DAY
        return QuestionRefusal.MANY_OF_ACCOUNT if many else None
    if sent_by_them >= PER_EMAIL_AND_DAY:
        return QuestionRefusal.MANY_OF_ONE
    return QuestionRefusal.FLOOD if sent_by_visitors >= visitors_an_hour else None


def tone(days: int) -> str:
    """How a wait of so many days is to be shown: "neutral", "warning" or "danger"."""
    if days >= TOO_LONG:
        return "danger"
    return "warning" if days >= LONG else "neutral"
