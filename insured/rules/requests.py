"""What may be done with a request, in which state, by whom."""

from enum import Enum

from insured.choices import RequestKind, RequestRefusal, RequestState

DAYS_TO_ANSWER = 15
"""A convention of the portal: how long a person has to answer a question. No text sets it."""

ISSUED_AS_A_FORM = frozenset({RequestKind.S1, RequestKind.BL1, RequestKind.S2})
ANSWERED_ABROAD = frozenset({RequestKind.S1, RequestKind.BL1})
OPEN = frozenset({RequestState.SENT, RequestState.BEING_CHECKED, RequestState.NEEDS_YOU})


class Verb(Enum):
    """What somebody wants to do with a request."""

    TAKE = "take"
    TAKE_OVER = "take_over"
    RELEASE = "release"
    ASK = "ask"
    REPLY = "reply"
    ACCEPT = "accept"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    ISSUE = "issue"
    ANSWER = "answer"


STEPS: dict[tuple[RequestState, Verb], RequestState] = {
    (RequestState.SENT, Verb.TAKE): RequestState.BEING_CHECKED,
    (RequestState.SENT, Verb.WITHDRAW): RequestState.WITHDRAWN,
    (RequestState.BEING_CHECKED, Verb.TAKE_OVER): RequestState.BEING_CHECKED,
    (RequestState.NEEDS_YOU, Verb.TAKE_OVER): RequestState.NEEDS_YOU,
    (RequestState.BEING_CHECKED, Verb.RELEASE): RequestState.SENT,
    (RequestState.BEING_CHECKED, Verb.ASK): RequestState.NEEDS_YOU,
    (RequestState.BEING_CHECKED, Verb.ACCEPT): RequestState.ACCEPTED,
    (RequestState.BEING_CHECKED, Verb.REFUSE): RequestState.REFUSED,
    (RequestState.BEING_CHECKED, Verb.WITHDRAW): RequestState.WITHDRAWN,
    (RequestState.NEEDS_YOU, Verb.REPLY): RequestState.BEING_CHECKED,
    (RequestState.NEEDS_YOU, Verb.ASK): RequestState.NEEDS_YOU,
    (RequestState.NEEDS_YOU, Verb.ACCEPT): RequestState.ACCEPTED,
    (RequestState.NEEDS_YOU, Verb.REFUSE): RequestState.REFUSED,
    (RequestState.NEEDS_YOU, Verb.WITHDRAW): RequestState.WITHDRAWN,
    (RequestState.ACCEPTED, Verb.ISSUE): RequestState.ISSUED,
    (RequestState.ISSUED, Verb.ANSWER): RequestState.ANSWERED,
}
BY_THE_AGENT_WHO_HAS_IT = frozenset({Verb.RELEASE, Verb.ASK, Verb.ACCEPT, Verb.REFUSE})
BY_AN_AGENT_FREE_OF_IT = frozenset(
    {Verb.TAKE, Verb.TAKE_OVER, Verb.ASK, Verb.ACCEPT, Verb.REFUSE, Verb.ISSUE, Verb.ANSWER}
)
"""What nobody does with a request of their own, about themselves, or that they sent for another."""


def settled_of(kind: RequestKind) -> frozenset[RequestState]:
    """The states of this kind after whose decision no further step comes: a form is yet issued."""
    follows = {RequestState.ACCEPTED} if kind in ISSUED_AS_A_FORM else set()
    return frozenset({RequestState.ACCEPTED, RequestState.REFUSED} - follows)


def why_not(
    verb: Verb,
    *,
    state: RequestState,
    kind: RequestKind,
    is_another_agents: bool = False,
    is_ones_own: bool = False,
) -> RequestRefusal | None:
    """Why `verb` cannot be done in this state, or None.

    `is_another_agents`: an agent other than the one who acts has taken the request.
    `is_ones_own`: it is the agent's own, about them, or was sent by them for somebody.
    """
    if (state, verb) not in STEPS:
        return RequestRefusal.NOT_ACCEPTED if verb is Verb.ISSUE else RequestRefusal.CLOSED
    if verb is Verb.ISSUE and kind not in ISSUED_AS_A_FORM:
        return RequestRefusal.NOT_ACCEPTED
    if verb is Verb.ANSWER and kind not in ANSWERED_ABROAD:
        return RequestRefusal.CLOSED
    if verb in BY_AN_AGENT_FREE_OF_IT and is_ones_own:
        return RequestRefusal.OWN_FILE
    if verb in BY_THE_AGENT_WHO_HAS_IT and is_another_agents:
        return RequestRefusal.NOT_YOURS
    return None


def after(verb: Verb, *, state: RequestState) -> RequestState:
    """The state that follows. Raises `KeyError` where `why_not` would have said no."""
    return STEPS[state, verb]
