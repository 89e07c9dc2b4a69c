"""The files that are about a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cns_portal.documents.models import Document

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cns_portal.accounts.models import Dossier


def file_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """What was uploaded to the dossier, also what was refused or is deleted by now."""
    yield Document.objects.of(dossier).defer("storage_name").order_by("pk")


def visitors_file_rows(keys: Iterable[int]) -> QuerySet:
    """These documents, as far as they were sent without signing in and so are in no dossier."""
    return Document.objects.filter(pk__in=keys, dossier__isnull=True).defer("storage_name")
