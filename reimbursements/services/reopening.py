"""Deciding bills anew: after an objection that was right, after a change of tariffs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cns_portal import clock
from reimbursements.choices.claims import BillState
from reimbursements.models import Bill, Claim
from reimbursements.rules import states
from reimbursements.rules.states import Verb
from reimbursements.services import steps

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account


def reopen(claim: Claim, bills: Sequence[Bill], *, agent: Account, what: str) -> None:
    """These decided bills are to be decided anew, by `agent` where nobody has the claim just now.

    Their decisions stay in force until others replace them. The caller holds the claim
    (`steps.locked`). `what` is the line of the history. Raises `Refused` as the rule of states.
    """
    for bill in bills:
        bill.state = BillState.OPEN
        bill.save(update_fields=["state"])
    if claim.state in states.WAITING:  # others of the mailing are not decided yet
        steps.note(claim, what=what, actor=agent)
        return
    steps.insist(claim, Verb.REOPEN, agent=agent)
    claim.agent, claim.taken_at = agent, clock.now()
    steps.move(claim, Verb.REOPEN, what=what, actor=agent, fields=["agent", "taken_at"])
