"""The questions asked of documents."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from cns_portal.accounts.models import Dossier
from cns_portal.documents.choices import State
from cns_portal.documents.scanner import NOT_SCANNED


class DocumentQuerySet(models.QuerySet):
    def of(self, dossier: Dossier) -> Self:
        return self.filter(dossier=dossier)

    def present(self) -> Self:
        """Those whose bytes have not been deleted."""
        return self.filter(deleted_at__isnull=True)

    def to_check(self, *, claimed_before: datetime) -> Self:
        """Waiting for the check, and not in the hands of a worker since `claimed_before`."""
        return (
            self.present()
            .filter(state=State.PENDING)
            .filter(Q(claimed_at__isnull=True) | Q(claimed_at__lt=claimed_before))
            .order_by("stored_at", "pk")
        )

    def readable(self) -> Self:
        """Those that can be shown; what was never scanned only where there is no scanner."""
        clean = self.present().filter(state=State.CLEAN)
        return clean.exclude(scanned_with=NOT_SCANNED) if settings.CLAMAV_URL else clean

    def to_scan_again(self, *, scanned_before: datetime) -> Self:
        """Those taken without a scanner, then those of which the last scan is long ago."""
        return (
            self.present()
            .filter(state=State.CLEAN)
            .filter(Q(scanned_at__isnull=True) | Q(scanned_at__lt=scanned_before))
            .order_by(F("scanned_at").asc(nulls_first=True), "pk")
        )

    def pointed_at_by_nothing(self) -> Self:
        """Those no row of any room has a key to."""
        free = self
        # Hidden ones too: a key with related_name="+" is a key.
        for relation in self.model._meta.get_fields(include_hidden=True):
            if relation.auto_created and (relation.one_to_many or relation.one_to_one):
                rows = relation.related_model._base_manager.filter(
                    **{relation.field.name: OuterRef("pk")}
                )
                free = free.filter(~Exists(rows))
        return free
