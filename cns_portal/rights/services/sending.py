"""Sending a request from an open file, and taking it back.

The shape of `details`, always plain JSON:

    access            text
    correction        field, present, proposed, text
    restriction       ground, data, text
    objection         processing, text
    erasure           text
    access_question   look, at, who, why, text
    other             text
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from cns_portal import audit, clock, documents, procedures
from cns_portal.db import promise
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind
from cns_portal.rights.choices.requests import RightsKind, RightsRefusal, RightsState
from cns_portal.rights.models import RightsDocument, RightsRequest
from cns_portal.rights.notices import requests as notices
from cns_portal.rights.rules import deadlines
from cns_portal.rights.rules.states import Verb
from cns_portal.rights.services import steps
from cns_portal.rights.services.telling import tell
from insured.services.holding import hold

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document
    from cns_portal.procedures.models import Procedure
    from insured.models import InsuredPerson

EVIDENCE = "rights_evidence"
"""The purpose under which evidence is stored."""


@transaction.atomic
def send(
    *,
    person: InsuredPerson,
    kind: RightsKind,
    details: dict[str, Any],
    actor: Account,
    sent_key: UUID,
    evidence: Iterable[Document] = (),
    on_behalf_of: str = "",
) -> RightsRequest:
    """A request about the data in the file of `person`; with the same `sent_key`, the first one.

    `on_behalf_of` names the person when `actor` is somebody else. Raises `Refused` without words,
    when the same is being checked already, and for a file that is not usable.
    """
    hold([person.pk])  # of two sent at once, the second finds the first
    if known := RightsRequest.objects.of(person).filter(sent_key=sent_key).first():
        return known
    if not any(str(value).strip() for value in details.values()):
        raise Refused(RightsRefusal.NOTHING_WRITTEN)
    evidence = list(evidence)
    for document in evidence:
        _insist_on_usable(document, person)
    now = clock.now()
    procedure = procedures.open_procedure(
        kind=steps.procedure_kind(kind),
        dossier=person.dossier,
        created_by=actor,
        contact_email="",
        language=person.language,
        state=RightsState.SENT,
        actor_kind=ActorKind.PERSON,
        what="rights.sent",
        on_behalf_of=on_behalf_of,
    )
    already = Refused(RightsRefusal.ALREADY_SENT)
    with promise("rights_request_open_once_per_kind_and_person", broken=already):
        request = RightsRequest.objects.create(
            procedure=procedure,
            person=person,
            kind=kind,
            details=details,
            sent_key=sent_key,
            sent_at=now,
            sent_by=actor,
            changed_at=now,
            due_on=deadlines.due_on(sent_on=clock.today()),
        )
    RightsDocument.objects.bulk_create(
        RightsDocument(request=request, document=document) for document in evidence
    )
    audit.record(
        actor,
        "rights.sent",
        request,
        dossier=person.dossier,
        details={"kind": str(kind), "documents": len(evidence)},
    )
    tell(request, lambda: notices.received(request), what="received")
    return request


@transaction.atomic
def withdraw(procedure: Procedure, *, actor: Account, on_behalf_of: str = "") -> RightsRequest:
    """The person takes it back, as long as it is not answered. Raises `Refused`."""
    request = steps.locked(
        RightsRequest.objects.values_list("pk", flat=True).get(procedure=procedure)
    )
    steps.insist(request, Verb.WITHDRAW)
    request.withdrawn_at = clock.now()
    steps.move(
        request,
        Verb.WITHDRAW,
        what="rights.withdrawn",
        actor=actor,
        actor_kind=ActorKind.PERSON,
        on_behalf_of=on_behalf_of,
        fields=["withdrawn_at"],
    )
    tell(request, lambda: notices.withdrawn(request), what="withdrawn")
    procedure.refresh_from_db()
    return request


def why_not_withdraw(procedure: Procedure, now: datetime) -> str | None:
    """The sentence why the person cannot take the request back, or None."""
    request = RightsRequest.objects.get(procedure=procedure)
    refusal = steps.why_not(request, Verb.WITHDRAW)
    return str(refusal.label) if refusal else None


def _insist_on_usable(document: Document, person: InsuredPerson) -> None:
    foreign = document.dossier_id != person.dossier_id or document.deleted_at is not None
    if foreign or document.state == documents.State.REJECTED:
        raise Refused(RightsRefusal.FILE_REJECTED)
    if RightsDocument.objects.filter(document=document).exists():
        raise Refused(RightsRefusal.FILE_REJECTED)
