"""One step of a request: locked, allowed by the rule, written in row, history and trail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cns_portal import audit, clock, procedures
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind, Phase
from cns_portal.rights.choices.requests import RightsKind, RightsRefusal, RightsState
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.rules import states as rules
from cns_portal.rights.rules.states import Verb
from insured.services.holding import hold

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account, Dossier
    from cns_portal.audit import Actor

PHASES = {
    RightsState.SENT: Phase.RECEIVED,
    RightsState.BEING_CHECKED: Phase.BEING_CHECKED,
    RightsState.NEEDS_YOU: Phase.BEING_CHECKED,
    # Who does not agree with an answer can still write about it.
    RightsState.ACCEPTED: Phase.DECIDED,
    RightsState.PARTLY_ACCEPTED: Phase.DECIDED,
    RightsState.REFUSED: Phase.DECIDED,
    RightsState.ANSWERED: Phase.DECIDED,
    RightsState.WITHDRAWN: Phase.DONE,
}


def procedure_kind(kind: RightsKind | str) -> str:
    """What the ground floor calls such a case."""
    return f"rights.{kind}"


def locked(request_id: int) -> RightsRequest:
    """The request, held until the transaction ends, with its procedure and person.

    The procedure first: a reply holds it before it asks for the request.
    """
    procedures.hold(RightsRequest.objects.values_list("procedure", flat=True).get(pk=request_id))
    return (
        RightsRequest.objects.select_for_update(of=("self",))
        .select_related("procedure__dossier", "person__dossier", "identity_copy")
        .get(pk=request_id)
    )


def held(request_id: int, *, also: Iterable[int | None] = ()) -> RightsRequest:
    """As `locked`, with the person whom it is about held before it: for what changes their file.

    `also`: the keys of whom it is about to name. Raises `Refused` when it is about somebody else
    by now, who is not held.
    """
    about = RightsRequest.objects.values_list("person", flat=True).get(pk=request_id)
    people = {about, *also}
    hold(people)
    request = locked(request_id)
    if request.person_id not in people:
        raise Refused(RightsRefusal.CHANGED)
    return request


def why_not(request: RightsRequest, verb: Verb, *, agent: Account | None = None) -> object | None:
    """What the rule says about this request: the same for the button and for the command."""
    return rules.why_not(
        verb,
        state=RightsState(request.state),
        kind=RightsKind(request.kind),
        is_another_agents=agent is not None and request.agent_id not in (None, agent.pk),
        is_ones_own=agent is not None and request.concerns(agent.pk),
        is_ones_own_look=agent is not None and request.looked_by == agent.pk,
        signed_in=request.signed_in,
        is_identified=request.person_id is not None,
        is_lifted=request.lifted_from is not None,
    )


def why_not_at_all(request: RightsRequest, *, agent: Account) -> RightsRefusal | None:
    """Why `agent` neither works on this request nor writes about it, whatever its state."""
    return rules.why_not_at_all(
        is_ones_own=request.concerns(agent.pk), is_ones_own_look=request.looked_by == agent.pk
    )


def insist(request: RightsRequest, verb: Verb, *, agent: Account | None = None) -> None:
    """Raise `Refused` where the rule says why not."""
    if refusal := why_not(request, verb, agent=agent):
        another = agent is not None and request.agent_id not in (None, agent.pk)
        taken = verb is Verb.TAKE and another and request.state in rules.OPEN
        raise Refused(RightsRefusal.NOT_YOURS if taken else refusal)


def move(
    request: RightsRequest,
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

    `fields` are the columns that the caller has changed besides. Nothing that anybody wrote is
    repeated here: the history and the trail are in the clear.
    """
    before = RightsState(request.state)
    request.state = rules.after(verb, state=before)
    changed = {"state", "changed_at", *fields}
    if before == RightsState.NEEDS_YOU and request.state != before:
        request.asked_at = request.answer_until = None
        changed |= {"asked_at", "answer_until"}
    request.changed_at = clock.now()
    request.save(update_fields=sorted(changed))
    procedures.add_event(
        request.procedure,
        what=what,
        phase=PHASES[RightsState(request.state)],
        state=request.state,
        actor=actor,
        actor_kind=actor_kind,
        on_behalf_of=on_behalf_of,
        public=public,
    )
    audit.record(actor, what, request, dossier=dossier_of(request), details={"kind": request.kind})


def touch(request: RightsRequest) -> None:
    """The held request is not as a page showed it before: something came in that is judged."""
    request.changed_at = clock.now()
    request.save(update_fields=["changed_at"])


def dossier_of(request: RightsRequest) -> Dossier | None:
    """Whose data it is about, as far as that is known."""
    return request.person.dossier if request.person_id else None
