"""One step of a request: locked, allowed by the rule, written in the row, history and trail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cns_portal import audit, procedures
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind, Phase
from insured.choices import RequestKind, RequestRefusal, RequestState
from insured.models import Request
from insured.rules import requests as rules
from insured.rules.requests import Verb

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account

PHASES = {
    RequestState.SENT: Phase.RECEIVED,
    RequestState.BEING_CHECKED: Phase.BEING_CHECKED,
    RequestState.NEEDS_YOU: Phase.BEING_CHECKED,
    RequestState.ACCEPTED: Phase.DECIDED,
    RequestState.REFUSED: Phase.DECIDED,
    RequestState.WITHDRAWN: Phase.DONE,
    RequestState.ISSUED: Phase.DONE,
    RequestState.ANSWERED: Phase.DONE,
}


def locked(request_id: int) -> Request:
    """The request, held until the transaction ends, with its procedure and people.

    The procedure first: a reply holds it before it asks for the request.
    """
    procedures.hold(Request.objects.values_list("procedure", flat=True).get(pk=request_id))
    return (
        Request.objects.select_for_update(of=("self",))
        .select_related("procedure__dossier", "person__dossier", "about")
        .get(pk=request_id)
    )


def kind_of(request: Request) -> RequestKind:
    """Its kind as a choice."""
    return RequestKind(request.kind)


def insist(request: Request, verb: Verb, *, agent: Account | None = None) -> None:
    """Raise `Refused` where the rule says why not."""
    another = agent is not None and request.agent_id not in (None, agent.pk)
    if refusal := rules.why_not(
        verb,
        state=RequestState(request.state),
        kind=kind_of(request),
        is_another_agents=another,
        is_ones_own=agent is not None and request.concerns(agent.pk),
    ):
        taken = verb is Verb.TAKE and another and request.state in rules.OPEN
        raise Refused(RequestRefusal.NOT_YOURS if taken else refusal)


def move(
    request: Request,
    verb: Verb,
    *,
    what: str,
    actor: Account,
    actor_kind: str = ActorKind.AGENT,
    on_behalf_of: str = "",
    fields: Iterable[str] = (),
    public: bool = True,
) -> None:
    """The new state: in the row, in the history, in the trail."""
    state = rules.after(verb, state=RequestState(request.state))
    request.state = state
    request.save(update_fields=["state", *fields])
    procedures.add_event(
        request.procedure,
        what=what,
        phase=PHASES[state],
        state=state,
        actor=actor,
        actor_kind=actor_kind,
        on_behalf_of=on_behalf_of,
        public=public,
    )
    dossier = request.person.dossier
    audit.record(actor, what, request, dossier=dossier, details={"kind": request.kind})
