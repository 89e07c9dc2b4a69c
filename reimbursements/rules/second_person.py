"""When a second agent has to look before a decision holds, and who may be that second agent.

No text of law sets the figures: they are conventions of this portal, see decision 21.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from reimbursements.choices.claims import ClaimRefusal
from reimbursements.choices.money import DecisionState, SecondReason

HIGH = Decimal("1000.00")
"""From this amount of reimbursement on for one mailing, in euro."""

HIGH_BY_HAND = Decimal("100.00")
"""The same for what an agent has valued without the nomenclature, or approved whatever the limits
say."""

ACCOUNT_IS_NEW_FOR = timedelta(days=30)

ONE_IN = 50
"""Of the decisions that nothing else singles out, one in so many."""


@dataclass(frozen=True, slots=True)
class AboutToDecide:
    """What is known when an agent decides a bill. Amounts are euros with cents."""

    bill: str
    """What names the bill for ever, for the choice by chance."""
    reimbursed: Decimal
    with_the_others: Decimal
    """The same with the other bills of the mailing that are decided with it, or were before: so
    that a high amount cannot be cut into small ones."""
    by_hand: Decimal
    """The part of `reimbursed` on lines whose tariff, rate or quantity an agent has set."""
    account_changed_on: date | None
    """When the account in force took the place of another one; None when it never did."""
    is_relatives: bool
    """Whether the file is that of somebody of the agent's family, or whom the agent acts for."""


def reasons(about: AboutToDecide, *, today: date, salt: str) -> tuple[SecondReason, ...]:
    """Why a second agent has to look, in the order in which they are shown; none when none has to.

    A bill that brings no money needs nobody for the amount or the account; a relative's does,
    because a refusal is a decision as well.
    """
    by_chance = is_drawn(about.bill, salt=salt)
    found = {
        SecondReason.AMOUNT: about.reimbursed > 0 and about.with_the_others >= HIGH,
        SecondReason.ACCOUNT_CHANGED: about.reimbursed > 0
        and is_account_new(about.account_changed_on, today=today),
        SecondReason.OWN_OR_RELATIVE: about.is_relatives,
        SecondReason.SET_BY_AGENT: about.by_hand >= HIGH_BY_HAND,
        SecondReason.RANDOM: by_chance,
    }
    return tuple(reason for reason, holds in found.items() if holds)


def is_account_new(changed_on: date | None, *, today: date) -> bool:
    """Whether the account was changed in the last 30 days; the thirtieth day still counts."""
    return changed_on is not None and today - changed_on <= ACCOUNT_IS_NEW_FOR


def is_drawn(bill: str, *, salt: str) -> bool:
    """Whether chance picks this bill: always the same answer, which nobody can guess or repeat.

    `salt` is a secret of the portal. Deciding again does not draw again.
    """
    digest = hashlib.sha256(f"{salt}:second:{bill}".encode()).digest()
    return int.from_bytes(digest[:8]) % ONE_IN == 0


def why_not_confirm(
    *,
    state: DecisionState,
    is_who_proposed: bool,
    is_own_file: bool,
    is_relatives: bool,
) -> ClaimRefusal | None:
    """Why an agent cannot say yes or no to what another one proposed; None when they can."""
    if state is not DecisionState.PROPOSED:
        return ClaimRefusal.CLOSED
    if is_own_file:
        return ClaimRefusal.OWN_FILE
    if is_who_proposed:
        return ClaimRefusal.SAME_AGENT
    return ClaimRefusal.RELATIVES_FILE if is_relatives else None
