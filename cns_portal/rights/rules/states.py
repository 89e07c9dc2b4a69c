"""What may be done with a request about personal data, in which state, by whom."""

from datetime import date
from enum import Enum

from cns_portal.rights.choices.requests import RightsKind, RightsRefusal, RightsState

S = RightsState

DAYS_TO_ANSWER = 15
"""A convention of the portal: how long a person has to answer a question. The month of the GDPR
runs on meanwhile."""

OPEN = frozenset({S.SENT, S.BEING_CHECKED, S.NEEDS_YOU})
WITH_THE_OFFICER = frozenset({S.BEING_CHECKED, S.NEEDS_YOU})
DECIDED = frozenset({S.ACCEPTED, S.PARTLY_ACCEPTED, S.REFUSED, S.ANSWERED})
GRANTED = frozenset({S.ACCEPTED, S.PARTLY_ACCEPTED})

QUESTIONS = frozenset({RightsKind.ACCESS_QUESTION, RightsKind.OTHER})
"""What is answered; everything else is granted, wholly or in part, or refused."""


class Verb(Enum):
    """What somebody does with a request."""

    TAKE = "take"
    TAKE_OVER = "take_over"
    RELEASE = "release"
    IDENTIFY = "identify"
    """Find out whose data a request without sign-in is about."""
    ASK = "ask"
    REPLY = "reply"
    EXTEND = "extend"
    ACCEPT = "accept"
    ACCEPT_PARTLY = "accept_partly"
    REFUSE = "refuse"
    ANSWER = "answer"
    WITHDRAW = "withdraw"
    LIFT = "lift"
    """Announce the end of a granted restriction."""


STEPS: dict[tuple[RightsState, Verb], RightsState] = {
    (S.SENT, Verb.TAKE): S.BEING_CHECKED,
    (S.SENT, Verb.WITHDRAW): S.WITHDRAWN,
    (S.BEING_CHECKED, Verb.TAKE_OVER): S.BEING_CHECKED,
    (S.BEING_CHECKED, Verb.RELEASE): S.SENT,
    (S.BEING_CHECKED, Verb.IDENTIFY): S.BEING_CHECKED,
    (S.BEING_CHECKED, Verb.ASK): S.NEEDS_YOU,
    (S.BEING_CHECKED, Verb.EXTEND): S.BEING_CHECKED,
    (S.BEING_CHECKED, Verb.ACCEPT): S.ACCEPTED,
    (S.BEING_CHECKED, Verb.ACCEPT_PARTLY): S.PARTLY_ACCEPTED,
    (S.BEING_CHECKED, Verb.REFUSE): S.REFUSED,
    (S.BEING_CHECKED, Verb.ANSWER): S.ANSWERED,
    (S.BEING_CHECKED, Verb.WITHDRAW): S.WITHDRAWN,
    (S.NEEDS_YOU, Verb.TAKE_OVER): S.NEEDS_YOU,
    (S.NEEDS_YOU, Verb.IDENTIFY): S.NEEDS_YOU,
    (S.NEEDS_YOU, Verb.ASK): S.NEEDS_YOU,
    (S.NEEDS_YOU, Verb.REPLY): S.BEING_CHECKED,
    (S.NEEDS_YOU, Verb.EXTEND): S.NEEDS_YOU,
    (S.NEEDS_YOU, Verb.ACCEPT): S.ACCEPTED,
    (S.NEEDS_YOU, Verb.ACCEPT_PARTLY): S.PARTLY_ACCEPTED,
    (S.NEEDS_YOU, Verb.REFUSE): S.REFUSED,
    (S.NEEDS_YOU, Verb.ANSWER): S.ANSWERED,
    (S.NEEDS_YOU, Verb.WITHDRAW): S.WITHDRAWN,
    (S.ACCEPTED, Verb.LIFT): S.ACCEPTED,
    (S.PARTLY_ACCEPTED, Verb.LIFT): S.PARTLY_ACCEPTED,
}

GRANTING = frozenset({Verb.ACCEPT, Verb.ACCEPT_PARTLY})
DECIDING = GRANTING | {Verb.REFUSE, Verb.ANSWER}

BY_WHO_HAS_IT = DECIDING | {Verb.RELEASE, Verb.ASK, Verb.EXTEND, Verb.IDENTIFY}

BY_SOMEBODY_FREE_OF_IT = (BY_WHO_HAS_IT | {Verb.TAKE, Verb.TAKE_OVER, Verb.LIFT}) - {Verb.RELEASE}
"""What nobody does with a request of their own, about themselves, or that they sent for another,
nor with a question about a look of their own. Giving such a request away is what they should do.
"""


def why_not_at_all(*, is_ones_own: bool, is_ones_own_look: bool) -> RightsRefusal | None:
    """Why somebody works on a request in no state of it, or None.

    A house rule, for superusers too: nobody judges what they asked for or did themselves.
    """
    if is_ones_own:
        return RightsRefusal.OWN_FILE
    return RightsRefusal.OWN_LOOK if is_ones_own_look else None


def why_not(
    verb: Verb,
    *,
    state: RightsState,
    kind: RightsKind,
    is_another_agents: bool = False,
    is_ones_own: bool = False,
    is_ones_own_look: bool = False,
    signed_in: bool = True,
    is_identified: bool = True,
    is_lifted: bool = False,
) -> RightsRefusal | None:
    """Why `verb` cannot be done, or None.

    `is_another_agents`: somebody other than the one who acts has taken the request.
    `is_ones_own`: it is about the one who acts, or was sent by them.
    `is_ones_own_look`: it asks about a look at a file that the one who acts made.
    `signed_in`: it was sent after signing in. `is_identified`: it is known whose data it is about.
    `is_lifted`: the end of the restriction that it granted was announced.
    """
    if (state, verb) not in STEPS:
        return RightsRefusal.CLOSED
    if verb is Verb.ANSWER and kind not in QUESTIONS:
        return RightsRefusal.CLOSED
    if verb in GRANTING and kind in QUESTIONS:
        return RightsRefusal.CLOSED
    if verb is Verb.IDENTIFY and signed_in:
        return RightsRefusal.CLOSED
    if verb is Verb.LIFT and (kind != RightsKind.RESTRICTION or is_lifted):
        return RightsRefusal.CLOSED
    bound = why_not_at_all(is_ones_own=is_ones_own, is_ones_own_look=is_ones_own_look)
    if verb in BY_SOMEBODY_FREE_OF_IT and bound:
        return bound
    if verb in BY_WHO_HAS_IT and is_another_agents:
        return RightsRefusal.NOT_YOURS
    if verb in GRANTING and not is_identified:
        return RightsRefusal.NOT_WITHOUT_PERSON
    return None


def why_not_lift_from(day: date, *, today: date) -> RightsRefusal | None:
    """Why a restriction cannot end on `day`: whom it is about is told before (article 18(3))."""
    return None if day > today else RightsRefusal.NOT_TOLD_BEFORE


def is_in_force(
    *, kind: RightsKind, state: RightsState, lifted_from: date | None, today: date
) -> bool:
    """Whether a request blocks the data of its person today: a restriction that was granted."""
    if kind != RightsKind.RESTRICTION or state not in GRANTED:
        return False
    return lifted_from is None or today < lifted_from


def after(verb: Verb, *, state: RightsState) -> RightsState:
    """The state that follows. Raises `KeyError` where `why_not` would have said no."""
    return STEPS[state, verb]
