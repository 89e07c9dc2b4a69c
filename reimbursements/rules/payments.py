"""The life of a payment and of a payment file, and what follows for the claim."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from enum import Enum

from reimbursements.choices.claims import ClaimState
from reimbursements.choices.money import BatchState, Method, PaymentRefusal, PaymentState
from reimbursements.rules import states
from reimbursements.rules.second_person import ACCOUNT_IS_NEW_FOR

P, B, C = PaymentState, BatchState, ClaimState

MOST_IN_A_FILE = 1000
"""A convention of the portal: what one agent can look through. The oldest payments go first."""

DAYS_UNTIL_EXECUTED = 1
"""An ordinary transfer is asked for the next day, so that it can still be stopped."""


class Verb(Enum):
    """What happens to a payment."""

    BATCH = "batch"
    DROP = "drop"
    RELEASE = "release"
    HAND_OVER = "hand_over"
    """A cheque, at the desk."""
    EXECUTE = "execute"
    RETURN = "return"
    PAY_ANEW = "pay_anew"


STEPS: dict[tuple[PaymentState, Verb], PaymentState] = {
    (P.WAITING, Verb.BATCH): P.BATCHED,
    (P.WAITING, Verb.HAND_OVER): P.PAID,
    (P.BATCHED, Verb.DROP): P.WAITING,
    (P.BATCHED, Verb.RELEASE): P.ORDERED,
    (P.ORDERED, Verb.EXECUTE): P.PAID,
    (P.ORDERED, Verb.RETURN): P.RETURNED,
    (P.PAID, Verb.RETURN): P.RETURNED,
    (P.RETURNED, Verb.PAY_ANEW): P.REPLACED,
}

BATCH_STEPS: dict[BatchState, frozenset[BatchState]] = {
    B.PREPARED: frozenset({B.RELEASED, B.DROPPED}),
    B.RELEASED: frozenset({B.EXECUTED}),
    B.EXECUTED: frozenset(),
    B.DROPPED: frozenset(),
}


def why_not(verb: Verb, *, state: PaymentState) -> PaymentRefusal | None:
    """Why it cannot happen to a payment in this state, or None."""
    if (state, verb) in STEPS:
        return None
    return {
        Verb.RETURN: PaymentRefusal.NOT_ORDERED,
        Verb.PAY_ANEW: PaymentRefusal.NOT_RETURNED,
        Verb.EXECUTE: PaymentRefusal.NOT_RELEASED,
    }.get(verb, PaymentRefusal.NOT_WAITING)


def after(verb: Verb, *, state: PaymentState) -> PaymentState:
    """The state that follows. Raises `KeyError` where `why_not` would have said no."""
    return STEPS[state, verb]


def why_not_release(
    *,
    state: BatchState,
    is_who_prepared: bool,
    has_own_payment: bool,
    is_changed: bool,
    is_new_account_in_it: bool,
    has_looked: bool,
) -> PaymentRefusal | None:
    """Why an agent cannot release a file, or None.

    `is_changed`: an account or an amount is no longer what the file says. `is_new_account_in_it`:
    money goes to an account that was changed lately; `has_looked` says that the agent did.
    """
    if B.RELEASED not in BATCH_STEPS[state]:
        return PaymentRefusal.CLOSED
    if is_who_prepared:
        return PaymentRefusal.SAME_AGENT
    if has_own_payment:
        return PaymentRefusal.OWN_FILE
    if is_changed:
        return PaymentRefusal.CHANGED
    return PaymentRefusal.LOOK_FIRST if is_new_account_in_it and not has_looked else None


def why_not_drop(state: BatchState) -> PaymentRefusal | None:
    """Why a file cannot be dropped: nobody can call back what is released."""
    return None if B.DROPPED in BATCH_STEPS[state] else PaymentRefusal.CLOSED


def why_not_execute(state: BatchState) -> PaymentRefusal | None:
    """Why it cannot be said that the bank executed a file."""
    return None if B.EXECUTED in BATCH_STEPS[state] else PaymentRefusal.NOT_RELEASED


def why_not_pay_anew(
    *, state: PaymentState, has_account: bool, is_same_account: bool, insists: bool
) -> PaymentRefusal | None:
    """Why what came back is not paid again.

    To the account that it came back from only when an agent insists: the bank's reason may be gone.
    """
    if refusal := why_not(Verb.PAY_ANEW, state=state):
        return refusal
    if not has_account:
        return PaymentRefusal.NO_ACCOUNT
    return PaymentRefusal.SAME_ACCOUNT if is_same_account and not insists else None


def is_new(changed_on: date | None, *, today: date) -> bool:
    """Whether an account is new enough to be looked at once more before money goes to it."""
    return changed_on is not None and today - changed_on <= ACCOUNT_IS_NEW_FOR


def execute_on(method: Method, *, today: date) -> date:
    """For which day the bank is asked: an instant transfer at once, the others tomorrow."""
    return today if method == Method.INSTANT else today + timedelta(days=DAYS_UNTIL_EXECUTED)


# -- what follows for the claim -----------------------------------------------------------------

_WAYS: dict[tuple[ClaimState, ClaimState], tuple[states.Verb, ...]] = {
    (C.DECIDED, C.ORDERED): (states.Verb.ORDER,),
    (C.DECIDED, C.PAID): (states.Verb.PAY,),
    (C.DECIDED, C.RETURNED): (states.Verb.RETURN,),
    (C.ORDERED, C.PAID): (states.Verb.PAY,),
    (C.ORDERED, C.RETURNED): (states.Verb.RETURN,),
    (C.PAID, C.RETURNED): (states.Verb.RETURN,),
    (C.RETURNED, C.DECIDED): (states.Verb.PAY_ANEW,),
    (C.RETURNED, C.ORDERED): (states.Verb.PAY_ANEW, states.Verb.ORDER),
    (C.RETURNED, C.PAID): (states.Verb.PAY_ANEW, states.Verb.PAY),
}


def claim_with(payments: Collection[PaymentState]) -> ClaimState:
    """How a decided claim stands with these payments, of all its statements together."""
    counting = set(payments) - {P.REPLACED}
    if P.RETURNED in counting:
        return C.RETURNED
    if not counting or counting & {P.WAITING, P.BATCHED}:
        return C.DECIDED
    return C.PAID if counting == {P.PAID} else C.ORDERED


def way(state: ClaimState, payments: Collection[PaymentState]) -> tuple[states.Verb, ...]:
    """What happens to the claim because of its payments: nothing while it is still being checked.

    Nothing as well where it already stands as it should.
    """
    if state not in states.DECIDED:
        return ()
    return _WAYS.get((state, claim_with(payments)), ())
