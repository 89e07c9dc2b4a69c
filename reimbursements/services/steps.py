"""One step of a claim: locked, allowed by the rule, written in the row, history and trail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cns_portal import audit, clock, procedures
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind, Phase
from reimbursements.choices.claims import BillState, Channel, ClaimRefusal, ClaimState
from reimbursements.models import Claim
from reimbursements.rules import states as rules
from reimbursements.rules.states import Verb

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.audit import Actor

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


def move(
    claim: Claim,
    verb: Verb,
    *,
    what: str,
    actor: Account | Actor,
    actor_kind: str = ActorKind.AGENT,
    on_behalf_of: str = "",
    fields: Iterable[str] = (),
    public: bool = True,
) -> None:
    """The new state: in the row, in the history, in the trail.

    `fields` are the columns of the claim that the caller has changed besides. The time until an
    answer came, or until the claim was decided without one, counts as waiting for the person.
    Nothing medical is written here: the history and the trail are in the clear.
    """
    before, now = ClaimState(claim.state), clock.now()
    state = rules.after(verb, state=before)
    changed = {"state", "changed_at", *fields}
    if before == ClaimState.NEEDS_YOU and state != before:
        claim.waited += now - claim.asked_at
        claim.asked_at = claim.answer_until = None
        changed |= {"waited", "asked_at", "answer_until"}
    claim.state, claim.changed_at = state, now
    claim.save(update_fields=sorted(changed))
    procedures.add_event(
        claim.procedure,
        what=what,
        phase=PHASES[state],
        state=state,
        actor=actor,
        actor_kind=actor_kind,
        on_behalf_of=on_behalf_of,
        public=public,
    )
    audit.record(actor, what, claim, dossier=claim.person.dossier)


def note(
    claim: Claim,
    *,
    what: str,
    actor: Account | Actor,
    actor_kind: str = ActorKind.AGENT,
    fields: Iterable[str] = (),
    public: bool = True,
) -> None:
    """Something happened that leaves the state as it is: in the history and in the trail.

    `fields` are the columns of the claim that the caller has changed.
    """
    claim.changed_at = clock.now()
    claim.save(update_fields=sorted({"changed_at", *fields}))
    procedures.add_event(
        claim.procedure,
        what=what,
        phase=PHASES[ClaimState(claim.state)],
        state=claim.state,
        actor=actor,
        actor_kind=actor_kind,
        public=public,
    )
    audit.record(actor, what, claim, dossier=claim.person.dossier)
