"""The cases of a person, with their history and what was written to and fro."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Q

from cns_portal.inbox import belonging as letters
from cns_portal.procedures.models import Answer, Enclosure, Procedure, ProcedureEvent, Reply

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cns_portal.accounts.models import Dossier


def case_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Every case of the dossier, what happened in it, also inside the house, and the thread."""
    cases = Procedure.objects.of(dossier)
    yield cases.order_by("pk")
    yield ProcedureEvent.objects.filter(procedure__in=cases).order_by("pk")
    yield Reply.objects.filter(procedure__in=cases).defer("sent_key").order_by("pk")
    yield Answer.objects.filter(procedure__in=cases).defer("sent_key").order_by("pk")
    theirs = Q(reply__procedure__in=cases) | Q(answer__procedure__in=cases)
    yield Enclosure.objects.filter(theirs).order_by("pk")
    yield from letters.email_rows(cases.values("reference"))
