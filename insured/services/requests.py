"""The life of a request: sent, taken by an agent, asked about, decided, issued, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cns_portal import audit, clock, documents, procedures
from cns_portal.db import promise
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind
from insured.choices import RequestDocumentKind, RequestKind, RequestRefusal, RequestState
from insured.models import InsuredPerson, Request, RequestDocument
from insured.notices import requests as notices
from insured.rules import requests as rules
from insured.rules.requests import Verb
from insured.services import request_kinds
from insured.services.request_steps import insist, kind_of, locked, move
from insured.services.telling import tell
from insured.services.working import Hands

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document
    from cns_portal.procedures.models import Procedure


def procedure_kind(kind: RequestKind | str) -> str:
    """What the ground floor calls such a case."""
    return f"insured.{kind}"


@transaction.atomic
def submit(
    *,
    person: InsuredPerson,
    kind: RequestKind,
    details: dict[str, Any],
    actor: Account,
    about: InsuredPerson | None = None,
    attached: Iterable[tuple[Document, RequestDocumentKind]] = (),
    on_behalf_of: str = "",
) -> Request:
    """Send a request from the file of `person`; `about` is the member of the family it concerns.

    `details` is plain JSON in the shape of the kind; the rule of the kind was asked before.
    `on_behalf_of` names the person when `actor` is somebody else. Raises `Refused` when the same
    is being checked already, or when a file is another person's, rejected, or used elsewhere.
    """
    # One of two requests sent at once waits here and then finds the other one.
    InsuredPerson.objects.select_for_update(of=("self",)).get(pk=person.pk)
    attached = list(attached)
    for document, _kind in attached:
        _insist_on_usable(document, person)
    procedure = procedures.open_procedure(
        kind=procedure_kind(kind),
        dossier=person.dossier,
        created_by=actor,
        contact_email="",
        language=person.language,
        state=RequestState.SENT,
        actor_kind=ActorKind.PERSON,
        what="request.sent",
        on_behalf_of=on_behalf_of,
    )
    already = Refused(RequestRefusal.ALREADY_SENT)
    with promise("request_open_once_per_kind_and_person", broken=already):
        request = Request.objects.create(
            procedure=procedure,
            person=person,
            about=about,
            kind=kind,
            state=RequestState.SENT,
            details=details,
            sent_at=clock.now(),
            sent_by=actor,
        )
    RequestDocument.objects.bulk_create(
        RequestDocument(request=request, document=document, kind=kind)
        for document, kind in attached
    )
    audit.record(
        actor,
        "request.sent",
        request,
        dossier=person.dossier,
        details={"kind": str(kind), "documents": len(attached)},
    )
    tell(
        person,
        lambda: notices.received(request),
        once=f"request:{request.pk}:received",
        reference=procedure.reference,
    )
    return request


_HANDS = Hands[Request](
    locked=locked,
    insist=insist,
    move=move,
    verbs=Verb,
    begun=rules.OPEN - {RequestState.SENT},
    not_yours=RequestRefusal.NOT_YOURS,
    taken="request.taken",
    released="request.released",
    taken_over="request.taken_over",
)
take, release, take_over = _HANDS.take, _HANDS.release, _HANDS.take_over


@transaction.atomic
def asked(procedure: Procedure, *, by: Account, text: str) -> None:
    """An agent asks the person something: the next step is theirs. Called by the procedure.

    The question itself, `text`, is a letter of the thread and sealed there; it may ask about an
    illness, so that the history only says that there was one. Raises `Refused`.
    """
    request = locked(Request.objects.get(procedure=procedure).pk)
    insist(request, Verb.ASK, agent=by)
    request.answer_until = clock.today() + timedelta(days=rules.DAYS_TO_ANSWER)
    move(request, Verb.ASK, actor=by, what="request.asked", fields=["answer_until"])
    procedure.refresh_from_db()


@transaction.atomic
def replied(procedure: Procedure, *, by: Account, on_behalf_of: str = "") -> bool:
    """The person has answered: the next step is the agent's. Whether the state moved."""
    request = locked(Request.objects.get(procedure=procedure).pk)
    if rules.why_not(Verb.REPLY, state=RequestState(request.state), kind=kind_of(request)):
        return False
    request.answer_until = None
    move(
        request,
        Verb.REPLY,
        actor=by,
        actor_kind=ActorKind.PERSON,
        on_behalf_of=on_behalf_of,
        what="request.answered",
        fields=["answer_until"],
    )
    procedure.refresh_from_db()
    return True


@transaction.atomic
def accept(
    request_id: int, *, agent: Account, reason: str = "", added: dict[str, Any] | None = None
) -> Request:
    """Decide yes, and do what the kind of request asks for in the same transaction.

    `added` is what the agent states besides (a day from which it holds, …), plain JSON in the
    shape of the kind. Raises `Refused`.
    """
    request = locked(request_id)
    insist(request, Verb.ACCEPT, agent=agent)
    _decide(request, Verb.ACCEPT, agent=agent, reason=reason, added=added or {})
    if effect := request_kinds.rules_of(request.kind).accepted:
        effect(request, agent, added or {})
    _tell_decision(request, notices.accepted, reason=reason)
    return request


@transaction.atomic
def refuse(request_id: int, *, agent: Account, reason: str) -> Request:
    """Decide no. `reason` is what the person reads. Raises `Refused`."""
    request = locked(request_id)
    insist(request, Verb.REFUSE, agent=agent)
    if not reason.strip():
        raise Refused(RequestRefusal.NO_REASON)
    _decide(request, Verb.REFUSE, agent=agent, reason=reason, added={})
    if effect := request_kinds.rules_of(request.kind).refused:
        effect(request, agent)
    _tell_decision(request, notices.refused, reason=reason)
    return request


@transaction.atomic
def withdraw(procedure: Procedure, *, actor: Account, on_behalf_of: str = "") -> Request:
    """The person takes it back, as long as nothing is decided. Raises `Refused`."""
    request = locked(Request.objects.get(procedure=procedure).pk)
    insist(request, Verb.WITHDRAW)
    request.answer_until = None
    move(
        request,
        Verb.WITHDRAW,
        actor=actor,
        actor_kind=ActorKind.PERSON,
        on_behalf_of=on_behalf_of,
        what="request.withdrawn",
        fields=["answer_until"],
    )
    if effect := request_kinds.rules_of(request.kind).withdrawn:
        effect(request)
    tell(
        request.person,
        lambda: notices.withdrawn(request),
        once=f"request:{request.pk}:withdrawn",
        reference=request.procedure.reference,
    )
    procedure.refresh_from_db()
    return request


def why_not_withdraw(procedure: Procedure, now: datetime) -> str | None:
    """The sentence why the person cannot take the request back, or None."""
    request = Request.objects.get(procedure=procedure)
    refusal = rules.why_not(Verb.WITHDRAW, state=RequestState(request.state), kind=kind_of(request))
    return str(refusal.label) if refusal else None


def sent_copy(procedure: Procedure) -> tuple[str, dict[str, Any]]:
    """The template and context that print what was sent."""
    request = Request.objects.select_related("person", "about").get(procedure=procedure)
    return "insured/print/request.html", {
        "request": request,
        "procedure": procedure,
        "lines": request_kinds.lines_of(request),
        "documents": [
            RequestDocumentKind(kind).label
            for kind in request.documents.values_list("kind", flat=True)
        ],
    }


@transaction.atomic
def mark_issued(request_id: int, *, agent: Account) -> Request:
    """The form asked for is issued (`services.papers` makes it). Raises `Refused`."""
    request = locked(request_id)
    insist(request, Verb.ISSUE, agent=agent)
    move(request, Verb.ISSUE, actor=agent, what="request.issued")
    return request


@transaction.atomic
def mark_answered(
    request_id: int, *, agent: Account, answer_kind: str, answered_on: date
) -> Request:
    """The fund of the country of residence has answered with S071 or BL6. Raises `Refused`."""
    request = locked(request_id)
    insist(request, Verb.ANSWER, agent=agent)
    request.answer_kind, request.answered_on = answer_kind, answered_on
    move(
        request,
        Verb.ANSWER,
        actor=agent,
        what="request.answered_abroad",
        fields=["answer_kind", "answered_on"],
    )
    return request


def _insist_on_usable(document: Document, person: InsuredPerson) -> None:
    foreign = document.dossier_id != person.dossier_id or document.deleted_at is not None
    if foreign or document.state == documents.State.REJECTED:
        raise Refused(RequestRefusal.DOCUMENT_UNREADABLE)
    if RequestDocument.objects.filter(document=document).exists():
        raise Refused(RequestRefusal.DOCUMENT_UNREADABLE)


def _decide(
    request: Request, verb: Verb, *, agent: Account, reason: str, added: dict[str, Any]
) -> None:
    request.decided_at, request.decided_by = clock.now(), agent
    # Here and in the message, both sealed; the history would keep it in the clear, and the reason
    # why care abroad is refused may name an illness.
    request.decision = {"reason": reason, "added": added}
    request.answer_until = None
    move(
        request,
        verb,
        actor=agent,
        what="request.accepted" if verb is Verb.ACCEPT else "request.refused",
        fields=["decided_at", "decided_by", "decision", "answer_until"],
    )


def _tell_decision(request: Request, notice, *, reason: str) -> None:
    tell(
        request.person,
        lambda: notice(request, reason=reason),
        once=f"request:{request.pk}:{request.state}",
        reference=request.procedure.reference,
    )
