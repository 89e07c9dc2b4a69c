"""One step of a claim: locked, allowed by the rule, written in the row, history and trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cns_portal import procedures
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import Phase
from insured.services.case_steps import Steps
from reimbursements.choices.claims import BillState, Channel, ClaimRefusal, ClaimState
from reimbursements.models import Claim
from reimbursements.rules import states as rules
from reimbursements.rules.states import Verb

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account

KIND = "reimbursement"
"""What the ground floor calls such a case."""

PHASES = {
    ClaimState.SENT: Phase.RECEIVED,
    ClaimState.BEING_CHECKED: Phase.BEING_CHECKED,
    ClaimState.NEEDS_YOU: Phase.BEING_CHECKED,
    ClaimState.PROPOSED: Phase.BEING_CHECKED,
    ClaimState.DECIDED: Phase.DECIDED,
    ClaimState.ORDERED: Phase.DECIDED,
    ClaimState.PAID: Phase.DONE,
    ClaimState.RETURNED: Phase.DECIDED,
    ClaimState.WITHDRAWN: Phase.DONE,
}

_STEPS = Steps(states=ClaimState, phases=PHASES, after=rules.after, needs_you=ClaimState.NEEDS_YOU)
move, note = _STEPS.move, _STEPS.note


def locked(claim_id: int) -> Claim:
    """The claim, held until the transaction ends, with its procedure and person.

    The procedure first, where there is one: a reply holds it before it asks for the claim.
    """
    procedure_id = Claim.objects.values_list("procedure", flat=True).get(pk=claim_id)
    if procedure_id:
        procedures.hold(procedure_id)
    return (
        Claim.objects.select_for_update(of=("self",))
        .select_related("procedure__dossier", "person__dossier", "payee")
        .get(pk=claim_id)
    )


def concerns(claim: Claim, account: Account) -> bool:
    """Whether it is the account's own claim, was sent by it, or treats whoever signs in with it.

    Bills that lie on a desk are entered by the agent there, and are not theirs for that.
    """
    senders = set() if claim.channel == Channel.AGENCY else {claim.sent_by_id, claim.created_by_id}
    if account.pk in {claim.person.account_id, *senders}:
        return True
    return claim.bills.filter(patient__account=account).exists()


def insist(claim: Claim, verb: Verb, *, agent: Account | None = None) -> None:
    """Raise `Refused` where the rule says why not."""
    another = agent is not None and claim.agent_id not in (None, agent.pk)
    some = verb is Verb.WITHDRAW and claim.bills.filter(state=BillState.DECIDED).exists()
    if refusal := rules.why_not(
        verb,
        state=ClaimState(claim.state),
        is_another_agents=another,
        is_ones_own=agent is not None and concerns(claim, agent),
        some_bill_is_decided=some,
    ):
        taken = verb is Verb.TAKE and another and claim.state in rules.WAITING
        raise Refused(ClaimRefusal.NOT_YOURS if taken else refusal)
