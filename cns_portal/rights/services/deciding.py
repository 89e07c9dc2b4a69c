"""Answering a request: granted, granted in part, refused, or answered; with its legal basis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cns_portal import audit, clock, documents, privacy
from cns_portal.kernel.refusal import Refused
from cns_portal.rights.choices.bases import AnswerBasis
from cns_portal.rights.choices.requests import RightsKind, RightsRefusal
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.notices import requests as notices
from cns_portal.rights.rules import answering, correcting
from cns_portal.rights.rules.states import GRANTING, Verb
from cns_portal.rights.services.steps import held, insist, move
from cns_portal.rights.services.telling import tell
from insured.services import corrections
from insured.services.seen import insist_on_seen

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from insured.notices.notice import Notice

WHAT = {
    Verb.ACCEPT: "rights.accepted",
    Verb.ACCEPT_PARTLY: "rights.partly_accepted",
    Verb.REFUSE: "rights.refused",
    Verb.ANSWER: "rights.answered",
}
NOTICES: dict[Verb, Callable[..., Notice]] = {
    Verb.ACCEPT: notices.accepted,
    Verb.ACCEPT_PARTLY: notices.partly_accepted,
    Verb.REFUSE: notices.refused,
    Verb.ANSWER: notices.answered,
}


@transaction.atomic
def decide(
    request_id: int,
    verb: Verb,
    *,
    agent: Account,
    said: str,
    bases: Sequence[str],
    seen: str,
    written: str = "",
) -> RightsRequest:
    """Answer with the words `said` and the legal `bases` (`AnswerBasis`), which the person reads.

    The bases are some of those that serve this right and answer (`rules.answering`). `seen` is the
    mark of what the page showed (`seen.mark_of`): nothing is decided that nobody looked at.

    `written` is the value that an accepted correction puts into the file, where the portal keeps
    it. Granting an erasure orders it: a worker carries it out once nothing open needs the data.
    The copy of an identity document goes with the answer. Raises `Refused`.
    """
    request = held(request_id)  # with the person: accepting may change their file
    insist(request, verb, agent=agent)
    insist_on_seen(request, seen, changed=RightsRefusal.CHANGED)
    if not said.strip():
        raise Refused(RightsRefusal.NO_TEXT)
    if refusal := answering.why_not_rest_on(bases, kind=RightsKind(request.kind), verb=verb):
        raise Refused(refusal)
    known = [basis for basis in AnswerBasis.values if basis in set(bases)]
    decision: dict[str, Any] = {"said": said.strip(), "bases": known}
    if verb in GRANTING and (changed := _write(request, written, agent=agent)):
        decision["written"] = changed
    request.decided_at, request.decided_by, request.decision = clock.now(), agent, decision
    move(
        request,
        verb,
        what=WHAT[verb],
        actor=agent,
        fields=["decided_at", "decided_by", "decision"],
    )
    forget_copy(request, by=agent)
    if verb in GRANTING and request.kind == RightsKind.ERASURE:
        privacy.order_erasure(
            request.person.dossier,
            by=agent,
            now=request.decided_at,
            reference=request.procedure.reference,
        )
    tell(
        request,
        lambda: NOTICES[verb](request, said=decision["said"], bases=known),
        what=request.state,
    )
    return request


def forget_copy(request: RightsRequest, *, by: Any) -> None:
    """Delete the picture of the identity document: it has served its purpose."""
    if request.identity_copy_id:
        documents.delete(request.identity_copy, by=by, reason="rights_request_over")


def _write(request: RightsRequest, written: str, *, agent: Account) -> str:
    """Correct the file itself, where it is a line that the portal keeps; what was written."""
    field = request.details.get("field", "")
    is_line = correcting.is_written_on_acceptance(field)
    if request.kind != RightsKind.CORRECTION or not is_line or not written.strip():
        return ""
    corrections.correct(request.person, actor=agent, **{field: written.strip()})
    audit.record(
        agent,
        "rights.corrected",
        request,
        dossier=request.person.dossier,
        details={"field": field},
    )
    return written.strip()
