"""What may be done with a certificate, in which state, by whom."""

from enum import Enum

from incapacity.choices.certificates import CertificateRefusal, CertificateState

S = CertificateState

DAYS_TO_ANSWER = 15
"""A convention of the portal: how long a person has to answer a question. No text sets it."""

NOT_SENT = frozenset({S.DRAFT, S.ARRIVED, S.KEPT})
"""Nobody at the CNS sees it."""

WAITING = frozenset({S.SENT, S.BEING_CHECKED, S.NEEDS_YOU, S.AT_BOARD})
"""Sent, and not decided yet."""

DECIDED = frozenset({S.ACCEPTED, S.REFUSED})


class Verb(Enum):
    """What somebody does with a certificate, or what happens to it."""

    SEND = "send"
    """A draft, by the person."""
    PASS_ON = "pass_on"
    """An electronic one, by the person or by itself."""
    HOLD_BACK = "hold_back"
    """An electronic one is not passed on by itself any more."""
    WITHDRAW = "withdraw"
    TAKE = "take"
    TAKE_OVER = "take_over"
    RELEASE = "release"
    ASK = "ask"
    REPLY = "reply"
    CORRECT = "correct"
    TO_BOARD = "to_board"
    RECALL = "recall"
    """The board was asked by mistake: the agent goes on without its opinion."""
    GIVE_OPINION = "give_opinion"
    """The medical board has looked at it: the agent goes on."""
    ACCEPT = "accept"
    REFUSE = "refuse"
    REOPEN = "reopen"
    """A decision was wrong: it is made anew."""


STEPS: dict[tuple[CertificateState, Verb], CertificateState] = {
    (S.DRAFT, Verb.SEND): S.SENT,
    (S.ARRIVED, Verb.PASS_ON): S.SENT,
    (S.ARRIVED, Verb.HOLD_BACK): S.KEPT,
    (S.KEPT, Verb.PASS_ON): S.SENT,
    (S.SENT, Verb.TAKE): S.BEING_CHECKED,
    (S.SENT, Verb.WITHDRAW): S.WITHDRAWN,
    (S.BEING_CHECKED, Verb.TAKE_OVER): S.BEING_CHECKED,
    (S.BEING_CHECKED, Verb.RELEASE): S.SENT,
    (S.BEING_CHECKED, Verb.ASK): S.NEEDS_YOU,
    (S.BEING_CHECKED, Verb.CORRECT): S.BEING_CHECKED,
    (S.BEING_CHECKED, Verb.TO_BOARD): S.AT_BOARD,
    (S.BEING_CHECKED, Verb.ACCEPT): S.ACCEPTED,
    (S.BEING_CHECKED, Verb.REFUSE): S.REFUSED,
    (S.BEING_CHECKED, Verb.WITHDRAW): S.WITHDRAWN,
    (S.NEEDS_YOU, Verb.TAKE_OVER): S.NEEDS_YOU,
    (S.NEEDS_YOU, Verb.ASK): S.NEEDS_YOU,
    (S.NEEDS_YOU, Verb.REPLY): S.BEING_CHECKED,
    (S.NEEDS_YOU, Verb.CORRECT): S.NEEDS_YOU,
    (S.NEEDS_YOU, Verb.TO_BOARD): S.AT_BOARD,
    (S.NEEDS_YOU, Verb.ACCEPT): S.ACCEPTED,
    (S.NEEDS_YOU, Verb.REFUSE): S.REFUSED,
    (S.NEEDS_YOU, Verb.WITHDRAW): S.WITHDRAWN,
    (S.AT_BOARD, Verb.TAKE_OVER): S.AT_BOARD,
    (S.AT_BOARD, Verb.RECALL): S.BEING_CHECKED,
    (S.AT_BOARD, Verb.GIVE_OPINION): S.BEING_CHECKED,
    (S.ACCEPTED, Verb.REOPEN): S.BEING_CHECKED,
    (S.REFUSED, Verb.REOPEN): S.BEING_CHECKED,
}

BY_THE_AGENT_WHO_HAS_IT = frozenset(
    {
        Verb.RELEASE,
        Verb.ASK,
        Verb.CORRECT,
        Verb.TO_BOARD,
        Verb.RECALL,
        Verb.ACCEPT,
        Verb.REFUSE,
    }
)

BY_AN_AGENT_FREE_OF_IT = frozenset(
    {
        Verb.TAKE,
        Verb.TAKE_OVER,
        Verb.ASK,
        Verb.CORRECT,
        Verb.TO_BOARD,
        Verb.RECALL,
        Verb.GIVE_OPINION,
        Verb.ACCEPT,
        Verb.REFUSE,
        Verb.REOPEN,
    }
)
"""What nobody does with a certificate of their own, for their child, or that they sent."""

ON_THE_SHEET = frozenset({Verb.CORRECT, Verb.GIVE_OPINION, Verb.ACCEPT, Verb.REFUSE})
"""What nobody does who may not see the sheet."""


def why_not(
    verb: Verb,
    *,
    state: CertificateState,
    is_another_agents: bool = False,
    has_it: bool = False,
    is_ones_own: bool = False,
    sees_the_sheet: bool = True,
    is_of_the_board: bool = True,
) -> CertificateRefusal | None:
    """Why `verb` cannot be done in this state, or None.

    `is_another_agents`: an agent other than the one who acts has taken the certificate.
    `has_it`: the one who acts has it; while the medical board is asked, it is they who asked.
    `is_ones_own`: it is the agent's own, about their child, or was sent by them for somebody.
    `sees_the_sheet`: whether the agent may see medical data; `is_of_the_board`: whether the agent
    gives opinions for the medical board.
    """
    if (state, verb) not in STEPS:
        return CertificateRefusal.CLOSED
    if verb in BY_AN_AGENT_FREE_OF_IT and is_ones_own:
        return CertificateRefusal.OWN_FILE
    if verb is Verb.GIVE_OPINION and not is_of_the_board:
        return CertificateRefusal.NOT_MEDICAL
    if verb is Verb.GIVE_OPINION and has_it:
        return CertificateRefusal.ASKED_BY_YOU
    if verb in ON_THE_SHEET and not sees_the_sheet:
        return CertificateRefusal.NO_RIGHT_TO_SEE
    if verb in BY_THE_AGENT_WHO_HAS_IT and is_another_agents:
        return CertificateRefusal.NOT_YOURS
    return None


def after(verb: Verb, *, state: CertificateState) -> CertificateState:
    """The state that follows. Raises `KeyError` where `why_not` would have said no."""
    return STEPS[state, verb]
