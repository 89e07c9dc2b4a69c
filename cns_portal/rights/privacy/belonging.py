"""The rows of this counter that are about a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cns_portal.documents.belonging import visitors_file_rows
from cns_portal.rights.models import (
    Export,
    ExportDownload,
    RightsDocument,
    RightsLetter,
    RightsRequest,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cns_portal.accounts.models import Dossier


def request_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Requests to the data protection officer, also those sent without signing in."""
    asked = RightsRequest.objects.filter(person__dossier=dossier)
    yield asked.defer("sent_key").order_by("pk")
    yield RightsLetter.objects.filter(request__in=asked).defer("sent_key").order_by("pk")
    yield RightsDocument.objects.filter(request__in=asked).order_by("pk")
    yield visitors_file_rows(asked.values("identity_copy"))


def export_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Copies like the one that this is, and who downloaded them."""
    copies = Export.objects.filter(person__dossier=dossier)
    yield copies.defer("storage_name").order_by("pk")
    yield ExportDownload.objects.filter(export__in=copies).order_by("pk")
