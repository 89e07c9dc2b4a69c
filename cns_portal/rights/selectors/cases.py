"""What a person asks about their own requests, and what the ground floor asks about a case."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet

from cns_portal.rights.choices.requests import RightsState
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.rules.states import OPEN

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document
    from cns_portal.procedures.models import Procedure
    from insured.models import InsuredPerson

SEALED = ("details", "decision", "extension", "applicant")
"""Opened for one request at a time, never for a list."""


def all_of(person: InsuredPerson) -> QuerySet[RightsRequest]:
    """The requests about the data of `person`, the latest first; nothing sealed."""
    found = RightsRequest.objects.of(person).select_related("procedure").defer(*SEALED)
    return found.order_by("-sent_at", "-pk")


def one_of(person: InsuredPerson, public_id: UUID) -> RightsRequest | None:
    """One request that was sent from this file, as a whole."""
    return (
        RightsRequest.objects.of(person)
        .filter(public_id=public_id, sent_by__isnull=False)
        .select_related("procedure", "person__dossier")
        .prefetch_related("documents__document")
        .first()
    )


def linked(public_id: UUID) -> RightsRequest | None:
    """The request behind an emailed link, whose signature the caller has checked."""
    return (
        RightsRequest.objects.filter(public_id=public_id, sent_by__isnull=True)
        .select_related("procedure", "identity_copy", "person__dossier")
        .prefetch_related("letters")
        .first()
    )


def came_before(sent_key: UUID) -> bool:
    """Whether this form was sent already, without signing in."""
    return RightsRequest.objects.filter(sent_key=sent_key, sent_by=None).exists()


def of_procedure(procedure: Procedure) -> RightsRequest:
    """The request that is this case; nothing sealed."""
    return RightsRequest.objects.defer(*SEALED).get(procedure=procedure)


def answer_by(procedure: Procedure, since: datetime) -> date | None:
    """The last day of the next step: the officer's month, or the person's days."""
    request = of_procedure(procedure)
    if request.state == RightsState.NEEDS_YOU:
        return request.answer_until
    return request.due_on if request.state in OPEN else None


def files_of(procedure: Procedure) -> list[Document]:
    """The evidence that came with the request."""
    rows = of_procedure(procedure).documents.select_related("document")
    return [row.document for row in rows]


def references(keys: Collection[str]) -> dict[str, str]:
    """The references of these requests' cases, by key as text; one query."""
    rows = RightsRequest.objects.filter(pk__in=[key for key in keys if key.isdigit()])
    return {
        str(key): reference for key, reference in rows.values_list("pk", "procedure__reference")
    }


def visible_to(account: Account) -> Q:
    """Which of these cases an agent may open, as a condition on procedures."""
    return Q() if account.has_perm("rights.view_rightsrequest") else Q(pk__in=())


def agent_may_open(account: Account, document: Document) -> bool:
    """Whether an agent may see a file: evidence, or a copy of an identity document."""
    if not account.has_perm("rights.view_rightsrequest"):
        return False
    rows = RightsRequest.objects.filter(Q(identity_copy=document) | Q(documents__document=document))
    return rows.exists()


def open_kinds_of(person: InsuredPerson) -> set[str]:
    """The kinds of requests that are being checked just now."""
    rows: Iterable[str] = RightsRequest.objects.of(person).open().values_list("kind", flat=True)
    return set(rows)
