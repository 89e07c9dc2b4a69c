"""The lines of the trail that are about a person: what was done in their file, and who looked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Q

from cns_portal.accounts import owners
from cns_portal.audit.models import AuditEntry

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cns_portal.accounts.models import Dossier


def trail_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """What concerns the dossier, and what the person did that concerns nobody's."""
    account = owners.account_of(dossier)
    about = Q(dossier=dossier)
    if account is not None:
        about |= Q(actor=account, dossier__isnull=True)
    yield AuditEntry.objects.filter(about).order_by("pk")
