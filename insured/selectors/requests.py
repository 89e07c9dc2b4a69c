"""Questions about requests."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from insured.choices import RequestState
from insured.models import Request, RequestDocument

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document
    from cns_portal.procedures.models import Procedure
    from insured.choices import RequestKind
    from insured.models import InsuredPerson

MAY_READ = "insured.view_request"


def of_procedure(procedure: Procedure) -> Request | None:
    """The request of this case; None for a case of another room."""
    return Request.objects.filter(procedure=procedure).select_related("procedure", "person").first()


def open_of(person: InsuredPerson) -> QuerySet[Request]:
    """What the person has asked for and is not decided yet, the oldest first."""
    return Request.objects.of(person).waiting().select_related("procedure", "about")


def of_kind(person: InsuredPerson, kind: RequestKind) -> list[Request]:
    """What the person has asked for of one kind, decided or not, the newest first; one query."""
    found = Request.objects.of(person).filter(kind=kind).select_related("procedure")
    return list(found.order_by("-sent_at", "-pk"))


def granted(person: InsuredPerson, kinds: Collection[RequestKind]) -> list[Request]:
    """What was accepted of these kinds, the oldest first; one query."""
    found = Request.objects.of(person).filter(kind__in=kinds, state=RequestState.ACCEPTED)
    return list(found.select_related("procedure"))


def answer_until(procedure: Procedure, since: datetime) -> date | None:
    """The person's own deadline where something was asked; no period is known for the CNS."""
    found = Request.objects.filter(procedure=procedure).values_list("answer_until", flat=True)
    return found.first()


def files_of(procedure: Procedure) -> list[Document]:
    """What came with the request, in the order of the page."""
    rows = RequestDocument.objects.filter(request__procedure=procedure).select_related("document")
    return [row.document for row in rows]


def visible_to(account: Account) -> Q:
    """Which cases of the hall an agent may open, as a condition on procedures."""
    return Q() if account.has_perm(MAY_READ) else Q(pk__in=())


def agent_may_open(account: Account, document: Document) -> bool:
    """Whether an agent may read a file: it came with a request, and those are theirs to read."""
    return account.has_perm(MAY_READ) and hasattr(document, "insured_request_document")
